#include "app/explore/exploration.h"

#include <cassert>
#include <iterator>

namespace logitscope
{

void Exploration::clear()
{
    *this = {};
}

void Exploration::append(std::vector<StepRecord> records)
{
    records_.insert(records_.end(), std::make_move_iterator(records.begin()),
                    std::make_move_iterator(records.end()));
    next_.clear();
    if (!selected_)
        distribution_.reset(); // was the next one's
}

void Exploration::select(int index)
{
    assert(index >= 0 && index < size());
    if (selected_ == index)
        return;
    auto distribution = Distribution::rank(records_[static_cast<std::size_t>(index)].logits);
    assert(distribution); // a step was drawn from these logits
    selected_ = index;
    distribution_ = std::move(*distribution);
}

void Exploration::selectNext()
{
    assert(hasNext());
    selected_.reset();
    auto distribution = Distribution::rank(next_);
    distribution_ = distribution ? std::optional(std::move(*distribution)) : std::nullopt;
}

} // namespace logitscope
