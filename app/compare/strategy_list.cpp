#include "app/compare/strategy_list.h"

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
        strategy.settings.temperature = map.value("temperature", 1.0).toDouble();
        strategy.settings.topK = map.value("topK", 0).toInt();
        strategy.settings.topP = map.value("topP", 1.0).toDouble();
        strategy.settings.order = filterOrderNamed(map.value("order").toString().toStdString())
                                      .value_or(FilterOrder::FilterThenTemperature);
        if (!strategy.name.empty() && !findError(strategy.settings))
            strategies.push_back(std::move(strategy));
    }
    return strategies.empty() ? theNine() : strategies;
}

void saveStrategies(QSettings& settings, const std::vector<Strategy>& strategies)
{
    QVariantList list;
    for (const auto& strategy : strategies)
        list << QVariantMap{
            {"name", QString::fromStdString(strategy.name)},
            {"description", QString::fromStdString(strategy.description)},
            {"temperature", strategy.settings.temperature},
            {"topK", strategy.settings.topK},
            {"topP", strategy.settings.topP},
            {"order", QString::fromUtf8(filterOrderName(strategy.settings.order).data())}};
    settings.setValue("strategies", list);
}

} // namespace logitscope
