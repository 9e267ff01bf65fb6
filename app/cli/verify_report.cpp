#include "app/cli/verify_report.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace logitscope
{

namespace
{

std::string differenceText(const EngineCheck& figures, const EngineLimits& limits)
{
    return fmt::format("{:.2g}, at most {:.2g} of logits up to {:.4g}", figures.largestDifference,
                       limits.difference * figures.largestLogit, figures.largestLogit);
}

std::string argmaxText(const EngineCheck& figures)
{
    if (figures.otherArgmaxes == 0)
        return "always the same";
    return fmt::format("another one after {} of {} tokens", figures.otherArgmaxes, figures.tokens);
}

} // namespace

nlohmann::ordered_json VerifyReport::json() const
{
    const auto& figures = check_.figures;
    const auto& limits = check_.limits;
    return {{"model", validUtf8(check_.native.name)},
            {"precision", check_.native.precision},
            {"native_device", check_.native.device},
            {"libtorch_device", check_.libtorch.device},
            {"tokens", figures.tokens},
            {"largest_logit", figures.largestLogit},
            {"largest_logit_difference", figures.largestDifference},
            {"largest_logit_difference_limit", limits.difference * figures.largestLogit},
            {"kl_divergence_mean_bits", figures.meanDivergence},
            {"kl_divergence_mean_bits_limit", limits.meanDivergence},
            {"kl_divergence_largest_bits", figures.largestDivergence},
            {"other_argmaxes", figures.otherArgmaxes},
            {"other_argmaxes_limit", limits.otherArgmaxes * figures.tokens},
            {"every_argmax_agrees", figures.otherArgmaxes == 0},
            {"agree", check_.agrees()}};
}

std::string VerifyReport::text() const
{
    const auto& figures = check_.figures;
    const auto line = [](const std::string& what, const std::string& value) {
        return fmt::format("{:<28} {}\n", what, value);
    };
    return fmt::format("{}, {}: native on {} and libtorch on {}, after each of {} {}\n\n",
                       validUtf8(check_.native.name), check_.native.precision, check_.native.device,
                       check_.libtorch.device, figures.tokens,
                       figures.tokens == 1 ? "token" : "tokens") +
           line("largest difference of logits", differenceText(figures, check_.limits)) +
           line("KL divergence, mean",
                fmt::format("{:.2g} bits a token, at most {:.2g}", figures.meanDivergence,
                            check_.limits.meanDivergence)) +
           line("KL divergence, largest", fmt::format("{:.2g} bits", figures.largestDivergence)) +
           line("most likely token", argmaxText(figures)) +
           fmt::format("\n{}\n",
                       check_.agrees() ? "The engines agree." : "The engines don't agree.");
}

} // namespace logitscope
