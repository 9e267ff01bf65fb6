#include "widgets/chart/step_under_all.h"

#include "core/run/statistics_texts.h"
#include "core/text/token_label.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <set>

namespace logitscope
{

namespace
{

// The rank that a column counts for the token which has this one in the step.
int rankIn(const StepUnderAll& step, const StepUnderAll::Column& column, int rank)
{
    return column.penalised ? column.penalised->rankOf(step.distribution.token(rank)) : rank;
}

} // namespace

Verdict StepUnderAll::verdict(std::size_t column, int rank) const
{
    return columns[column].shaped.verdict(rankIn(*this, columns[column], rank));
}

double StepUnderAll::probability(std::size_t column, int rank) const
{
    return columns[column].shaped.probability(rankIn(*this, columns[column], rank));
}

std::optional<int> StepUnderAll::choice(std::size_t column) const
{
    const auto& [name, shaped, u, selected, penalised, picked, isPickCertain] = columns[column];
    if (!isPickCertain)
        return std::nullopt;
    if (picked)
        return distribution.rankOf(*picked);
    const int rank = shaped.draw(u);
    return penalised ? distribution.rankOf(penalised->token(rank)) : rank;
}

std::vector<StepUnderAll::Row> StepUnderAll::rows(int fewest, int most) const
{
    std::set<int> choices;
    for (std::size_t column = 0; column < columns.size(); ++column)
        if (const auto rank = choice(column))
            choices.insert(*rank);
    const auto choicesFrom = [&choices](int rank) {
        return std::distance(choices.lower_bound(rank), choices.end());
    };
    most = std::min(most, distribution.size() - distribution.unknownCount());
    int listed = most; // a choice that loses its row to others needs one below, too
    while (listed > fewest && listed + choicesFrom(listed) > most)
        --listed;

    std::vector<Row> rows;
    const auto add = [&](int rank) {
        const TokenId token = distribution.token(rank);
        rows.push_back({rank, QString::fromStdString(tokenLabel(token, bytesOf(token))),
                        distribution.probability(rank)});
    };
    for (int rank = 0; rank < listed; ++rank)
        add(rank);
    std::for_each(choices.lower_bound(listed), choices.end(), add);
    return rows;
}

QStringList StepUnderAll::keptTexts() const
{
    QStringList texts;
    for (const auto& column : columns) {
        const auto& info = column.shaped.info;
        const bool areAll = info.kept == distribution.size();
        texts << (areAll ? QCoreApplication::translate("logitscope::StepUnderAll", "all")
                         : QString::fromStdString(
                               textsOf(info, distribution.size(), BoundedStyle::Short).kept));
    }
    return texts;
}

} // namespace logitscope
