#include "app/cli/sampler_options.h"

#include "app/cli/option_checks.h"
#include "app/cli/strategy_names.h"

#include <fmt/format.h>

namespace logitscope
{

void SamplerOptions::addTo(CLI::App& command)
{
    command.add_option("--strategy", strategy_, "One of the nine: " + strategyNames())
        ->type_name("NAME")
        ->check(findEmptyValue);
    command
        .add_option("--temperature", temperature_,
                    "0 or more; below 1 favours likely tokens, 0 always takes the likeliest")
        ->type_name("T")
        ->check(findNumberError);
    command.add_option("--top-k", topK_, "Keep the K most likely tokens; 0 is off")
        ->type_name("K")
        ->check(findWholeNumberError);
    command
        .add_option("--top-p", topP_,
                    "Keep the smallest set of likely tokens that together reach P, 0 to 1; 1 is "
                    "off")
        ->type_name("P")
        ->check(findNumberError);
    command
        .add_option("--order", order_,
                    "filter-first: top-k, top-p, then temperature; temperature-first: "
                    "temperature, then top-k, top-p")
        ->type_name("ORDER")
        ->check(findEmptyValue);
}

Result<SamplerSettings> SamplerOptions::settings(const SamplerSettings& base) const
{
    auto settings = base;
    if (strategy_) {
        const auto* strategy = findStrategy(*strategy_);
        if (!strategy)
            return fail(
                fmt::format("--strategy is {}, expected one of {}", *strategy_, strategyNames()));
        settings = strategy->settings;
    }
    if (order_) {
        const auto order = filterOrderNamed(*order_);
        if (!order)
            return fail(
                fmt::format("--order is {}, expected filter-first or temperature-first", *order_));
        settings.order = *order;
    }
    settings.temperature = temperature_.value_or(settings.temperature);
    settings.topK = topK_.value_or(settings.topK);
    settings.topP = topP_.value_or(settings.topP);
    if (const auto error = findError(settings))
        return tl::unexpected(*error);
    return settings;
}

} // namespace logitscope
