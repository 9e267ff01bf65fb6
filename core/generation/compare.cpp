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
            row.transcript.promptTokens = request.promptTokens;
            row.transcript.settings = request.strategies[strategy].settings;
            row.transcript.seed = request.seed + static_cast<std::uint64_t>(repeat);
            row.transcript.stream = request.sameRandomNumbers ? 0 : request.firstStream + strategy;
            row.transcript.stop = request.stop;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

Result<Comparison> compare(const std::shared_ptr<const OpenModel>& model,
                           const CompareRequest& request, const CompareCallbacks& callbacks)
{
    Comparison comparison{
        .model = model->model->info().fullName(), .version = {}, .rows = rowsOf(request)};
    const auto prompt =
        request.promptTokens.empty()
            ? Continuation::begin(model, request.prompt, request.seed, 0, request.special)
            : Continuation::begin(model, request.promptTokens, request.seed);
    if (!prompt)
        return tl::unexpected(prompt.error());

    std::vector<BatchRow> rows;
    for (auto& row : comparison.rows) {
        row.transcript.promptTokens = prompt->promptTokens();
        rows.push_back({prompt->fork(row.transcript.seed, row.transcript.stream),
                        row.transcript.settings, row.transcript.stop});
    }
    const auto transcriptOf = [&comparison](int row) -> Transcript& {
        return comparison.rows[static_cast<std::size_t>(row)].transcript;
    };
    const auto done = decodeBatch(std::move(rows), request.tokens,
                                  {.stepped =
                                       [&](int row, const Step& step) {
                                           transcriptOf(row).steps.push_back(step);
                                           callbacks.stepped(row, step);
                                       },
                                   .ended =
                                       [&](int row, StopReason reason) {
                                           transcriptOf(row).stopReason = reason;
                                           callbacks.ended(row, reason);
                                       },
                                   .stopRequested = callbacks.stopRequested});
    if (!done)
        return tl::unexpected(done.error());
    return comparison;
}

} // namespace logitscope
