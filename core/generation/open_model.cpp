#include "core/generation/open_model.h"

#include "core/model/gpt2.h"
#include "core/model/gpt2_folder.h"
#include "core/remote/connect.h"
#include "core/remote/server_keys.h"

#include <fmt/format.h>

namespace logitscope
{

namespace
{

std::vector<std::string> vocabularyOf(const Tokenizer& tokenizer)
{
    std::vector<std::string> vocabulary;
    for (TokenId token = 0; token < tokenizer.size(); ++token)
        vocabulary.emplace_back(tokenizer.bytes(token));
    return vocabulary;
}

Result<std::string> keyFor(const RemoteAddress& address, const RemoteOptions& options)
{
    return options.key ? Result<std::string>(*options.key) : serverKey(address, serverKeysFile());
}

// What the server says; the rest as the tokenizer's files have it.
Result<TextBounds> boundsOf(const RemoteModel& remote, const std::filesystem::path& folder,
                            const std::optional<Tokenizer>& files)
{
    TextBounds bounds;
    if (files) {
        auto read = readTextBounds(folder, *files, remote.info().vocabularySize);
        if (!read)
            return read;
        bounds = *std::move(read);
    }
    if (const auto begin = remote.beginOfText())
        bounds.begin = begin;
    if (const auto end = remote.endOfText())
        bounds.ends = {*end};
    return bounds;
}

Result<std::shared_ptr<const OpenModel>> openServedModel(const std::string& place,
                                                         const RemoteOptions& options)
{
    const auto address = RemoteAddress::parse(place);
    if (!address)
        return tl::unexpected(address.error());
    const auto key = keyFor(*address, options);
    if (!key)
        return tl::unexpected(key.error());
    ConnectOptions connecting{.key = *key, .stop = options.stop};
    std::optional<Tokenizer> files;
    if (!options.tokenizer.empty()) {
        auto tokenizer = Tokenizer::load(options.tokenizer);
        if (!tokenizer)
            return tl::unexpected(std::move(tokenizer).error());
        files = *std::move(tokenizer);
        connecting.vocabulary = vocabularyOf(*files);
    }
    auto model = connectTo(*address, connecting);
    if (!model)
        return tl::unexpected(std::move(model).error());

    const auto& remote = **model;
    auto bounds = boundsOf(remote, options.tokenizer, files);
    if (!bounds)
        return tl::unexpected(std::move(bounds).error());
    ModelIdentity identity(remote.info().precision, remote.info().engine);
    auto tokenizer = files ? ModelTokenizer(*std::move(files)) : ModelTokenizer(remote);
    return std::make_shared<const OpenModel>(OpenModel{.folder = {},
                                                       .tokenizer = std::move(tokenizer),
                                                       .bounds = *std::move(bounds),
                                                       .model = *std::move(model),
                                                       .identity = std::move(identity),
                                                       .server = place});
}

} // namespace

Result<std::shared_ptr<const OpenModel>>
openModel(const std::string& place, const LoadOptions& options, const RemoteOptions& server)
{
    return isRemoteAddress(place) ? openServedModel(place, server)
                                  : openModelFolder(place, options);
}

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
    return std::make_shared<const OpenModel>(
        OpenModel{.folder = std::filesystem::absolute(folder, ignored).lexically_normal(),
                  .tokenizer = ModelTokenizer(*std::move(tokenizer)),
                  .bounds = std::move(*bounds),
                  .model = std::move(*model),
                  .identity = std::move(identity)});
}

bool hasMade(const OpenModel& model, const Run& run)
{
    return model.identity.isSame(run.identity)
        .value_or(run.model == model.model->info().fullName());
}

} // namespace logitscope
