#include "app/cli/window_report.h"

#include "core/bench/benchmark.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace logitscope
{

nlohmann::ordered_json WindowReport::json() const
{
    auto all = nlohmann::ordered_json::array();
    for (const auto& [name, painted, judged] : sliders)
        all.push_back({{"slider", name},
                       {"ticks", painted.size()},
                       {"painted_ms_median", percentile(painted, 0.5)},
                       {"painted_ms_p99", percentile(painted, 0.99)},
                       {"judged_ms_median", percentile(judged, 0.5)},
                       {"judged_ms_p99", percentile(judged, 0.99)}});
    return {{"model", model.name},      {"vocabulary", model.vocabularySize},
            {"platform", platform},     {"width", width},
            {"height", height},         {"tokens", tokens},
            {"sliders", std::move(all)}};
}

std::string WindowReport::text() const
{
    auto text = fmt::format(
        "{} of {} tokens; {} x {} pixels on {}; a text of {} tokens, looked back at\n\n"
        "{:<24}{:>7}   {:^20}   {:^20}\n{:<24}{:>7}   {:>10}{:>10}   {:>10}{:>10}\n",
        model.name, model.vocabularySize, width, height, platform, tokens, "", "",
        "ms until painted", "all judged", "slider", "ticks", "median", "99%", "median", "99%");
    for (const auto& [name, painted, judged] : sliders)
        text += fmt::format("{:<24}{:>7}   {:>10.1f}{:>10.1f}   {:>10.1f}{:>10.1f}\n", name,
                            painted.size(), percentile(painted, 0.5), percentile(painted, 0.99),
                            percentile(judged, 0.5), percentile(judged, 0.99));
    return text;
}

} // namespace logitscope
