#include "core/generation/model_folder.h"

#include "core/model/gpt2.h"
#include "core/model/gpt2_folder.h"

#include <fmt/format.h>

namespace logitscope
{

Result<std::shared_ptr<const OpenModel>> openModelFolder(const std::filesystem::path& folder,
                                                         const LoadOptions& options)
{
    // Before the tokenizer, which says nothing of use about another architecture's files.
    if (const auto config = readGpt2Folder(folder); !config)
        return tl::unexpected(config.error());
    auto tokenizer = Tokenizer::load(folder);
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto model = loadGpt2(folder, options);
    if (!model)
        return tl::unexpected(model.error());

    const auto vocabularySize = (*model)->info().vocabularySize;
    if (tokenizer->size() > vocabularySize)
        return fail("{}: has {} tokens, expected {} at most (config.json: vocab_size); choose the "
                    "vocabulary that belongs to this model",
                    tokenizer->vocabularyFile().string(), tokenizer->size(), vocabularySize);
    auto bounds = readTextBounds(folder, *tokenizer, vocabularySize);
    if (!bounds)
        return tl::unexpected(bounds.error());
    std::error_code ignored;
    ModelIdentity identity((*model)->info().precision, (*model)->info().engine);
    return std::make_shared<const OpenModel>(OpenModel{
        std::filesystem::absolute(folder, ignored).lexically_normal(), std::move(*tokenizer),
        std::move(*bounds), std::move(*model), std::move(identity)});
}

bool hasMade(const OpenModel& model, const Run& run)
{
    return model.identity.isSame(run.identity)
        .value_or(run.model == model.model->info().fullName());
}

} // namespace logitscope
