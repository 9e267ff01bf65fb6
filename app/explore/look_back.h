// Keeps the judgement of the whole text up with the sliders, and with the text.
#pragma once

#include "core/generation/open_model.h"
#include "core/run/backward.h"

#include <memory>
#include <utility>

namespace logitscope
{

class Generator;
class RunDocument;

class LookBack
{
public:
    // Both outlive it.
    LookBack(RunDocument& document, Generator& generator);

    // Judges for a few milliseconds, those steps first that can be seen: [first, second). False
    // when all is done that can be.
    bool goOn(const SamplerChain& chain, std::pair<int, int> visible);

    bool isDone() const { return isDone_; } // the last time

    // The model reads the text again for logits that are missing: once for a text, and once more
    // for another chain where they don't all have room.
    void readMissing(const std::shared_ptr<const OpenModel>& model);

    // Ends that. Another model is open, or nobody looks back.
    void forget();

    // What it has read so far.
    void takeRead();

    const Backward& judged() const { return backward_; }

private:
    RunDocument& document_;
    Generator& generator_;
    Backward backward_;
    bool isDone_ = true;
    int atOnce_ = 32;           // steps between two looks at the clock
    std::vector<NodePtr> read_; // the text that is read, or was last,
    SamplerChain readFor_;      // to be judged under this
};

} // namespace logitscope
