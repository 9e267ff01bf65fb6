// GPT-2's arithmetic, on one kind of device: what a model and its contexts are built on.
// gpt2_processor.h and gpt2_torch.h have the two there are.
//
// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
#pragma once

#include "core/model/gpt2_config.h"
#include "core/model/precision.h"
#include "core/token_id.h"

#include <cstdint>
#include <memory>
#include <span>

namespace logitscope
{

class WeightSource;

// The keys and values of one text, of every layer.
class Gpt2Cache
{
public:
    virtual ~Gpt2Cache() = default;

    // Another cache with the same first `length` tokens, which may share them with this one. The
    // two may then be used on two threads at once.
    virtual std::unique_ptr<Gpt2Cache> copy(int length) = 0;
};

// A token to read.
struct Reading
{
    Gpt2Cache* cache; // of its text
    int position;     // in its text; all tokens before it are in the cache or read with it
    TokenId token;
    std::span<float>
        logits; // where those after it go, [vocabulary]; empty where they are not wanted
};

// Throws what libtorch and the allocator throw.
class Gpt2Network
{
public:
    virtual ~Gpt2Network() = default;

    virtual std::unique_ptr<Gpt2Cache> newCache() const = 0;

    // Reads all of them in one pass. Tokens of one text stand together, in order.
    virtual void read(std::span<const Reading> readings) const = 0;

    // Of the weights that every step reads, as they are held: all but the position embedding, and
    // the token embedding where the head is another.
    virtual std::size_t weightBytes() const = 0;

    // What the keys and values of one text take of the processor's memory when it fills the
    // context.
    virtual std::size_t contextBytes() const = 0;

    // Copies of a cache share what they have in common in blocks of so many positions; 0: nothing.
    virtual int sharedBlock() const = 0;
};

} // namespace logitscope
