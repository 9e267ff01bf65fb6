#include "core/bench/benchmark.h"

#include "core/generation/compare.h"
#include "core/parallel.h"
#include "core/sampling/dice.h"
#include "core/sampling/draw.h"
#include "core/sampling/strategy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <sys/resource.h>

namespace logitscope
{

namespace
{

constexpr int warmUpSteps = 4;
constexpr int prefills = 5;

// What a prompt of nothing in particular has: every token another.
std::vector<TokenId> somePrompt(int count, int vocabularySize)
{
    std::vector<TokenId> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back(static_cast<TokenId>((i * 7919LL + 11) % vocabularySize));
    return tokens;
}

class Stopwatch
{
public:
    double milliseconds() const
    {
        const std::chrono::duration<double, std::milli> gone = Clock::now() - begin_;
        return gone.count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point begin_ = Clock::now();
};

// So many rows of the same text, each continued with its own random numbers.
class Rows
{
public:
    static Result<Rows> begin(const LanguageModel& model, std::span<const TokenId> prompt,
                              int count)
    {
        Rows rows(model);
        auto first = model.newContext();
        if (const auto read = first->prefill(prompt); !read)
            return tl::unexpected(read.error());
        rows.contexts_.push_back(std::move(first));
        for (int row = 1; row < count; ++row)
            rows.contexts_.push_back(rows.contexts_.front()->fork());
        rows.tokens_.resize(rows.contexts_.size());
        if (const auto drawn = rows.draw(); !drawn)
            return tl::unexpected(drawn.error());
        return rows;
    }

    // One token further in every row. Milliseconds.
    Result<double> step()
    {
        std::vector<NextToken> next;
        for (std::size_t row = 0; row < contexts_.size(); ++row)
            next.push_back({contexts_[row].get(), tokens_[row]});
        const Stopwatch watch;
        if (const auto read = model_->step(next); !read)
            return tl::unexpected(read.error());
        return watch.milliseconds();
    }

    // All rows' next tokens. Milliseconds.
    Result<double> draw()
    {
        std::vector<Result<Draw>> drawn(contexts_.size());
        const double u = Dice(1).roll(static_cast<std::uint64_t>(steps_++));
        const Stopwatch watch;
        parallelFor(static_cast<int>(drawn.size()), 1, [&](int begin, int end) {
            for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end);
                 ++row) {
                const auto& strategy = strategies()[row % strategies().size()];
                drawn[row] = drawToken(contexts_[row]->logits(), strategy.settings, u);
            }
        });
        const double gone = watch.milliseconds();
        for (std::size_t row = 0; row < drawn.size(); ++row) {
            if (!drawn[row])
                return tl::unexpected(drawn[row].error());
            tokens_[row] = drawn[row]->token;
        }
        return gone;
    }

private:
    explicit Rows(const LanguageModel& model) : model_(&model) {}

    const LanguageModel* model_;
    std::vector<std::unique_ptr<Context>> contexts_;
    std::vector<TokenId> tokens_; // each row's next
    int steps_ = 0;
};

struct StepTimes
{
    std::vector<double> decode;
    std::vector<double> sampling;
};

Result<StepTimes> timeSteps(const LanguageModel& model, std::span<const TokenId> prompt, int rows,
                            int count)
{
    auto running = Rows::begin(model, prompt, rows);
    if (!running)
        return tl::unexpected(running.error());
    StepTimes times;
    for (int step = 0; step < warmUpSteps + count; ++step) {
        const auto decode = running->step();
        if (!decode)
            return tl::unexpected(decode.error());
        const auto sampling = running->draw();
        if (!sampling)
            return tl::unexpected(sampling.error());
        if (step >= warmUpSteps) {
            times.decode.push_back(*decode);
            times.sampling.push_back(*sampling);
        }
    }
    return times;
}

Result<std::vector<double>> timePrefills(const LanguageModel& model,
                                         std::span<const TokenId> prompt)
{
    std::vector<double> times;
    for (int i = 0; i < prefills; ++i) {
        const auto context = model.newContext();
        const Stopwatch watch;
        if (const auto read = context->prefill(prompt); !read)
            return tl::unexpected(read.error());
        times.push_back(watch.milliseconds());
    }
    return times;
}

} // namespace

std::optional<Error> findError(const BenchmarkRequest& request, const ModelInfo& model)
{
    if (request.rows < 1 || request.rows > mostCompareRows)
        return Error::of("rows is {}, expected 1 to {}", request.rows, mostCompareRows);
    if (request.promptTokens < 1)
        return Error::of("prompt-tokens is {}, expected 1 or more", request.promptTokens);
    if (request.tokens < 1)
        return Error::of("tokens is {}, expected 1 or more", request.tokens);
    if (request.tokens > model.contextLength - warmUpSteps - request.promptTokens)
        return Error::of("prompt-tokens {} and tokens {}, with {} to warm up, are more "
                         "than this model's context "
                         "of {} holds; take fewer",
                         request.promptTokens, request.tokens, warmUpSteps, model.contextLength);
    return std::nullopt;
}

Result<Benchmark> measure(const LanguageModel& model, const BenchmarkRequest& request)
{
    assert(!findError(request, model.info()));
    const auto prompt = somePrompt(request.promptTokens, model.info().vocabularySize);
    const auto prefill = timePrefills(model, prompt);
    if (!prefill)
        return tl::unexpected(prefill.error());
    const auto one = timeSteps(model, prompt, 1, request.tokens);
    if (!one)
        return tl::unexpected(one.error());
    const auto many = timeSteps(model, prompt, request.rows, request.tokens);
    if (!many)
        return tl::unexpected(many.error());
    return Benchmark{.prefillTokensPerSecond =
                         1e3 * request.promptTokens / percentile(*prefill, 0.5),
                     .decodeMedian = percentile(one->decode, 0.5),
                     .decode95th = percentile(one->decode, 0.95),
                     .rowsDecodeMedian = percentile(many->decode, 0.5),
                     .samplingMedian = percentile(many->sampling, 0.5)};
}

double percentile(std::vector<double> values, double share)
{
    assert(!values.empty() && share >= 0.0 && share <= 1.0);
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto index = static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, values.begin() + index);
    return values[static_cast<std::size_t>(index)];
}

double peakMemory()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    constexpr double unit = 1024.0; // Linux counts in KiB
    return static_cast<double>(usage.ru_maxrss) * unit / 1e6;
}

} // namespace logitscope
