#include "app/cli/bench_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace logitscope
{

double BenchReport::achievedBandwidth() const
{
    return static_cast<double>(model.weightBytes) / benchmark.decodeMedian / 1e6;
}

nlohmann::ordered_json BenchReport::json() const
{
    return {{"model", model.name},
            {"precision", model.precision},
            {"engine", model.engine},
            {"threads", threads},
            {"device", model.device},
            {"rows", request.rows},
            {"prompt_tokens", request.promptTokens},
            {"tokens", request.tokens},
            {"load_ms", loadMilliseconds},
            {"prefill_tokens_per_s", benchmark.prefillTokensPerSecond},
            {"decode_ms_median", benchmark.decodeMedian},
            {"decode_ms_p95", benchmark.decode95th},
            {"rows_decode_ms_median", benchmark.rowsDecodeMedian},
            {"sampling_ms_median", benchmark.samplingMedian},
            {"weight_bytes", model.weightBytes},
            {"read_bandwidth_gb_s", readBandwidth},
            {"achieved_gb_s", achievedBandwidth()},
            {"peak_memory_mb", peakMemory}};
}

std::string BenchReport::text() const
{
    const auto& times = benchmark;
    const auto rows = request.rows == 1 ? std::string("a step again")
                                        : fmt::format("a step of {} rows", request.rows);
    const auto line = [](const std::string& what, double value, const char* unit,
                         const std::string& more = {}) {
        return fmt::format("{:<22}{:>9.1f} {}{}{}\n", what, value, unit, more.empty() ? "" : ", ",
                           more);
    };
    const auto* engine = model.engine == "libtorch" ? " with libtorch" : "";
    return fmt::format("{}, {:.1f}M parameters, {} on {}{}, {} {}\n\n", model.name,
                       static_cast<double>(model.parameters) / 1e6, model.precision, model.device,
                       engine, threads, threads == 1 ? "thread" : "threads") +
           line("loading", loadMilliseconds, "ms") +
           line(fmt::format("a prompt of {}", request.promptTokens),
                1e3 * request.promptTokens / times.prefillTokensPerSecond, "ms",
                fmt::format("{:.0f} tokens/s", times.prefillTokensPerSecond)) +
           line("a step of one row", times.decodeMedian, "ms",
                fmt::format("95% within {:.1f} ms; {:.1f} tokens/s", times.decode95th,
                            1e3 / times.decodeMedian)) +
           line(rows, times.rowsDecodeMedian, "ms",
                fmt::format("{:.2f} times one row's; {:.0f} tokens/s",
                            times.rowsDecodeMedian / times.decodeMedian,
                            1e3 * request.rows / times.rowsDecodeMedian)) +
           line("sampling their tokens", times.samplingMedian, "ms",
                fmt::format("{:.1f}% of that step",
                            100.0 * times.samplingMedian / times.rowsDecodeMedian)) +
           line("reading weights", achievedBandwidth(), "GB/s",
                fmt::format("of {:.1f} that this machine reads; {:.1f} MB a step", readBandwidth,
                            static_cast<double>(model.weightBytes) / 1e6)) +
           line("memory, at most", peakMemory, "MB");
}

} // namespace logitscope
