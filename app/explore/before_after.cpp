#include "app/explore/before_after.h"

#include "core/text/text_difference.h"
#include "widgets/control/card.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/text/document_text.h"
#include "widgets/text/token_tip.h"
#include "widgets/text/token_view.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QTextEdit>

#include <algorithm>
#include <optional>
#include <vector>

namespace logitscope
{

namespace
{

// Of the current branch; nothing: no other has tokens.
std::optional<std::size_t> otherBranch(const Run& run)
{
    if (const auto origin = originOf(run, run.current))
        return origin->branch;
    for (std::size_t branch = 1; branch < run.branches.size(); ++branch)
        if (run.branches[branch].leaf)
            return branch;
    return std::nullopt;
}

std::vector<TokenId> tokensOf(std::span<const NodePtr> nodes)
{
    std::vector<TokenId> tokens;
    for (const auto& node : nodes)
        tokens.push_back(node->step.token);
    return tokens;
}

QString nameOf(const Run& run, std::size_t branch, const QString& otherwise)
{
    const auto& name = run.branches[branch].name;
    return name.empty() ? otherwise
                        : QStringLiteral("%1: %2").arg(otherwise, QString::fromStdString(name));
}

void standOut(TokenView& view, const std::vector<bool>& isMissing)
{
    const auto& theme = themeOf(view.palette());
    QList<QTextEdit::ExtraSelection> marks;
    for (int step = 0; step < view.stepCount(); ++step) {
        const auto span = view.span(step);
        if (span.isEmpty() || !isMissing[static_cast<std::size_t>(step)])
            continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(view.document());
        mark.cursor.setPosition(span.begin);
        mark.cursor.setPosition(span.end, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        mark.format.setUnderlineColor(theme.accent);
        marks << mark;
    }
    view.setExtraSelections(marks);
}

} // namespace

BeforeAfter::BeforeAfter(QWidget* parent)
    : QWidget(parent)
    , beginning_(new TokenView(this))
    , beforeName_(new ElidedLabel(this))
    , afterName_(new ElidedLabel(this))
    , before_(new TokenView(this))
    , after_(new TokenView(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    const auto place = [&](TokenView* view, const QString& name, int row, int column, int columns) {
        view->setFrameShape(QFrame::NoFrame);
        view->setAccessibleName(name);
        view->setPlaceholder({view == beginning_ ? tr("(nothing)") : tr("(nothing more)")});
        // What it was sampled with, whatever the sliders say now.
        explainPlaces(*view->viewport(), [this, view](QPoint point) {
            const auto step = view->tokenAt(point);
            const int begin = view == beginning_ ? 0 : beginning_->stepCount();
            return step ? tokenTip(view->tokens().step(*step), begin + *step) : QString();
        });
        auto* card = new Card(this);
        card->hold(view);
        grid->addWidget(card, row, column, 1, columns);
    };
    place(beginning_, tr("What both texts begin with"), 0, 0, 2);
    grid->addWidget(beforeName_, 1, 0);
    grid->addWidget(afterName_, 1, 1);
    place(before_, tr("Before"), 2, 0, 1);
    place(after_, tr("After"), 2, 1, 1);
    grid->setRowStretch(0, 1);
    grid->setRowStretch(2, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
}

bool BeforeAfter::compare(const Run& run, const ShadeScale& shades)
{
    const auto other = otherBranch(run);
    if (!other)
        return false;
    setShades(shades);
    fill(run, std::min(*other, run.current), std::max(*other, run.current));
    return true;
}

void BeforeAfter::setShades(const ShadeScale& shades)
{
    for (auto* view : {beginning_, before_, after_})
        view->setShades(shades);
}

void BeforeAfter::setWhitespaceVisible(bool visible)
{
    for (auto* view : {beginning_, before_, after_})
        view->setWhitespaceVisible(visible);
}

void BeforeAfter::fill(const Run& run, std::size_t before, std::size_t after)
{
    const auto shared =
        static_cast<std::size_t>(sharedLength(run.branches[before], run.branches[after]));
    const auto one = pathTo(run.branches[before].leaf);
    const auto other = pathTo(run.branches[after].leaf);
    const auto ownOfOne = std::span(one).subspan(shared);
    const auto ownOfOther = std::span(other).subspan(shared);
    beforeName_->setText(nameOf(run, before, tr("Before")));
    afterName_->setText(nameOf(run, after, tr("After")));
    beginning_->setPrompt(textOfBytes(run.prompt));
    beginning_->appendTokens(std::span(one).first(shared));
    const auto [missingInOther, missingInOne] =
        differenceOf(tokensOf(ownOfOne), tokensOf(ownOfOther));
    const auto show = [](TokenView& view, std::span<const NodePtr> own, const Branch& branch,
                         const std::vector<bool>& isMissing) {
        const bool ends = branch.stopReason == StopReason::EndOfText && !own.empty();
        view.setPrompt({});
        view.appendTokens(own.first(own.size() - (ends ? 1 : 0)));
        if (ends)
            view.appendEndMark(own.back());
        view.finish();
        standOut(view, isMissing);
        view.showBeginning();
    };
    show(*before_, ownOfOne, run.branches[before], missingInOther);
    show(*after_, ownOfOther, run.branches[after], missingInOne);
}

} // namespace logitscope
