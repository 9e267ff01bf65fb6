#include "app/document/run_document.h"

#include <QUndoCommand>

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope
{

class RunDocument::Command : public QUndoCommand
{
public:
    Command(RunDocument& document, const QString& text, RunState before, RunState after, int kind)
        : QUndoCommand(text)
        , document_(document)
        , before_(std::move(before))
        , after_(std::move(after))
        , kind_(kind)
    {
    }

    void undo() override { document_.restore(before_); }

    void redo() override
    {
        if (std::exchange(done_, true))
            document_.restore(after_);
    }

    int id() const override { return kind_ == 0 ? -1 : kind_; }

    bool mergeWith(const QUndoCommand* next) override
    {
        if (document_.lastKind_ != kind_)
            return false;
        after_ = static_cast<const Command*>(next)->after_;
        setObsolete(after_ == before_); // back where it began
        return true;
    }

    const RunState& before() const { return before_; }

private:
    RunDocument& document_;
    RunState before_;
    RunState after_;
    int kind_;
    bool done_ = false; // it was recorded when it had happened
};

RunDocument::RunDocument(QObject* parent) : QObject(parent)
{
    commands_.setUndoLimit(1000);
}

void RunDocument::record(const QString& text, const RunState& before, int kind)
{
    if (before == state_)
        return;
    const int present = commands_.index();
    commands_.push(new Command(*this, text, before, state_, kind)); // the stack's from now on
    const bool disappeared = commands_.index() < present;           // with the one that it joined
    lastKind_ = disappeared ? 0 : kind;
}

const RunState* RunDocument::stateBefore(int kind) const
{
    const auto* latest = commands_.command(commands_.index() - 1);
    return latest && lastKind_ == kind ? &static_cast<const Command*>(latest)->before() : nullptr;
}

void RunDocument::reset(RunState state)
{
    setState(std::move(state));
    commands_.clear();
    logits_.clear();
    lastKind_ = 0;
}

void RunDocument::restore(const RunState& state)
{
    setState(state);
    lastKind_ = 0;
    emit restored();
}

void RunDocument::setState(RunState state)
{
    state_ = std::move(state);
    path_ = pathTo(branch().leaf);
    next_.clear();
    selected_.reset();
    distribution_.reset();
}

void RunDocument::setRequest(const RunRequest& request, const SamplerSettings& settings)
{
    state_.request = request;
    state_.settings = settings;
}

std::vector<Step> RunDocument::steps() const
{
    std::vector<Step> steps;
    for (const auto& node : path_)
        steps.push_back(node->step);
    return steps;
}

std::vector<TokenId> RunDocument::textBefore(int index) const
{
    auto tokens = run().promptTokens;
    for (int step = 0; step < index; ++step)
        tokens.push_back(this->step(step).token);
    return tokens;
}

void RunDocument::append(std::vector<StepRecord> records)
{
    next_.clear();
    for (auto& [step, logits] : records) {
        append(std::move(step));
        logits_.put(path_.back(), std::move(logits));
    }
}

void RunDocument::append(Step step)
{
    auto& leaf = state_.run.branch().leaf;
    leaf = follow(leaf, std::move(step));
    path_.push_back(leaf);
    if (!next_.empty())
        logits_.put(leaf, std::exchange(next_, {}));
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
        std::vector<float> same(logits.begin(), logits.end());
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
    assert(index >= 0 && index < size());
    if (selected_ == index && distribution_)
        return;
    selected_ = index;
    rank(logits_.find(path_[static_cast<std::size_t>(index)]));
}

void RunDocument::selectNext()
{
    assert(hasNext());
    selected_.reset();
    rank(next_);
}

void RunDocument::setLogits(int index, std::vector<float> logits)
{
    assert(index >= 0 && index <= size());
    if (index == size()) {
        next_ = std::move(logits);
        return;
    }
    logits_.put(path_[static_cast<std::size_t>(index)], std::move(logits));
    if (selected_ == index)
        select(index);
}

void RunDocument::rank(std::span<const float> logits)
{
    distribution_.reset();
    if (logits.empty())
        return;
    if (auto distribution = Distribution::rank(logits))
        distribution_ = *std::move(distribution);
}

} // namespace logitscope
