#include "app/serve/room_scores.h"

#include "app/room/score_file.h"
#include "widgets/look.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

constexpr int columnCount = 4;
constexpr int shownRows = 4; // before it scrolls

QTableWidgetItem* numberItem(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

} // namespace

RoomScores::RoomScores(RoomRound& round, QWidget* parent)
    : QWidget(parent)
    , round_(round)
    , table_(new QTableWidget(0, columnCount, this))
    , save_(new QPushButton(tr("Save as CSV …"), this))
    , forget_(new QPushButton(tr("Forget scores"), this))
{
    table_->setHorizontalHeaderLabels({tr("Name"), tr("Rounds"), tr("Right"), tr("Log score")});
    table_->setAccessibleName(tr("Scores"));
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table_->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (int column = 1; column < columnCount; ++column)
        table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->horizontalHeaderItem(3)->setToolTip(
        tr("The sum over all rounds with a confidence c, in bits: log₂ c for who is right, "
           "log₂ (1 − c) for who is not. Nearer to 0 is better."));
    save_->setToolTip(tr("Write the scores into a file, for a spreadsheet."));
    forget_->setToolTip(tr("Begin again, with no scores and no names."));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(save_);
    buttons->addWidget(forget_);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(table_, 1);
    layout->addLayout(buttons);

    showing_.setSingleShot(true);
    showing_.setInterval(0);
    connect(&showing_, &QTimer::timeout, this, &RoomScores::showScores);
    connect(&round_, &RoomRound::changed, &showing_, qOverload<>(&QTimer::start));
    connect(save_, &QPushButton::clicked, this, [this] {
        askToSaveScores(round_, *this, [this](const auto& sentence) { emit saved(sentence); });
    });
    connect(forget_, &QPushButton::clicked, &round_, &RoomRound::forgetScores);
    keepFitting(*this, [this] {
        const int line = fontMetrics().height() * 3 / 2;
        table_->verticalHeader()->setDefaultSectionSize(line);
        table_->setMinimumHeight(line * (1 + shownRows)); // and the header
    });
    showScores();
}

bool RoomScores::isEmpty() const
{
    return table_->rowCount() == 0;
}

void RoomScores::setPresenting(bool presenting)
{
    save_->setVisible(!presenting);
    forget_->setVisible(!presenting);
}

void RoomScores::showScores()
{
    const bool wasEmpty = isEmpty();
    const auto scores = round_.round().scores();
    const QLocale english(QLocale::English);
    table_->setRowCount(static_cast<int>(scores.size()));
    int row = 0;
    for (const auto& score : scores) {
        table_->setItem(row, 0, new QTableWidgetItem(round_.shown(score.name)));
        table_->setItem(row, 1, numberItem(english.toString(score.rounds)));
        table_->setItem(row, 2, numberItem(english.toString(score.right)));
        table_->setItem(
            row, 3,
            numberItem(score.scored > 0 ? english.toString(score.logScore, 'f', 2) : tr("–")));
        ++row;
    }
    if (wasEmpty != isEmpty())
        emit isEmptyChanged();
}

} // namespace logitscope
