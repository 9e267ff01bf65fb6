// What a strategy's cell says of its outputs in numbers.
#include "app/compare/strategy_cell.h"
#include "core/run/statistics_texts.h"
#include "widgets/control/statistics_label.h"
#include "widgets/figure/comparison_cells.h"

namespace logitscope
{

namespace
{

// "60 tokens", "3 × 60 tokens", "3 × 38–60 tokens"
QString lengthsText(const RepeatStatistics& statistics, std::size_t rows)
{
    if (rows == 1)
        return StrategyCell::tr("%n token(s)", nullptr, statistics.mostTokens);
    if (statistics.fewestTokens == statistics.mostTokens)
        return StrategyCell::tr("%1 × %n token(s)", nullptr, statistics.mostTokens)
            .arg(statistics.runs);
    return StrategyCell::tr("%1 × %2–%3 tokens")
        .arg(statistics.runs)
        .arg(statistics.fewestTokens)
        .arg(statistics.mostTokens);
}

QString howTheyEnded(const Repeats& ended)
{
    QStringList reasons;
    for (const auto* row : ended)
        reasons << QString::fromUtf8(stopReasonSentence(row->stopReason).data());
    reasons.removeDuplicates();
    return reasons.join(QStringLiteral(", "));
}

} // namespace

QString StrategyCell::definitions()
{
    return tr(
        "Means over the tokens of an output: the entropy and the effective vocabulary of the "
        "sampling probabilities, and the surprisal, how unexpected the tokens were for the model. "
        "Distinct-2 is the share of different pairs among all pairs of neighbouring tokens: low "
        "where the text repeats itself. Of several outputs: mean ± standard deviation. The curve "
        "is the first output's entropy.");
}

// The most important first.
void StrategyCell::showStatistics(const Repeats& rows, const Repeats& ended)
{
    QStringList parts;
    const auto statistics = repeatStatisticsOf(rows);
    if (statistics.runs > 0) {
        const auto texts = textsOf(statistics, BoundedStyle::Short);
        const auto bits = [](const std::string& number) {
            return QString::fromStdString(withUnit(number, tr("bits").toStdString()));
        };
        parts = {ended.size() == rows.size() ? samenessText(rows) : QString(),
                 tr("entropy %1").arg(bits(texts.meanEntropy)),
                 tr("effective vocabulary %1")
                     .arg(QString::fromStdString(texts.meanEffectiveVocabulary)),
                 tr("surprisal %1").arg(bits(texts.meanSurprisal)),
                 tr("distinct-2 %1").arg(QString::fromStdString(texts.distinct2)),
                 lengthsText(statistics, rows.size()),
                 howTheyEnded(ended)};
        parts.removeAll(QString());
    }
    figures_->setFigures(parts);
}

} // namespace logitscope
