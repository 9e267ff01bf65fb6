#include "app/explore/prediction_panel.h"

#include "app/explore/tally_view.h"
#include "app/room/room_round.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/look.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

enum PredictionView
{
    TallyShown,
    ScoresShown,
};

QPushButton* stageButton(const QString& text, const QString& sentence, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setToolTip(sentence);
    button->setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard where it is of use
    return button;
}

} // namespace

PredictionPanel::PredictionPanel(RoomRound& round, QWidget* parent)
    : QWidget(parent)
    , round_(round)
    , question_(new ElidedLabel(this))
    , ask_(stageButton(tr("Ask next"), tr("Hide the next token and ask for it (F7)."), this))
    , reveal_(stageButton(tr("Reveal"), tr("Show the model's probabilities (F9)."), this))
    , sample_(stageButton(tr("Sample"), tr("Show the token that is sampled (F10)."), this))
    , menu_(new QToolButton(this))
    , entry_(new QLineEdit(this))
    , paste_(stageButton(tr("Paste…"), tr("Paste a chat, one prediction a line."), this))
    , views_(new SegmentedSwitch(
          {{TallyShown, tr("Tally"), tr("What was predicted in this round.")},
           {ScoresShown, tr("Scores"), tr("Who has been right, in all rounds.")}},
          this))
    , tally_(new TallyView(this))
    , scores_(new QTreeWidget(this))
{
    question_->setAccessibleName(tr("Question to the room"));
    entry_->setPlaceholderText(tr("Ada: little 70%"));
    entry_->setAccessibleName(tr("A prediction"));
    entry_->setToolTip(tr("A word, with a name before it and a confidence behind it where "
                          "somebody gave them: \"Ada: little 70%\". Enter adds it."));
    scores_->setAccessibleName(tr("Scores"));
    views_->setAccessibleName(tr("Predictions or scores"));
    scores_->setToolTip(tr("Who gave a name: how often their word came, and their log score, the "
                           "sum of log2 of the confidence that they had in what happened. Higher "
                           "is better; 0 is the best there is."));
    scores_->setHeaderLabels({tr("Name"), tr("Right"), tr("Log score"), tr("Per round")});
    scores_->setRootIsDecorated(false);
    scores_->setUniformRowHeights(true);
    scores_->setFrameShape(QFrame::NoFrame);
    scores_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    scores_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    scores_->header()->setStretchLastSection(false);
    scores_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    scores_->header()->setSectionResizeMode(0, QHeaderView::Stretch);

    makeLayout();
    makeMenu();
    connect(ask_, &QPushButton::clicked, this, &PredictionPanel::askRequested);
    connect(reveal_, &QPushButton::clicked, this, &PredictionPanel::revealRequested);
    connect(sample_, &QPushButton::clicked, this, &PredictionPanel::sampleRequested);
    connect(entry_, &QLineEdit::returnPressed, this, &PredictionPanel::addTyped);
    connect(paste_, &QPushButton::clicked, this, &PredictionPanel::showPasteDialog);
    connect(views_, &SegmentedSwitch::picked, this, &PredictionPanel::showView);
    connect(tally_, &TallyView::removeRequested, &round_, &RoomRound::removeWord);
    connect(&round_, &RoomRound::changed, this, &PredictionPanel::showRound);
    showRound();
}

void PredictionPanel::makeLayout()
{
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(views_);
    line->addWidget(question_, 1);
    line->addWidget(entry_, 1);
    for (auto* button : {paste_, ask_, reveal_, sample_})
        line->addWidget(button);
    line->addWidget(menu_);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(line);
    column->addWidget(tally_);
    column->addWidget(scores_);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    keepFitting(*entry_, [this] {
        entry_->setMinimumWidth(fontMetrics().height() * 4);
        scores_->setMinimumHeight(fontMetrics().lineSpacing() * 4);
        scores_->setMaximumHeight(fontMetrics().lineSpacing() * 12);
    });
    showView(TallyShown);
}

void PredictionPanel::makeMenu()
{
    menu_->setText(QStringLiteral("⋯"));
    menu_->setProperty("quiet", true);
    menu_->setPopupMode(QToolButton::InstantPopup);
    menu_->setFocusPolicy(Qt::StrongFocus);
    menu_->setAccessibleName(tr("More about the round"));
    menu_->setToolTip(tr("Dice on paper, and what becomes of the scores."));
    auto* menu = new QMenu(menu_);
    auto* dice = menu->addAction(tr("&Paper dice…"), this, &PredictionPanel::diceRequested);
    offers_ = menu->addAction(tr("&Offer five candidates"));
    offers_->setCheckable(true);
    offers_->setToolTip(tr("The room sees the five likeliest words, in alphabetical order."));
    connect(offers_, &QAction::triggered, this, &PredictionPanel::candidatesWanted);
    menu->addSeparator();
    auto* save = menu->addAction(tr("&Save scores as CSV…"), this, &PredictionPanel::saveRequested);
    auto* forget = menu->addAction(tr("&Forget scores"), &round_, &RoomRound::forgetScores);
    menu->addSeparator();
    menu->addAction(tr("&End the round"), this, &PredictionPanel::endRequested);
    menu_->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [=, this] {
        const bool hasScores = !round_.round().scores().empty();
        // Its table is the distribution.
        dice->setEnabled(round_.stage() == RoundStage::Revealed ||
                         round_.stage() == RoundStage::Sampled);
        save->setEnabled(hasScores);
        forget->setEnabled(hasScores || round_.round().rounds() > 0);
    });
}

bool PredictionPanel::offersCandidates() const
{
    return offers_->isChecked();
}

void PredictionPanel::setOffersCandidates(bool offers)
{
    offers_->setChecked(offers);
}

QString PredictionPanel::question() const
{
    const auto& asked = round_.round().question();
    auto question = asked.empty() ? tr("Which token comes next?") : QString::fromStdString(asked);
    QStringList candidates;
    for (const auto& candidate : round_.round().candidates())
        candidates << QString::fromStdString(candidate);
    return candidates.isEmpty() ? question : question + "\n" + candidates.join(" · ");
}

void PredictionPanel::addTyped()
{
    if (const auto prediction = predictionOfLine(entry_->text().toStdString());
        prediction && round_.add(*prediction))
        entry_->clear();
}

QString PredictionPanel::takeChat(const QString& text)
{
    int lines = 0;
    for (const auto& line : text.split(u'\n'))
        lines += line.trimmed().isEmpty() ? 0 : 1;
    int understood = 0;
    {
        const QSignalBlocker once(round_); // a chat may have thousands of lines
        for (const auto& prediction : predictionsOfChat(text.toStdString()))
            understood += round_.add(prediction) ? 1 : 0;
    }
    if (understood > 0)
        emit round_.changed();
    return tr("%L1 of %Ln line(s) understood as predictions.", nullptr, lines).arg(understood);
}

void PredictionPanel::showPasteDialog()
{
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Paste a chat"));
    auto* explanation = new QLabel(tr("One prediction a line, as \"little\", \"Ada: little\" or "
                                      "\"Ada: little 70%\":"),
                                   dialog);
    explanation->setWordWrap(true);
    auto* text = new QPlainTextEdit(dialog);
    text->setAccessibleName(tr("Predictions, one a line"));
    text->setTabChangesFocus(true);
    auto* said = new QLabel(dialog);
    said->setAccessibleName(tr("What was understood"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    auto* add = buttons->addButton(tr("Add"), QDialogButtonBox::ActionRole);
    auto* column = new QVBoxLayout(dialog);
    for (auto* part : std::initializer_list<QWidget*>{explanation, text, said, buttons})
        column->addWidget(part);
    connect(add, &QPushButton::clicked, dialog, [this, text, said] {
        said->setText(takeChat(text->toPlainText()));
        text->clear();
    });
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    dialog->open();
}

void PredictionPanel::showRound()
{
    const auto& round = round_.round();
    const auto stage = round.stage();
    setVisible(stage != RoundStage::Off);
    const auto count = static_cast<int>(round.predictions().size());
    const auto asked = question().section(u'\n', 0, 0);
    question_->setText(tr("%1 · %Ln prediction(s)", nullptr, count).arg(asked), {asked});
    ask_->setVisible(stage == RoundStage::Sampled);
    reveal_->setVisible(stage == RoundStage::Asked);
    sample_->setVisible(stage == RoundStage::Asked || stage == RoundStage::Revealed);
    // While it is asked, the question stands in the chart's place.
    entry_->setVisible(stage == RoundStage::Asked);
    paste_->setVisible(stage == RoundStage::Asked);
    question_->setVisible(stage != RoundStage::Asked);
    views_->setVisible(stage != RoundStage::Asked);
    if (stage == RoundStage::Asked) {
        views_->setValue(TallyShown);
        showView(TallyShown);
    }
    auto tally = round.tally();
    for (auto& row : tally) {
        row.word = round_.shown(row.word).toStdString();
        for (auto& name : row.names)
            name = round_.shown(name).toStdString();
    }
    tally_->setTally(tally, stage, round.outcome());
    showScores();
}

void PredictionPanel::showView(int view)
{
    tally_->setVisible(view == TallyShown);
    scores_->setVisible(view == ScoresShown);
}

void PredictionPanel::showScores()
{
    const QLocale locale(QLocale::English);
    scores_->clear();
    for (const auto& score : round_.round().scores()) {
        auto* item = new QTreeWidgetItem(scores_);
        item->setText(0, round_.shown(score.name));
        item->setText(1, tr("%L1 of %L2").arg(score.right).arg(score.rounds));
        if (score.scored == 0)
            continue;
        item->setText(2, tr("%1 bits").arg(locale.toString(score.logScore, 'f', 2)));
        item->setText(3, locale.toString(score.logScore / score.scored, 'f', 2));
    }
}

} // namespace logitscope
