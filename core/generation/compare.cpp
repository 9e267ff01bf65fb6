#include "core/generation/compare.h"

#include "core/generation/prompt_tokens.h"

#include <utility>

namespace logitscope
{

std::vector<Branch> rowsOf(const CompareRequest& request)
{
    std::vector<Branch> rows;
    for (std::size_t strategy = 0; strategy < request.strategies.size(); ++strategy) {
        for (int repeat = 0; repeat < request.repeats; ++repeat)
            rows.push_back(
                {.name = request.strategies[strategy].name,
                 .settings = request.strategies[strategy].settings,
                 .seed = request.seed + static_cast<std::uint64_t>(repeat),
                 .stream = request.sameRandomNumbers ? 0 : request.firstStream + strategy,
                 .limit = request.tokens,
                 .stop = request.stop});
    }
    return rows;
}

GenerationJob jobOf(const std::shared_ptr<const OpenModel>& model, std::vector<TokenId> prompt,
                    std::span<const Branch> rows, int tokens)
{
    GenerationJob job{.model = model, .prompts = {std::move(prompt)}, .rows = {}, .tokens = tokens};
    for (const auto& row : rows) {
        job.rows.push_back({.seed = row.seed,
                            .stream = row.stream,
                            .settings = settingsOf(row),
                            .stop = row.stop});
        for (const auto& node : pathTo(row.leaf))
            job.rows.back().continuation.push_back(node->step.token);
        if (row.leaf)
            job.rows.back().mu = row.leaf->step.mu;
    }
    return job;
}

Result<Run> compare(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                    const CompareRequest& request, const CompareCallbacks& callbacks)
{
    auto prompt = request.promptTokens.empty() ? tokensOf(*model, request.prompt, request.special)
                                               : Result<std::vector<TokenId>>(request.promptTokens);
    if (!prompt)
        return tl::unexpected(prompt.error());
    Run run{.model = model->model->info().fullName(),
            .identity = model->identity,
            .prompt = request.prompt,
            .promptTokens = *std::move(prompt),
            .special = request.special,
            .branches = rowsOf(request)};
    if (run.branches.empty())
        return run;

    const auto rowAt = [&run](int row) -> Branch& {
        return run.branches[static_cast<std::size_t>(row)];
    };
    const auto done = client.run(jobOf(model, run.promptTokens, run.branches, request.tokens),
                                 {.stepped =
                                      [&](int row, const Step& step, std::span<const float>) {
                                          auto& leaf = rowAt(row).leaf;
                                          leaf = follow(std::move(leaf), step);
                                          callbacks.stepped(row, step);
                                      },
                                  .ended =
                                      [&](int row, StopReason reason) {
                                          rowAt(row).stopReason = reason;
                                          callbacks.ended(row, reason);
                                      }},
                                 callbacks.stopRequested);
    if (!done)
        return tl::unexpected(done.error());
    return run;
}

} // namespace logitscope
