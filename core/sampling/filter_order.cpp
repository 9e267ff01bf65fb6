#include "core/sampling/filter_order.h"

namespace logitscope
{

std::string_view filterOrderName(FilterOrder order)
{
    return order == FilterOrder::FilterThenTemperature ? "filter-first" : "temperature-first";
}

std::optional<FilterOrder> filterOrderNamed(std::string_view name)
{
    for (const auto order :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
        if (name == filterOrderName(order))
            return order;
    }
    return std::nullopt;
}

} // namespace logitscope
