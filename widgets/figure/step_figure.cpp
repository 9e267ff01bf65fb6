#include "widgets/figure/step_figure.h"

#include "core/run/statistics_texts.h"
#include "core/sampling/percent.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped_step.h"
#include "core/text/token_label.h"
#include "widgets/chart/chart_row_painter.h"
#include "widgets/chart/legend_widgets.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace logitscope
{

namespace
{

constexpr int textSize = 14;
constexpr double gutter = 36.0;
constexpr double narrowestPair = 600.0; // page with two columns
constexpr double shortHead = 32.0;      // of one line, and what is free below it
constexpr double beforeLine = 30.0;     // the mark of the random number and its digits included
constexpr double lineHeight = 15.0;
constexpr double afterLine = 12.0; // its axis
constexpr double numberPitch = 17.0;
constexpr double betweenParts = 20.0;
constexpr double entropyHeight = 150.0;

QStringList captionFacts(const Run& run)
{
    // Settings may change from step to step.
    const Branch& row = run.branch();
    const SamplerChain first = settingsOf(row);
    const bool constant = std::ranges::all_of(
        pathTo(row.leaf), [&](const NodePtr& node) { return node->step.settings == first; });
    const QString settings = constant ? QString::fromStdString(settingsText(first))
                                      : Figure::tr("settings changed during the run");
    return {Figure::tr("seed %1").arg(row.seed), settings,
            Figure::tr("%Ln token(s)", nullptr, row.length()),
            QString::fromUtf8(stopReasonSentence(row.stopReason).data())};
}

} // namespace

StepFigure::StepFigure(const Run& run, int vocabularySize, const std::optional<SelectedStep>& step,
                       const FigureOptions& options)
    : FigurePage(run, options)
    , stacked_(width_ < narrowestPair)
    , chartWidth_(stacked_ ? width_ : std::round((width_ - gutter) * 0.62))
    , shades_{options.shadeBy == ShadeBy::Removed ? ShadeBy::Probability : options.shadeBy,
              vocabularySize}
    , text_(title_, run.branch(), figureFont(textSize), options.theme, width_, shades_)
    , entropies_(run.branch())
{
    scale_.include(entropies_);
    if (step && options.step) {
        selected_ = step->index;
        text_.select(step->index);
        const auto path = pathTo(run.branch().leaf);
        const auto& node = path[static_cast<std::size_t>(step->index)];
        detail_.emplace(detailOf(node->step, vocabularySize, *step,
                                 StepInput(run, run.branch(), step->index, node->step.stream)));
    }
    setHead(tr("Prompt and continuation"), text_.height(), detailEntries(), true, shades_);
    place();
    setFoot(entropyPlace_.bottom(), run, captionFacts(run));
}

StepFigure::Detail StepFigure::detailOf(const Step& step, int vocabularySize,
                                        const SelectedStep& looked, const StepInput& input) const
{
    const auto [distribution, shaped, picked, u, isPickCertain] =
        shapeStep(*looked.distribution, looked.settings, input.chain(), step.u, input.numberOf());
    const auto labelOf = [&distribution = distribution, &looked](int rank) {
        const TokenId token = distribution.token(rank);
        return QString::fromStdString(tokenLabel(token, looked.bytesOf(token)));
    };
    const auto texts = textsOf(shaped.info, vocabularySize, BoundedStyle::Short);
    const QLocale english(QLocale::English);
    const auto with = [](const std::string& number, const QString& unit) {
        return QString::fromStdString(withUnit(number, unit.toStdString()));
    };
    auto kept = QString::fromStdString(texts.kept);
    if (saysNumber(texts.kept))
        kept = Figure::tr("%1 of %Ln token(s)", nullptr, vocabularySize).arg(kept);
    std::vector<Number> numbers{
        {Figure::tr("Model entropy"), with(texts.modelEntropy, Figure::tr("bits"))},
        {Figure::tr("Sampling entropy"), with(texts.samplingEntropy, Figure::tr("bits"))},
        {Figure::tr("Effective vocabulary"), with(texts.effectiveVocabulary, Figure::tr("tokens"))},
        {Figure::tr("Candidates kept"), kept},
        {Figure::tr("Top-token probability"), QString::fromStdString(texts.topTokenProbability)},
    };
    const int chosenRank = distribution.rankOf(step.token);
    const auto shownAt = QString::fromStdString(settingsText(looked.settings));
    const auto sampledAt = QString::fromStdString(settingsText(step.settings));
    auto settings = looked.settings == step.settings
                        ? shownAt
                        : Figure::tr("shown at %1, sampled at %2").arg(shownAt, sampledAt);
    if (shaped.shortage)
        settings = Figure::tr("%1 · only roughly known: %2")
                       .arg(settings, QString::fromStdString(shaped.shortage->sentence()));
    return {
        CandidateChart(chartRows(distribution, shaped, looked.listed, step.token, looked.bytesOf),
                       looked.axis, options_.theme, chartWidth_),
        RandomNumberLine(shaped, labelOf, u, u ? std::optional(chosenRank) : std::nullopt),
        HeadBlock(
            Figure::tr("Step %1: %2").arg(english.toString(looked.index + 1), labelOf(chosenRank)),
            settings, options_.theme, chartWidth_),
        std::move(numbers)};
}

std::vector<LegendEntry> StepFigure::detailEntries() const
{
    std::vector<LegendEntry> entries;
    if (detail_) {
        std::vector<StageKind> removing;
        for (const auto& row : detail_->chart.rows())
            if (row.verdict.fate == Verdict::Fate::Removed &&
                std::ranges::find(removing, row.verdict.by) == removing.end())
                removing.push_back(row.verdict.by);
        entries.push_back({LegendSign::Selected, Figure::tr("selected token")});
        std::ranges::move(chartEntries(removing), std::back_inserter(entries));
    }
    return entries;
}

QRectF StepFigure::chartPlace() const
{
    if (!detail_)
        return {};
    return {margin_, middleTop() + detail_->head.height() + HeadBlock::clearance, chartWidth_,
            detail_->chart.height()};
}

QRectF StepFigure::linePlace() const
{
    const QRectF chart = chartPlace();
    return {chart.left(), chart.bottom() + beforeLine, chart.width(), lineHeight};
}

void StepFigure::place()
{
    entropyPlace_ = {margin_, middleTop(), width_, shortHead + entropyHeight};
    if (!detail_)
        return;
    const double chartBottom = linePlace().bottom() + afterLine;
    const double left = stacked_ ? margin_ : margin_ + chartWidth_ + gutter;
    const double top = stacked_ ? chartBottom + betweenParts : middleTop();
    const double numbers = shortHead + numberPitch * static_cast<double>(detail_->numbers.size());
    numbersPlace_ = {QPointF(left, top), QPointF(margin_ + width_, top + numbers)};
    entropyPlace_.moveTop(numbersPlace_.bottom() + betweenParts);
    entropyPlace_.setLeft(left);
    if (!stacked_)
        entropyPlace_.setBottom(chartBottom);
}

void StepFigure::paint(QPainter& painter) const
{
    FigurePage::paint(painter);
    text_.paint(painter, textPlace().topLeft());
    if (detail_)
        paintDetail(painter);
    paintEntropies(painter);
}

void StepFigure::paintHead(QPainter& painter, const QRectF& column, const QString& name) const
{
    HeadBlock(name, {}, options_.theme, column.width()).paint(painter, column.topLeft());
}

void StepFigure::paintDetail(QPainter& painter) const
{
    detail_->head.paint(painter, {margin_, middleTop()});
    detail_->chart.paint(painter, chartPlace().topLeft());
    detail_->line.paint(painter, linePlace(),
                        {.numbers = figureFont(figureType::tiny),
                         .tokens = figureTokenFont(figureType::tiny),
                         .em = figureType::tiny * 1.4,
                         .exact = true},
                        options_.theme);
    paintNumbers(painter, numbersPlace_);
}

void StepFigure::paintNumbers(QPainter& painter, const QRectF& column) const
{
    paintHead(painter, column, Figure::tr("Statistics"));
    double baseline = column.top() + shortHead + 9.0;
    for (const Number& number : detail_->numbers) {
        painter.setFont(figureFont(figureType::small));
        painter.setPen(options_.theme.mutedText);
        painter.drawText(QPointF(column.left(), baseline), number.name);
        painter.setFont(figureFont(figureType::small, QFont::Medium));
        painter.setPen(options_.theme.text);
        paintEndingAt(painter, {column.right(), baseline}, number.value);
        baseline += numberPitch;
    }
}

void StepFigure::paintEntropies(QPainter& painter) const
{
    paintHead(painter, entropyPlace_, Figure::tr("Entropy of every step"));
    const EntropyCurves curves(entropyPlace_.adjusted(0.0, shortHead, 0.0, 0.0), scale_,
                               figureEntropyStyle());
    curves.paint(painter, options_.theme, {&entropies_, 1}, selected_);
}

} // namespace logitscope
