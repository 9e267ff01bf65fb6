// What the Explore page is about: the steps of one run and the one that is selected.
#pragma once

#include "app/engine/step_record.h"
#include "core/sampling/distribution.h"

#include <optional>
#include <vector>

namespace logitscope
{

// Keeps the logits of every step, 4 bytes a token of the vocabulary: 206 MB for the 1,023 steps
// that fit into GPT-2 124M's context, 16 MB for the bundled model's.
class Exploration
{
public:
    void clear();
    void append(std::vector<StepRecord> records);

    int size() const { return static_cast<int>(records_.size()); }

    // The logits of the step that would follow; append() and clear() forget them.
    void setNext(std::vector<float> logits) { next_ = std::move(logits); }

    bool hasNext() const { return !next_.empty(); }

    const Step& step(int index) const { return records_[static_cast<std::size_t>(index)].step; }

    void select(int index);
    void selectNext(); // only where hasNext()

    std::optional<int> selected() const { return selected_; }

    // The selected step's, or the next one's where that was selected; ranked once: a slider only
    // shapes it. nullptr when nothing is selected.
    const Distribution* distribution() const { return distribution_ ? &*distribution_ : nullptr; }

private:
    std::vector<StepRecord> records_;
    std::vector<float> next_;
    std::optional<int> selected_;
    std::optional<Distribution> distribution_;
};

} // namespace logitscope
