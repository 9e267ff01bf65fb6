// The GPT-2 models that the window offers to download: what they are is known before the hub is
// asked, and what arrives is compared with it.
#pragma once

#include "core/library/model_id.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace logitscope
{

struct KnownModel
{
    std::string_view repository; // "gpt2"
    std::string_view title;      // "GPT-2"
    std::string_view sentence;   // what it is good for
    std::int64_t parameters;
    std::string_view commit;     // how the commit that these numbers are of begins; empty: unknown
    std::int64_t weightBytes;    // of model.safetensors; of gpt2-large and gpt2-xl, about
    std::string_view weightsSum; // its SHA-256; empty where it is not known
};

// Smallest first.
std::span<const KnownModel> knownModels();

// nullptr for any other. "openai-community/gpt2" is gpt2.
const KnownModel* findKnownModel(std::string_view repository);

// The one that a person may mean by a name that the hub doesn't know: "GPT-2",
// "openai/gpt2_medium". nullptr where it resembles none.
const KnownModel* findSimilarModel(std::string_view repository);

} // namespace logitscope
