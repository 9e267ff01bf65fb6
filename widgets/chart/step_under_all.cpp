#include "widgets/chart/step_under_all.h"

#include "core/text/token_label.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <iterator>
#include <set>

namespace logitscope
{

std::vector<StepUnderAll::Row> StepUnderAll::rows(int fewest, int most) const
{
    std::set<int> choices;
    for (const auto& column : columns)
        choices.insert(column.shaped.draw(column.u));
    const auto choicesFrom = [&choices](int rank) {
        return std::distance(choices.lower_bound(rank), choices.end());
    };
    most = std::min(most, distribution.size());
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
        const int kept = column.shaped.info.kept;
        texts << (kept == distribution.size()
                      ? QCoreApplication::translate("logitscope::StepUnderAll", "all")
                      : QLocale(QLocale::English).toString(kept));
    }
    return texts;
}

} // namespace logitscope
