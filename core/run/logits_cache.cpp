#include "core/run/logits_cache.h"

#include <iterator>
#include <utility>

namespace logitscope
{

void LogitsCache::put(NodePtr node, std::vector<float> logits, const Coverage& coverage)
{
    bytes_ += logits.size() * sizeof(float);
    if (const auto place = places_.find(node); place != places_.end())
        remove(place->second);
    entries_.push_back({std::move(node), std::move(logits), coverage});
    places_[entries_.back().node] = std::prev(entries_.end());
    makeRoom();
}

void LogitsCache::setMostBytes(std::size_t bytes)
{
    mostBytes_ = bytes;
    makeRoom();
}

void LogitsCache::makeRoom()
{
    while (bytes_ > mostBytes_ && entries_.size() > 1)
        remove(entries_.begin());
}

void LogitsCache::remove(std::list<Entry>::iterator entry)
{
    bytes_ -= entry->logits.size() * sizeof(float);
    places_.erase(entry->node);
    entries_.erase(entry);
}

KnownLogits LogitsCache::find(const NodePtr& node) const
{
    const auto place = places_.find(node);
    if (place == places_.end())
        return {};
    return {place->second->logits, place->second->coverage};
}

void LogitsCache::clear()
{
    places_.clear();
    entries_.clear();
    bytes_ = 0;
}

} // namespace logitscope
