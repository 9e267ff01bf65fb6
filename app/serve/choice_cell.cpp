#include "app/serve/choice_cell.h"

#include "widgets/control/elided_label.h"
#include "widgets/text/token_text.h"

#include <QVBoxLayout>

#include <span>

namespace logitscope
{

ChoiceCell::ChoiceCell(const RequestRecord& record, int choice, QWidget* parent)
    : Card(parent)
    , choice_(choice)
    , caption_(new ElidedLabel(this))
    , text_(new TokenText(this))
{
    text_->setFrameShape(QFrame::NoFrame);
    text_->setPlaceholderText({});
    text_->setPrompt(record.promptOf(choice));
    caption_->setMuted(true);
    const bool amongOthers = record.choices.size() > 1;
    caption_->setVisible(amongOthers);
    text_->setCompact(amongOthers);

    auto* layout = new QVBoxLayout(this);
    const int margin = amongOthers ? fontMetrics().height() / 2 : inset(); // close text has none
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(0);
    layout->addWidget(caption_);
    layout->addWidget(text_, 1);
    grow(record);
    if (record.isOver())
        text_->showBeginning();
}

void ChoiceCell::grow(const RequestRecord& record)
{
    const auto& choice = record.choices[static_cast<std::size_t>(choice_)];
    const auto shown = static_cast<std::size_t>(text_->stepCount());
    if (choice.path.size() > shown)
        text_->appendTokens(std::span(choice.path).subspan(shown));
    if (record.isOver() && !finished_) {
        finished_ = true;
        text_->finish();
    }
    const auto name = tr("Choice %1").arg(choice_ + 1);
    QStringList facts{name};
    if (choice.end)
        facts << tr("%n token(s)", nullptr, static_cast<int>(choice.path.size()))
              << QString::fromUtf8(stopReasonSentence(*choice.end).data());
    caption_->setText(facts.join(" · "));
}

QSize ChoiceCell::minimumSizeHint() const
{
    return {fontMetrics().height() * 8, fontMetrics().height() * 6};
}

} // namespace logitscope
