#include "app/serve/request_details.h"

#include "app/page/copy_button.h"
#include "app/serve/choice_cell.h"
#include "core/sampling/sampler_chain.h"
#include "widgets/control/cell_grid.h"
#include "widgets/control/elided_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

// "16:41:07 · 127.0.0.1 · T 0.8 · done, 0.4 s · token limit reached"
QString captionOf(const RequestRecord& record)
{
    QStringList parts{record.time.toString("HH:mm:ss"), record.client};
    if (!record.what.isEmpty())
        parts << record.what;
    if (!record.choices.empty() && !record.choices.front().path.empty()) {
        const auto& step = record.choices.front().path.front()->step;
        parts << QString::fromStdString(settingsText(step.settings));
    }
    if (!record.prompts.isEmpty())
        parts << RequestDetails::tr("%Ln token(s)", nullptr, record.tokens);
    parts << stateText(record);
    if (record.choices.size() == 1 && record.choices.front().end)
        parts << stopReasonSentence(*record.choices.front().end).data();
    return parts.join(" · ");
}

// A prompt on one line.
QString menuText(const QString& prompt)
{
    constexpr qsizetype longest = 60;
    auto text = prompt.left(4 * longest).simplified();
    if (text.size() > longest)
        text = text.left(longest) + u'…';
    return text.isEmpty() ? RequestDetails::tr("(white space)") : text.replace(u'&', "&&");
}

// All choices, apart from each other.
QString answerOf(const RequestRecord& record)
{
    QStringList texts;
    for (const auto& choice : record.choices)
        texts << QString::fromStdString(choice.text);
    return texts.join("\n\n");
}

} // namespace

RequestDetails::RequestDetails(QWidget* parent)
    : QWidget(parent)
    , caption_(new ElidedLabel(this))
    , open_(new QToolButton(this))
    , copy_(new CopyButton(tr("Copy the answer"), this))
    , close_(new QToolButton(this))
    , sentence_(new QLabel(this))
    , grid_(new CellGrid(this))
{
    open_->setProperty("quiet", true);
    open_->setToolTip(tr("Show how each token was chosen. Several choices are branches; of several "
                         "prompts, one opens."));
    open_->setPopupMode(QToolButton::InstantPopup); // of several prompts
    close_->setText("✕");
    close_->setProperty("quiet", true);
    close_->setToolTip(tr("Close the request (Esc)."));
    close_->setAccessibleName(tr("Close the request"));
    sentence_->setProperty("error", true);
    sentence_->setWordWrap(true);
    sentence_->setAlignment(Qt::AlignTop);
    sentence_->setTextFormat(Qt::PlainText);
    sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(caption_, 1);
    head->addWidget(open_);
    head->addWidget(copy_);
    head->addWidget(close_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(sentence_);
    layout->addWidget(grid_, 1);
    connect(close_, &QToolButton::clicked, this, &RequestDetails::closeRequested);
    connect(open_, &QToolButton::clicked, this, [this] {
        if (!open_->menu())
            emit openRequested(0);
    });
}

void RequestDetails::showRecord(const RequestRecord& record)
{
    if (record.number != number_)
        begin(record);
    else
        for (auto* cell : cells_)
            cell->grow(record);
    caption_->setText(captionOf(record));
    copy_->setTextToCopy(answerOf(record));
    copy_->setVisible(!record.prompts.isEmpty());
    open_->setVisible(record.tokens > 0 && !record.promptTokens.empty());
    sentence_->setText(record.sentence);
    sentence_->setVisible(!record.sentence.isEmpty());
}

void RequestDetails::begin(const RequestRecord& record)
{
    number_ = record.number;
    for (auto* cell : cells_)
        grid_->removeCell(cell);
    cells_.clear();
    for (int choice = 0; choice < static_cast<int>(record.choices.size()); ++choice) {
        cells_.push_back(new ChoiceCell(record, choice, this));
        grid_->addCell(cells_.back());
    }
    grid_->setVisible(!cells_.empty());
    delete open_->menu();
    const bool asks = record.prompts.size() > 1;
    open_->setText(asks ? tr("Open in Explore ▾") : tr("Open in Explore"));
    if (!asks)
        return;
    auto* menu = new QMenu(open_);
    for (int prompt = 0; prompt < static_cast<int>(record.prompts.size()); ++prompt)
        menu->addAction(menuText(record.prompts[prompt]), this,
                        [this, prompt] { emit openRequested(prompt); });
    open_->setMenu(menu);
}

QString RequestDetails::caption() const
{
    return caption_->text();
}

QString RequestDetails::sentence() const
{
    return sentence_->text();
}

} // namespace logitscope
