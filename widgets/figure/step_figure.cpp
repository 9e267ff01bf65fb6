#include "widgets/figure/step_figure.h"

#include "core/run/statistics_texts.h"
#include "core/sampling/percent.h"
#include "core/sampling/sampler_settings.h"
#include "core/text/token_label.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_numbers.h"
#include "widgets/figure/page_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr int textSize = 14;
constexpr double gutter = 36.0;
constexpr double narrowestPair = 600.0; // page with two columns
constexpr double secondLine = 13.0;     // below a head
constexpr double headLine = 32.0;       // from a rule to what stands below the head
constexpr double afterText = 22.0;
constexpr double beforeColumns = 20.0;
constexpr double beforeLine = 30.0; // the mark of the random number and its digits included
constexpr double lineHeight = 15.0;
constexpr double afterLine = 12.0; // its axis
constexpr double numberPitch = 17.0;
constexpr double betweenParts = 20.0;
constexpr double entropyHeight = 150.0;

// Whether what ends a head's line has room in it.
bool shareALine(const QString& left, const QString& right, double width)
{
    const QFontMetricsF head(figureFont(figureType::name, QFont::DemiBold));
    const QFontMetricsF small(figureFont(figureType::small));
    return head.horizontalAdvance(left) + 12.0 + small.horizontalAdvance(right) <= width;
}

TextBlock caption(const Run& run, const Theme& theme, double width)
{
    // Settings may change from step to step.
    const Branch& row = run.branch();
    const SamplerSettings first = settingsOf(row);
    const bool constant = std::ranges::all_of(
        pathTo(row.leaf), [&](const NodePtr& node) { return node->step.settings == first; });
    const QString settings = constant ? QString::fromStdString(settingsText(first))
                                      : Figure::tr("settings changed during the run");
    return captionBlock({modelCaption(run.model), Figure::tr("seed %1").arg(row.seed), settings,
                         Figure::tr("%Ln token(s)", nullptr, row.length()),
                         QString::fromUtf8(stopReasonSentence(row.stopReason).data()),
                         programCaption(run.version)},
                        theme, width);
}

} // namespace

StepFigure::StepFigure(const Run& run, int vocabularySize, const std::optional<SelectedStep>& step,
                       const FigureOptions& options)
    : options_(options)
    , margin_(figureMargin(options.width))
    , width_(options.width - 2.0 * margin_)
    , stacked_(width_ < narrowestPair)
    , chartWidth_(stacked_ ? width_ : std::round((width_ - gutter) * 0.62))
    , title_(QString::fromStdString(run.prompt))
    , text_(title_, run.branch(), figureFont(textSize), options.theme, width_)
    , caption_(caption(run, options.theme, width_))
    , legend_(options.theme, width_)
    , entropies_(run.branch())
{
    scale_.include(entropies_);
    if (step && options.step) {
        selected_ = step->index;
        text_.select(step->index);
        const auto path = pathTo(run.branch().leaf);
        const auto& node = path[static_cast<std::size_t>(step->index)];
        detail_.emplace(detailOf(node->step, vocabularySize, *step));
    }
    addLegend();
    place();
}

StepFigure::Detail StepFigure::detailOf(const Step& step, int vocabularySize,
                                        const SelectedStep& looked) const
{
    const Shaped shaped = looked.distribution->shape(looked.settings);
    const auto labelOf = [&](int rank) {
        const TokenId token = looked.distribution->token(rank);
        return QString::fromStdString(tokenLabel(token, looked.bytesOf(token)));
    };
    const SamplingInfo& info = shaped.info;
    std::vector<Number> numbers{
        {Figure::tr("Model entropy"), bitsText(info.modelEntropy)},
        {Figure::tr("Sampling entropy"), bitsText(info.samplingEntropy)},
        {Figure::tr("Effective vocabulary"),
         Figure::tr("%1 tokens")
             .arg(QString::fromStdString(effectiveVocabularyText(info.effectiveVocabulary)))},
        {Figure::tr("Candidates kept"),
         Figure::tr("%1 of %Ln token(s)", nullptr, vocabularySize).arg(countText(info.kept))},
        {Figure::tr("Top-token probability"),
         QString::fromStdString(formatPercent(info.topTokenProbability))},
    };
    const int chosenRank = looked.distribution->rankOf(step.token);
    const auto shownAt = QString::fromStdString(settingsText(looked.settings));
    const auto sampledAt = QString::fromStdString(settingsText(step.settings));
    return {CandidateChart(
                chartRows(*looked.distribution, shaped, looked.listed, step.token, looked.bytesOf),
                looked.axis, options_.theme, chartWidth_),
            RandomNumberLine(shaped, labelOf, step.u, chosenRank),
            Figure::tr("Step %1: %2").arg(countText(looked.index + 1), labelOf(chosenRank)),
            looked.settings == step.settings
                ? shownAt
                : Figure::tr("shown at %1, sampled at %2").arg(shownAt, sampledAt),
            std::move(numbers)};
}

void StepFigure::addLegend()
{
    using Sign = FigureLegend::Sign;
    addTokenLegend(legend_);
    if (detail_) {
        const auto shows = [this](Verdict verdict) {
            return std::ranges::find(detail_->chart.rows(), verdict, &ChartRow::verdict) !=
                   detail_->chart.rows().end();
        };
        legend_.add(Sign::Selected, Figure::tr("selected token"));
        legend_.add(Sign::RawBar, Figure::tr("model probability"));
        legend_.add(Sign::FinalBar, Figure::tr("sampling probability"));
        if (shows(Verdict::RemovedByTopK))
            legend_.add(Sign::RemovedByTopK, Figure::tr("removed by top-k"));
        if (shows(Verdict::RemovedByTopP))
            legend_.add(Sign::RemovedByTopP, Figure::tr("removed by top-p"));
        legend_.add(Sign::RandomNumber, Figure::tr("random number u"));
    }
    addEntropyLegend(legend_, true);
}

QRectF StepFigure::textPlace() const
{
    return {margin_, margin_ + promptLabelHeight(), width_, text_.height()};
}

QRectF StepFigure::chartPlace() const
{
    return detail_
               ? QRectF(margin_, columnsTop_ + headHeight(), chartWidth_, detail_->chart.height())
               : QRectF();
}

QRectF StepFigure::linePlace() const
{
    const QRectF chart = chartPlace();
    return {chart.left(), chart.bottom() + beforeLine, chart.width(), lineHeight};
}

double StepFigure::headHeight() const
{
    return shareALine(detail_->head, detail_->settings, chartWidth_) ? headLine
                                                                     : headLine + secondLine;
}

void StepFigure::place()
{
    columnsTop_ = textPlace().bottom() + afterText + legend_.height() + beforeColumns;
    if (!detail_) {
        entropyPlace_ = {margin_, columnsTop_, width_, headLine + entropyHeight};
        bottom_ = entropyPlace_.bottom();
    } else {
        const double chartBottom = linePlace().bottom() + afterLine;
        const double left = stacked_ ? margin_ : margin_ + chartWidth_ + gutter;
        const double top = stacked_ ? chartBottom + betweenParts : columnsTop_;
        const double numbers =
            headLine + numberPitch * static_cast<double>(detail_->numbers.size());
        numbersPlace_ = {QPointF(left, top), QPointF(margin_ + width_, top + numbers)};
        const double entropyTop = numbersPlace_.bottom() + betweenParts;
        bottom_ = stacked_ ? entropyTop + headLine + entropyHeight : chartBottom;
        entropyPlace_ = {QPointF(left, entropyTop), QPointF(margin_ + width_, bottom_)};
    }
    size_ = {options_.width,
             static_cast<int>(std::ceil(bottom_ + footHeight({&caption_}) + margin_))};
}

void StepFigure::paint(QPainter& painter) const
{
    painter.fillRect(QRectF(QPointF(), size_), options_.theme.surface);
    paintPromptLabel(painter, Figure::tr("Prompt and continuation"), options_.theme,
                     {margin_, margin_});
    text_.paint(painter, textPlace().topLeft());
    legend_.paint(painter, {margin_, textPlace().bottom() + afterText});
    if (detail_)
        paintDetail(painter);
    paintEntropies(painter);
    paintFoot(painter, {&caption_}, options_.theme, QRectF(margin_, bottom_, width_, 0.0));
}

void StepFigure::paintHeadLine(QPainter& painter, const QRectF& column, const QString& left,
                               const QString& right) const
{
    painter.fillRect(QRectF(column.left(), column.top(), column.width(), 0.8), options_.theme.text);
    double baseline = column.top() + 19.0;
    const QFont head = figureFont(figureType::name, QFont::DemiBold);
    painter.setFont(head);
    painter.setPen(options_.theme.text);
    painter.drawText(QPointF(column.left(), baseline),
                     QFontMetricsF(head).elidedText(left, Qt::ElideMiddle, column.width()));
    if (right.isEmpty())
        return;
    painter.setFont(figureFont(figureType::small));
    painter.setPen(options_.theme.mutedText);
    const bool beside = shareALine(left, right, column.width());
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(right);
    if (!beside)
        baseline += secondLine;
    painter.drawText(QPointF(beside ? column.right() - width : column.left(), baseline), right);
}

void StepFigure::paintDetail(QPainter& painter) const
{
    paintHeadLine(painter, QRectF(margin_, columnsTop_, chartWidth_, 0.0), detail_->head,
                  detail_->settings);
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
    paintHeadLine(painter, column, Figure::tr("Statistics"), QString());
    double baseline = column.top() + headLine + 9.0;
    for (const Number& number : detail_->numbers) {
        painter.setFont(figureFont(figureType::small));
        painter.setPen(options_.theme.mutedText);
        painter.drawText(QPointF(column.left(), baseline), number.name);
        painter.setFont(figureFont(figureType::small, QFont::Medium));
        painter.setPen(options_.theme.text);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(number.value);
        painter.drawText(QPointF(column.right() - width, baseline), number.value);
        baseline += numberPitch;
    }
}

void StepFigure::paintEntropies(QPainter& painter) const
{
    paintHeadLine(painter, entropyPlace_, Figure::tr("Entropy of every step"), QString());
    const EntropyCurves curves(entropyPlace_.adjusted(0.0, headLine, 0.0, 0.0), scale_,
                               figureEntropyStyle());
    curves.paint(painter, options_.theme, {&entropies_, 1}, selected_);
}

} // namespace logitscope
