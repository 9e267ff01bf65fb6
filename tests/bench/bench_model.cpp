// Milliseconds of GPT-2 124M's shape, with random weights: one step of one row and of nine, reading
// a prompt, and drawing nine tokens. Medians; compare within one run.
#include "core/model/gpt2.h"
#include "core/model/gpt2_network.h"
#include "core/model/parallel.h"
#include "core/model/weight_loader.h"
#include "core/sampling/draw.h"
#include "core/sampling/strategy.h"
#include "tests/fixtures/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>

using namespace logitscope;

namespace
{

using Seconds = std::chrono::duration<double>;

double medianMilliseconds(int times, const std::function<void()>& work)
{
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        all.push_back(Seconds(std::chrono::steady_clock::now() - begin).count() * 1e3);
    }
    std::ranges::nth_element(all, all.begin() + times / 2);
    return all[static_cast<std::size_t>(times / 2)];
}

double stepMilliseconds(const LanguageModel& model, int rows)
{
    const std::vector<TokenId> prompt(8, 100);
    std::vector<std::unique_ptr<Context>> contexts;
    std::vector<NextToken> next;
    for (int row = 0; row < rows; ++row) {
        contexts.push_back(model.newContext());
        if (!contexts.back()->prefill(prompt))
            std::abort();
        next.push_back({contexts.back().get(), static_cast<TokenId>(1000 + row)});
    }
    return medianMilliseconds(64, [&] {
        if (!model.step(next))
            std::abort();
    });
}

double prefillMilliseconds(const LanguageModel& model, std::size_t tokens)
{
    const std::vector<TokenId> prompt(tokens, 100);
    return medianMilliseconds(3, [&] {
        if (!model.newContext()->prefill(prompt))
            std::abort();
    });
}

// The nine, each with logits of its own, as a step of nine rows needs them.
double drawMilliseconds(const LanguageModel& model)
{
    std::vector<std::vector<float>> logits;
    for (TokenId token = 0; token < 9; ++token) {
        const auto context = model.newContext();
        const auto row = context->step(token);
        logits.emplace_back(row->begin(), row->end());
    }
    return medianMilliseconds(64, [&] {
        parallelFor(9, 1, [&](int begin, int end) {
            for (int row = begin; row < end; ++row) {
                const auto index = static_cast<std::size_t>(row);
                if (!drawToken(logits[index], strategies()[index].settings, 0.5))
                    std::abort();
            }
        });
    });
}

} // namespace

int main()
{
    const fixtures::TestFolder folder;
    fixtures::randomCheckpoint(fixtures::gpt2Sizes, 1).writeTo(folder);
    const auto model = loadGpt2(folder.path(), Device::Cpu);
    if (!model)
        return EXIT_FAILURE;

    const double one = stepMilliseconds(**model, 1);
    const double nine = stepMilliseconds(**model, 9);
    const double draws = drawMilliseconds(**model);
    fmt::print("a step of one row        {:8.2f} ms\n", one);
    fmt::print("a step of nine rows      {:8.2f} ms, {:.2f} of one row's\n", nine, nine / one);
    fmt::print("nine tokens drawn        {:8.2f} ms, {:.3f} of the step\n", draws, draws / nine);
    fmt::print("a prompt of 505 tokens   {:8.0f} ms\n", prefillMilliseconds(**model, 505));
    return EXIT_SUCCESS;
}
