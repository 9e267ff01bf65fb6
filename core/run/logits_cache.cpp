#include "core/run/logits_cache.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

void LogitsCache::put(NodePtr node, std::vector<float> logits)
{
    bytes_ += logits.size() * sizeof(float);
    entries_.push_back({std::move(node), std::move(logits)});
    makeRoom();
}

void LogitsCache::setMostBytes(std::size_t bytes)
{
    mostBytes_ = bytes;
    makeRoom();
}

void LogitsCache::makeRoom()
{
    while (bytes_ > mostBytes_ && entries_.size() > 1) {
        bytes_ -= entries_.front().logits.size() * sizeof(float);
        entries_.pop_front();
    }
}

std::span<const float> LogitsCache::find(const NodePtr& node) const
{
    const auto found = std::ranges::find(entries_, node, &Entry::node);
    return found == entries_.end() ? std::span<const float>() : found->logits;
}

void LogitsCache::clear()
{
    entries_.clear();
    bytes_ = 0;
}

} // namespace logitscope
