#include "core/remote/server_facts.h"

#include "core/json_fields.h"
#include "core/remote/answer_json.h"

#include <algorithm>

namespace logitscope
{

Result<ListedModel> listedModel(const nlohmann::json& answer, const std::string& name,
                                const std::string& server)
{
    const auto* list = memberOf(&answer, "data");
    if (list == nullptr || !list->is_array() || list->empty())
        return fail(
            "{}: lists no model in /v1/models; check that the address is a language model's "
            "server",
            server);
    const auto found = std::ranges::find_if(*list, [&](const nlohmann::json& model) {
        return name.empty() || textOf(memberOf(&model, "id")) == name;
    });
    const auto first = describe(textOf(memberOf(&list->front(), "id")));
    if (found == list->end())
        return fail("{}: has no model {}; one that it has is {}", server, describe(name), first);
    if (name.empty() && list->size() > 1)
        return fail(
            "{}: has {} models; choose one with # and its name after the address, such as {}",
            server, list->size(), first);
    const auto* meta = memberOf(&*found, "meta");
    const auto* parameters = memberOf(meta, "n_params");
    return ListedModel{.name = textOf(memberOf(&*found, "id")),
                       .owner = textOf(memberOf(&*found, "owned_by")),
                       .vocabularySize = countOf(memberOf(meta, "n_vocab")),
                       .contextLength = std::max(countOf(memberOf(meta, "n_ctx_train")),
                                                 countOf(memberOf(&*found, "max_model_len"))),
                       .parameters = parameters && parameters->is_number_integer() &&
                                             parameters->get<std::int64_t>() > 0
                                         ? parameters->get<std::int64_t>()
                                         : 0};
}

LlamaProps llamaProps(const nlohmann::json& answer)
{
    return LlamaProps{.contextLength = countOf(
                          memberOf(memberOf(&answer, "default_generation_settings"), "n_ctx")),
                      .textsAtOnce = countOf(memberOf(&answer, "total_slots")),
                      .beginOfText = textOf(memberOf(&answer, "bos_token")),
                      .endOfText = textOf(memberOf(&answer, "eos_token"))};
}

Result<std::vector<TokenId>> tokensIn(const nlohmann::json& answer, int vocabulary,
                                      const std::string& server)
{
    const auto* list = memberOf(&answer, "tokens");
    if (list == nullptr || !list->is_array())
        return fail("{}: its answer to /tokenize has no tokens; check the server", server);
    std::vector<TokenId> tokens;
    for (const auto& item : *list) {
        const auto token = wholeNumberIn(item, 0, vocabulary - 1);
        if (!token)
            return fail("{}: /tokenize tells of token {}, but the model has {} tokens; check the "
                        "server",
                        server, describe(item), vocabulary);
        tokens.push_back(*token);
    }
    return tokens;
}

std::string detokenized(const nlohmann::json& answer)
{
    return textOf(memberOf(&answer, "content"));
}

} // namespace logitscope
