#include "core/generation/compare.h"

#include "core/generation/decode.h"

namespace logitscope
{

std::vector<ComparisonRow> rowsOf(const CompareRequest& request)
{
    std::vector<ComparisonRow> rows;
    for (std::size_t strategy = 0; strategy < request.strategies.size(); ++strategy) {
        for (int repeat = 0; repeat < request.repeats; ++repeat) {
            ComparisonRow row;
            row.strategy = request.strategies[strategy].name;
            row.transcript.prompt = request.prompt;
            row.transcript.settings = request.strategies[strategy].settings;
            row.transcript.seed = request.seed + static_cast<std::uint64_t>(repeat);
            row.transcript.stream = request.sameDice ? 0 : strategy;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

Result<Comparison> compare(const std::shared_ptr<const OpenModel>& model,
                           const CompareRequest& request, const CompareCallbacks& callbacks)
{
    Comparison comparison{
        .model = model->model->info().name, .version = {}, .rows = rowsOf(request)};
    for (std::size_t row = 0; row < comparison.rows.size(); ++row) {
        auto& transcript = comparison.rows[row].transcript;
        auto continuation = Continuation::begin(model, transcript.prompt, transcript.seed);
        if (!continuation)
            return tl::unexpected(continuation.error());
        transcript.promptTokens = continuation->promptTokens();
        const auto reason = decode(*continuation, request.tokens,
                                   {[&] { return transcript.settings; },
                                    [&](const Step& step) {
                                        transcript.steps.push_back(step);
                                        callbacks.stepped(static_cast<int>(row), step);
                                    },
                                    callbacks.stopRequested});
        if (!reason)
            return tl::unexpected(reason.error());
        transcript.stopReason = *reason;
        callbacks.ended(static_cast<int>(row), *reason);
    }
    return comparison;
}

} // namespace logitscope
