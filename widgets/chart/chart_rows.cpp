#include "widgets/chart/chart_rows.h"

#include "core/sampling/percent.h"
#include "core/text/token_label.h"
#include "widgets/control/stage_card.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace logitscope
{

ChartRow chartRow(const Distribution& distribution, const Shaped& shaped, int rank,
                  std::optional<TokenId> chosen, const BytesOf& bytesOf)
{
    const TokenId token = distribution.token(rank);
    return {.rank = rank,
            .token = token,
            .label = QString::fromStdString(tokenLabel(token, bytesOf(token))),
            .model = distribution.probability(rank),
            .sampling = shaped.probability(rank),
            .verdict = shaped.verdict(rank),
            .chosen = token == chosen,
            .logit = distribution.logit(rank)};
}

std::vector<ChartRow> chartRows(const Distribution& distribution, const Shaped& shaped, int count,
                                std::optional<TokenId> chosen, const BytesOf& bytesOf)
{
    std::vector<ChartRow> rows;
    const auto add = [&](int rank) {
        rows.push_back(chartRow(distribution, shaped, rank, chosen, bytesOf));
    };
    const int others = distribution.unknownCount();
    const int listed = std::min(count, distribution.size() - others);
    for (int rank = 0; rank < listed; ++rank)
        add(rank);
    if (others > 0)
        rows.push_back(
            {.rank = listed,
             .token = -1,
             .label = QCoreApplication::translate("logitscope::ChartRow", "other tokens (%1)")
                          .arg(countText(others)),
             .model = distribution.rest(),
             .sampling = 0.0,
             .verdict = {Verdict::Fate::Unknown, {}},
             .chosen = false,
             .logit = -std::numeric_limits<float>::infinity()});
    if (chosen && distribution.rankOf(*chosen) >= listed)
        add(distribution.rankOf(*chosen));
    return rows;
}

QString countText(int count)
{
    return QLocale(QLocale::English).toString(count);
}

QString percentOf(double probability)
{
    return QString::fromStdString(formatPercent(probability));
}

QString chartPercent(double probability)
{
    if (probability > 0.0 && probability < 1e-5)
        return QStringLiteral("<0.001%");
    return percentOf(probability);
}

QString samplingText(const ChartRow& row)
{
    if (row.verdict.isKept())
        return chartPercent(row.sampling);
    return row.verdict.isNoCandidate() ? QStringLiteral("–") : stageName(row.verdict.by);
}

} // namespace logitscope
