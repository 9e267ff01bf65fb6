#include "widgets/control/token_count.h"

#include "widgets/control/prompt_field.h"

#include <QStyle>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr int pauseMilliseconds = 150; // while somebody types

} // namespace

TokenCount::TokenCount(PromptField& field, QWidget* parent) : QLabel(parent), field_(field)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setProperty("muted", true);
    setAccessibleName(tr("Tokens of the prompt"));
    setToolTip(tr("Prompt and continuation share the model's context."));
    pause_.setSingleShot(true);
    pause_.setInterval(pauseMilliseconds);
    connect(&pause_, &QTimer::timeout, this, &TokenCount::countNow);
    connect(&field_, &PromptField::textChanged, this, [this] {
        refusal_.clear();
        pause_.start();
    });
    connect(&field_, &PromptField::limitChanged, this, &TokenCount::countNow);
    connect(&field_, &PromptField::specialTokensChanged, this, &TokenCount::countNow);
    connect(&field_, &PromptField::refused, this, [this](const QString& sentence) {
        refusal_ = sentence;
        countNow();
    });
}

QSize TokenCount::sizeHint() const
{
    const int line = fontMetrics().lineSpacing();
    return {line * 10, std::max(line, QLabel::heightForWidth(width()))};
}

QSize TokenCount::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void TokenCount::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    updateGeometry();
}

void TokenCount::countNow()
{
    pause_.stop();
    if (!refusal_.isEmpty()) {
        say(refusal_, true);
        return;
    }
    const auto& limit = field_.limit();
    const auto known = limit.count ? limit.count(field_.prompt()) : std::nullopt;
    if (!known) {
        say({}, false);
        return;
    }
    const auto tokens = static_cast<int>(*known);
    const auto counted = tr("%L1 of %Ln token(s)", nullptr, limit.tokens).arg(tokens);
    if (tokens > limit.tokens)
        say(tr("%1: %L2 too many; shorten the prompt.").arg(counted).arg(tokens - limit.tokens),
            true);
    else if (tokens == limit.tokens)
        say(tr("%1: no room for a continuation; shorten the prompt.").arg(counted), true);
    else
        say(counted, false);
}

void TokenCount::say(const QString& sentence, bool complaint)
{
    setText(sentence);
    if (complaining_ == complaint)
        return;
    complaining_ = complaint;
    setProperty("muted", !complaint);
    setProperty("error", complaint);
    style()->unpolish(this); // for the colour
    style()->polish(this);
}

} // namespace logitscope
