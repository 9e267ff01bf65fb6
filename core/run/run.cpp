#include "core/run/run.h"

#include "core/text/utf8_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace logitscope
{

namespace
{

const Node* firstOf(const Branch& branch)
{
    const auto* node = branch.leaf.get();
    while (node && node->parent)
        node = node->parent.get();
    return node;
}

} // namespace

NodePtr follow(NodePtr parent, Step step)
{
    const int index = parent ? parent->index + 1 : 0;
    return std::make_shared<Node>(std::move(parent), index, std::move(step));
}

NodePtr follow(NodePtr parent, std::vector<Step> steps)
{
    for (auto& step : steps)
        parent = follow(std::move(parent), std::move(step));
    return parent;
}

Node::Node(NodePtr before, int number, Step made)
    : parent(std::move(before))
    , index(number)
    , step(std::move(made))
{
}

// One after the other: one inside the other, those of a long text would need more stack than there
// is. Nodes are const to whoever has them, but not here, where nobody has them any more.
Node::~Node()
{
    auto last = std::move(parent);
    while (last && last.use_count() == 1) {
        std::atomic_thread_fence(std::memory_order_acquire); // another thread may have let go of it
        last = std::exchange(const_cast<Node&>(*last).parent, nullptr);
    }
}

std::vector<NodePtr> pathTo(const NodePtr& leaf)
{
    std::vector<NodePtr> path;
    for (auto node = leaf; node; node = node->parent)
        path.push_back(node);
    std::ranges::reverse(path);
    return path;
}

std::vector<Step> stepsOf(const Branch& branch)
{
    std::vector<Step> steps;
    for (const auto& node : pathTo(branch.leaf))
        steps.push_back(node->step);
    return steps;
}

std::string continuationOf(const Branch& branch)
{
    const bool ends = branch.leaf && branch.stopReason == StopReason::EndOfText;
    Utf8Stream utf8;
    std::string text;
    for (const auto& node : pathTo(ends ? branch.leaf->parent : branch.leaf))
        text += utf8.push(node->step.bytes);
    return text + utf8.finish();
}

SamplerChain settingsOf(const Branch& branch)
{
    const auto* first = firstOf(branch);
    return first ? first->step.settings : branch.settings;
}

std::uint64_t streamOf(const Branch& branch)
{
    const auto* first = firstOf(branch);
    return first ? first->step.stream : branch.stream;
}

std::vector<TokenId> textBefore(const Run& run, const Branch& branch, int length)
{
    auto tokens = run.promptTokens;
    if (length < 0)
        tokens.resize(tokens.size() - static_cast<std::size_t>(-length));
    for (const auto& node : pathTo(branch.leaf)) {
        if (node->index < length)
            tokens.push_back(node->step.token);
    }
    return tokens;
}

int sharedLength(const Branch& one, const Branch& other)
{
    const auto* a = one.leaf.get();
    const auto* b = other.leaf.get();
    while (a != b) { // whichever is further down goes up
        const int depthOfA = a ? a->index : -1;
        const int depthOfB = b ? b->index : -1;
        if (depthOfA >= depthOfB)
            a = a->parent.get();
        if (depthOfB >= depthOfA)
            b = b->parent.get();
    }
    return a ? a->index + 1 : 0;
}

void fork(Run& run, int length, std::uint64_t stream)
{
    const auto& from = run.branch();
    auto leaf = from.leaf;
    while (leaf && leaf->index >= length)
        leaf = leaf->parent;
    const Branch branch{
        .leaf = std::move(leaf), .seed = from.seed, .stream = stream, .limit = from.limit};
    ++run.current;
    run.branches.insert(run.branches.begin() + static_cast<std::ptrdiff_t>(run.current), branch);
}

std::uint64_t freeStream(const Run& run)
{
    std::uint64_t next = 0;
    for (const auto& branch : run.branches)
        if (branch.seed == run.branch().seed)
            next = std::max(next, branch.stream + 1);
    return next;
}

std::optional<Origin> originOf(const Run& run, std::size_t branch)
{
    std::optional<Origin> origin;
    for (std::size_t other = 0; other < branch; ++other) {
        const int shared = sharedLength(run.branches[other], run.branches[branch]);
        if (!origin || shared > origin->shared)
            origin = Origin{other, shared};
    }
    return origin;
}

int ownBeginning(const Run& run, std::size_t branch)
{
    if (const auto origin = originOf(run, branch))
        return origin->shared;
    int beginning = run.branches[branch].length();
    for (std::size_t other = 0; other < run.branches.size(); ++other)
        if (other != branch)
            beginning =
                std::min(beginning, sharedLength(run.branches[branch], run.branches[other]));
    return beginning;
}

Run namedBranchesOf(const Run& run)
{
    auto named = run;
    for (std::size_t index = 0; index < named.branches.size(); ++index) {
        auto& name = named.branches[index].name;
        name = name.empty() ? fmt::format("branch {}", index + 1) : name;
    }
    std::erase_if(named.branches, [](const Branch& branch) { return !branch.leaf; });
    named.current = 0;
    return named;
}

} // namespace logitscope
