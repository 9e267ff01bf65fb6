// A model and its tokenizer, opened from a folder in the Hugging Face GPT-2 layout or on a server.
#pragma once

#include "core/generation/model_tokenizer.h"
#include "core/generation/text_bounds.h"
#include "core/model/language_model.h"
#include "core/model/load_options.h"
#include "core/result.h"
#include "core/run/run.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace logitscope
{

struct OpenModel
{
    std::filesystem::path folder; // empty where it runs on a server
    ModelTokenizer tokenizer;
    TextBounds bounds;
    std::unique_ptr<LanguageModel> model; // may have more rows than the tokenizer has tokens
    ModelIdentity identity = {};          // what its runs have
    std::string server = {}; // its address, "http://HOST:PORT#MODEL"; empty: this machine

    bool isServed() const { return !server.empty(); }

    // The folder or the address: what opens it again.
    std::string place() const { return isServed() ? server : folder.string(); }
};

// What a model on a server needs besides.
struct RemoteOptions
{
    std::optional<std::string> key = {}; // nothing: the one that is kept for the server

    // The folder of the model's tokenizer files on this machine, where the server doesn't tell its
    // tokens. It splits texts, too.
    std::filesystem::path tokenizer = {};

    std::stop_token stop = {}; // ends the connecting
};

// A folder or a server's address. Of a folder it needs config.json, model.safetensors, and
// vocab.json with merges.txt or tokenizer.json. The Error is one sentence that names the file or
// the server and what is wrong with it.
Result<std::shared_ptr<const OpenModel>> openModel(const std::string& place,
                                                   const LoadOptions& options = {},
                                                   const RemoteOptions& server = {});

Result<std::shared_ptr<const OpenModel>> openModelFolder(const std::filesystem::path& folder,
                                                         const LoadOptions& options = {});

// Whether this model made the run: by its files, precision and engine where they are known of both,
// otherwise by its full name.
bool hasMade(const OpenModel& model, const Run& run);

} // namespace logitscope
