#include "core/generation/compare.h"

#include "core/generation/prompt_tokens.h"

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

GenerationJob jobOf(const std::shared_ptr<const OpenModel>& model,
                    std::span<const ComparisonRow> rows, int tokens)
{
    GenerationJob job{.model = model,
                      .prompts = {rows.front().transcript.promptTokens},
                      .rows = {},
                      .tokens = tokens};
    for (const auto& row : rows) {
        job.rows.push_back({.seed = row.transcript.seed,
                            .stream = row.transcript.stream,
                            .settings = row.transcript.settings,
                            .stop = row.transcript.stop});
        for (const auto& step : row.transcript.steps)
            job.rows.back().continuation.push_back(step.token);
    }
    return job;
}

Result<Comparison> compare(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                           const CompareRequest& request, const CompareCallbacks& callbacks)
{
    Comparison comparison{
        .model = model->model->info().fullName(), .version = {}, .rows = rowsOf(request)};
    auto prompt = request.promptTokens.empty() ? tokensOf(*model, request.prompt, request.special)
                                               : Result<std::vector<TokenId>>(request.promptTokens);
    if (!prompt)
        return tl::unexpected(prompt.error());
    if (comparison.rows.empty())
        return comparison;
    for (auto& row : comparison.rows)
        row.transcript.promptTokens = *prompt;

    const auto transcriptOf = [&comparison](int row) -> Transcript& {
        return comparison.rows[static_cast<std::size_t>(row)].transcript;
    };
    const auto done = client.run(jobOf(model, comparison.rows, request.tokens),
                                 {.stepped =
                                      [&](int row, const Step& step, std::span<const float>) {
                                          transcriptOf(row).steps.push_back(step);
                                          callbacks.stepped(row, step);
                                      },
                                  .ended =
                                      [&](int row, StopReason reason) {
                                          transcriptOf(row).stopReason = reason;
                                          callbacks.ended(row, reason);
                                      }},
                                 callbacks.stopRequested);
    if (!done)
        return tl::unexpected(done.error());
    return comparison;
}

} // namespace logitscope
