// What a strategy's cell says of its outputs in numbers.
#include "app/compare/strategy_cell.h"
#include "core/run/statistics_texts.h"

#include <algorithm>

namespace logitscope
{

QString StrategyCell::definitions()
{
    return tr(
        "Means over the tokens of an output: the entropy and the effective vocabulary of the "
        "sampling probabilities, and the surprisal, how unexpected the tokens were for the model. "
        "Distinct-2 is the share of different pairs among all pairs of neighbouring tokens: low "
        "where the text repeats itself. Of several outputs: mean ± standard deviation. The curve "
        "is the first output's entropy.");
}

QStringList StrategyCell::statistics() const
{
    std::vector<RunStatistics> runs;
    for (const auto& output : outputs_)
        runs.push_back(output.statistics);
    const auto statistics = repeatStatisticsOf(runs);
    if (statistics.runs == 0)
        return {};
    const auto texts = textsOf(statistics);
    QStringList parts{
        sameness(),
        tr("entropy %1 bits").arg(QString::fromStdString(texts.meanEntropy)),
        tr("effective vocabulary %1").arg(QString::fromStdString(texts.meanEffectiveVocabulary)),
        tr("surprisal %1 bits").arg(QString::fromStdString(texts.meanSurprisal)),
        tr("distinct-2 %1").arg(QString::fromStdString(texts.distinct2)),
        lengths(statistics),
        howTheyEnded()};
    parts.removeAll(QString());
    return parts;
}

// "60 tokens", "3 × 60 tokens", "3 × 38–60 tokens"
QString StrategyCell::lengths(const RepeatStatistics& statistics) const
{
    if (outputCount() == 1)
        return tr("%n token(s)", nullptr, statistics.mostTokens);
    if (statistics.fewestTokens == statistics.mostTokens)
        return tr("%1 × %n token(s)", nullptr, statistics.mostTokens).arg(statistics.runs);
    return tr("%1 × %2–%3 tokens")
        .arg(statistics.runs)
        .arg(statistics.fewestTokens)
        .arg(statistics.mostTokens);
}

// "all identical": how predictable a strategy is. Only when all have ended.
QString StrategyCell::sameness() const
{
    if (outputCount() < 2 || !std::ranges::all_of(outputs_, [](const auto& output) {
            return output.reason.has_value();
        }))
        return {};
    std::vector<std::span<const Step>> runs;
    for (const auto& output : outputs_)
        runs.emplace_back(output.steps);
    const auto distinct = countDistinct(runs);
    if (distinct == 1)
        return tr("all identical");
    return tr("%1 of %2 distinct").arg(distinct).arg(outputCount());
}

QString StrategyCell::howTheyEnded() const
{
    QStringList reasons;
    for (const auto& output : outputs_) {
        if (output.reason)
            reasons << QString::fromUtf8(stopReasonSentence(*output.reason).data());
    }
    reasons.removeDuplicates();
    return reasons.join(QStringLiteral(", "));
}

} // namespace logitscope
