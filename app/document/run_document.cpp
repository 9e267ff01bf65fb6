#include "app/document/run_document.h"

#include <cassert>
#include <utility>

namespace logitscope
{

RunDocument::RunDocument(QObject* parent)
    : QObject(parent)
    , history_(
          [this](const RunState& state) {
              const auto selected = selected_;
              setState(state);
              emit restored(selected);
          },
          1000)
{
}

void RunDocument::reset(RunState state)
{
    setState(std::move(state));
    history_.clear();
    logits_.clear();
}

void RunDocument::setState(RunState state)
{
    state_ = std::move(state);
    path_ = pathTo(branch().leaf);
    promptScores_.setPrompt(run().promptTokens);
    next_ = {};
    selected_.reset();
    distribution_.reset();
}

void RunDocument::setRequest(const RunRequest& request, const SamplerChain& settings)
{
    state_.request = request;
    state_.settings = settings;
}

void RunDocument::append(std::vector<StepRecord> records)
{
    next_ = {};
    for (auto& [step, logits] : records) {
        append(std::move(step));
        logits_.put(path_.back(), std::move(logits), path_.back()->step.coverage);
    }
}

void RunDocument::append(Step step)
{
    auto& leaf = state_.run.branch().leaf;
    leaf = follow(leaf, std::move(step));
    path_.push_back(leaf);
    if (hasNext()) {
        auto [logits, coverage] = std::exchange(next_, {});
        logits_.put(leaf, std::move(logits), coverage);
    }
    if (!selected_)
        distribution_.reset(); // was the next one's
}

void RunDocument::end(StopReason reason)
{
    state_.run.branch().stopReason = reason;
}

void RunDocument::fork(int length, std::uint64_t stream, int limit)
{
    auto state = state_;
    logitscope::fork(state.run, length, stream);
    state.run.branch().limit = limit;
    setState(std::move(state));
}

void RunDocument::choose(int index, Step step, int limit)
{
    if (index < size()) {
        const auto logits = logits_.find(path_[static_cast<std::size_t>(index)]);
        OwnLogits same{{logits.begin(), logits.end()}, logits.coverage};
        fork(index, step.stream, limit);
        next_ = std::move(same);
    }
    append(std::move(step));
}

void RunDocument::rename(std::size_t branch, std::string name)
{
    state_.run.branches[branch].name = std::move(name);
}

void RunDocument::select(int index)
{
    assert(index < size() && std::cmp_less_equal(-index, run().promptTokens.size()));
    if (selected_ == index && distribution_)
        return;
    selected_ = index;
    given_ = {};
    rank(selectedLogits());
}

void RunDocument::selectNext()
{
    assert(hasNext());
    selected_.reset();
    rank(next_.known());
}

KnownLogits RunDocument::logits() const
{
    return distribution_ ? selectedLogits() : KnownLogits();
}

KnownLogits RunDocument::selectedLogits() const
{
    if (!selected_)
        return next_.known();
    return *selected_ < 0 ? given_.known()
                          : logits_.find(path_[static_cast<std::size_t>(*selected_)]);
}

void RunDocument::setLogits(int index, std::vector<float> logits, const Coverage& coverage)
{
    assert(index <= size());
    if (index < 0) {
        if (selected_ == index) {
            given_ = {std::move(logits), coverage};
            rank(given_.known());
        }
        return;
    }
    if (index == size()) {
        next_ = {std::move(logits), coverage};
        return;
    }
    logits_.put(path_[static_cast<std::size_t>(index)], std::move(logits), coverage);
    if (selected_ == index)
        rank(selectedLogits()); // more may be known of it than before
}

void RunDocument::rank(const KnownLogits& logits)
{
    distribution_.reset();
    if (logits.empty())
        return;
    if (auto distribution = Distribution::rank(logits, logits.coverage))
        distribution_ = *std::move(distribution);
}

} // namespace logitscope
