// Models from a library that is opened when the first one is asked for: it brings libtorch with it,
// some 290 shared libraries on Debian, which take a third of a second that a window, or --help,
// should not wait for.
#pragma once

#include "core/model/gpt2_config.h"
#include "core/model/language_model.h"
#include "core/model/load_options.h"
#include "core/result.h"

#include <filesystem>
#include <memory>
#include <string>

namespace logitscope
{

// As loadGpt2() and randomGpt2() in core/model/gpt2.h. From any thread. An Error as well when the
// library can't be opened.
Result<std::unique_ptr<LanguageModel>> loadModel(const std::filesystem::path& folder,
                                                 const LoadOptions& options = {});
Result<std::unique_ptr<LanguageModel>>
randomModel(const std::string& name, const Gpt2Config& config, const LoadOptions& options = {});

} // namespace logitscope
