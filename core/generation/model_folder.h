// A model and its tokenizer, opened from a folder in the Hugging Face GPT-2 layout.
#pragma once

#include "core/generation/text_bounds.h"
#include "core/model/language_model.h"
#include "core/model/load_options.h"
#include "core/result.h"
#include "core/run/run.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <memory>

namespace logitscope
{

struct OpenModel
{
    std::filesystem::path folder;
    Tokenizer tokenizer;
    TextBounds bounds;
    std::unique_ptr<LanguageModel> model; // may have more rows than the tokenizer has tokens
    ModelIdentity identity = {};          // what its runs have
};

// Needs config.json, model.safetensors, and vocab.json with merges.txt or tokenizer.json. The Error
// is one sentence that names the file and what is wrong in it.
Result<std::shared_ptr<const OpenModel>> openModelFolder(const std::filesystem::path& folder,
                                                         const LoadOptions& options = {});

// Whether this model made the run: by its files, precision and engine where they are known of both,
// otherwise by its full name.
bool hasMade(const OpenModel& model, const Run& run);

} // namespace logitscope
