// The logits of a run's steps: as many as a bound in bytes allows. Whoever misses some lets the
// model read the text again, which gives the same to the last bit.
#pragma once

#include "core/known_logits.h"
#include "core/run/run.h"

#include <cstddef>
#include <list>
#include <unordered_map>
#include <vector>

namespace logitscope
{

class LogitsCache
{
public:
    // The steps of GPT-2's longest text are 206 MB.
    static constexpr std::size_t usualBytes = 256'000'000;

    explicit LogitsCache(std::size_t mostBytes = usualBytes) : mostBytes_(mostBytes) {}

    void setMostBytes(std::size_t bytes);

    // The oldest make room; the newest stay in any case.
    void put(NodePtr node, std::vector<float> logits, const Coverage& coverage = {});

    // Empty where they are not here.
    KnownLogits find(const NodePtr& node) const;

    void clear();

private:
    struct Entry
    {
        NodePtr node;
        std::vector<float> logits;
        Coverage coverage;
    };

    void makeRoom();
    void remove(std::list<Entry>::iterator entry);

    std::size_t mostBytes_;
    std::size_t bytes_ = 0;
    std::list<Entry> entries_; // oldest first
    std::unordered_map<NodePtr, std::list<Entry>::iterator> places_;
};

} // namespace logitscope
