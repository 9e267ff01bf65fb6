#include "app/compare/strategy_list.h"

#include "app/page/remembered_chain.h"
#include "core/run/chain_json.h"

#include <QSettings>
#include <QVariant>

namespace logitscope
{

std::vector<Strategy> theNine()
{
    const auto nine = strategies();
    return {nine.begin(), nine.end()};
}

std::vector<Strategy> loadStrategies(const QSettings& settings)
{
    std::vector<Strategy> strategies;
    for (const auto& entry : settings.value("strategies").toList()) {
        const auto map = entry.toMap();
        Strategy strategy;
        strategy.name = map.value("name").toString().toStdString();
        strategy.description = map.value("description").toString().toStdString();
        const auto chain = restoredChain(map, {});
        if (strategy.name.empty() || !chain)
            continue;
        strategy.settings = *chain;
        strategies.push_back(std::move(strategy));
    }
    return strategies.empty() ? theNine() : strategies;
}

void saveStrategies(QSettings& settings, const std::vector<Strategy>& strategies)
{
    QVariantList list;
    for (const auto& strategy : strategies)
        list << QVariantMap{{"name", QString::fromStdString(strategy.name)},
                            {"description", QString::fromStdString(strategy.description)},
                            {"chain", QString::fromStdString(chainToText(strategy.settings))}};
    settings.setValue("strategies", list);
}

} // namespace logitscope
