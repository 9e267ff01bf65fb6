#include "core/remote/step_answer.h"

#include "core/json_fields.h"
#include "core/remote/answer_json.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace logitscope
{

namespace
{

using Json = nlohmann::json;

// What is no number is none for checked(), too.
double logarithmOf(const Json* value)
{
    return value && value->is_number() ? value->get<double>()
                                       : std::numeric_limits<double>::quiet_NaN();
}

TokenId idOf(const Json* value)
{
    return value ? wholeNumberIn(*value, 0).value_or(-1) : -1;
}

tl::unexpected<Error> lacks(const Wanted& wanted, const char* what)
{
    return fail("{}: its answer has no {}; check that the server is up to date and may tell log "
                "probabilities",
                wanted.server, what);
}

Result<void> checkModel(const std::string& name, const Wanted& wanted)
{
    if (!wanted.model.empty() && !name.empty() && name != wanted.model)
        return fail("{}: serves {} now, no longer {}; connect again", wanted.server, describe(name),
                    describe(wanted.model));
    return {};
}

struct Opened
{
    Json json;
    StepAnswer step; // without its candidates
};

// As every answer to a step begins.
Result<Opened> open(std::string_view answer, const Wanted& wanted)
{
    auto json = readAnswer(answer, wanted.server);
    if (!json)
        return tl::unexpected(std::move(json).error());
    StepAnswer step{textOf(memberOf(&*json, "model")), {}};
    if (const auto right = checkModel(step.model, wanted); !right)
        return tl::unexpected(right.error());
    return Opened{*std::move(json), std::move(step)};
}

// `read`: what the server says that it read, if it does.
Result<void> checkRead(int read, const Wanted& wanted, const char* advice)
{
    if (wanted.tokens > 0 && read > 0 && read != wanted.tokens)
        return fail("{}: read {} tokens, but {} were sent; {}", wanted.server, read, wanted.tokens,
                    advice);
    return {};
}

// The list in llama.cpp's answer.
Result<const Json*> llamaList(const Json& json, const Wanted& wanted)
{
    const auto* list =
        memberOf(elementOf(memberOf(&json, "completion_probabilities"), 0), "top_logprobs");
    if (list == nullptr || !list->is_array())
        return lacks(wanted, "completion_probabilities[0].top_logprobs");
    return list;
}

} // namespace

Result<StepAnswer> llamaStep(std::string_view answer, const Wanted& wanted)
{
    auto opened = open(answer, wanted);
    if (!opened)
        return tl::unexpected(std::move(opened).error());
    auto& [json, step] = *opened;
    const auto list = llamaList(json, wanted);
    if (!list)
        return tl::unexpected(list.error());
    const auto isRead = checkRead(countOf(memberOf(&json, "tokens_evaluated")), wanted,
                                  "start the server with a longer context (--ctx-size)");
    if (!isRead)
        return tl::unexpected(isRead.error());
    std::vector<Candidate> told;
    for (const auto& item : **list)
        told.push_back({idOf(memberOf(&item, "id")), logarithmOf(memberOf(&item, "logprob"))});
    auto candidates = checked(std::move(told), CandidateOrder::MostLikelyFirst, wanted);
    if (!candidates)
        return tl::unexpected(std::move(candidates).error());
    step.candidates = *std::move(candidates);
    return std::move(step);
}

Result<std::vector<std::string>> llamaVocabulary(std::string_view answer, const Wanted& wanted)
{
    const auto json = readAnswer(answer, wanted.server);
    const auto list = json ? llamaList(*json, wanted) : tl::unexpected(json.error());
    if (!list)
        return tl::unexpected(list.error());
    std::vector<std::string> vocabulary(static_cast<std::size_t>(wanted.vocabulary));
    for (const auto& item : **list) {
        const auto id = idOf(memberOf(&item, "id"));
        const auto* bytes = memberOf(&item, "bytes");
        if (id < 0 || id >= wanted.vocabulary || bytes == nullptr || !bytes->is_array())
            return lacks(wanted, "id and bytes of every token");
        auto& token = vocabulary[static_cast<std::size_t>(id)];
        for (const auto& byte : *bytes) {
            const auto value = wholeNumberIn(byte, 0, 255);
            if (!value)
                return fail("{}: token {} has the byte {}, expected 0 to 255; check the server",
                            wanted.server, id, describe(byte));
            token += static_cast<char>(*value);
        }
    }
    return vocabulary;
}

Result<StepAnswer> completionStep(std::string_view answer, const TokenNames& names,
                                  const Wanted& wanted)
{
    auto opened = open(answer, wanted);
    if (!opened)
        return tl::unexpected(std::move(opened).error());
    auto& [json, step] = *opened;
    const auto* choice = elementOf(memberOf(&json, "choices"), 0);
    const auto* object = elementOf(memberOf(memberOf(choice, "logprobs"), "top_logprobs"), 0);
    if (object == nullptr || !object->is_object() || object->empty())
        return lacks(wanted, "choices[0].logprobs.top_logprobs[0]");
    const auto isRead = checkRead(countOf(memberOf(memberOf(&json, "usage"), "prompt_tokens")),
                                  wanted, "check that it takes prompts as token ids");
    if (!isRead)
        return tl::unexpected(isRead.error());

    std::vector<Candidate> told;
    std::string unnamed; // the most likely token whose name can't be made out
    auto mostUnnamed = -std::numeric_limits<double>::infinity();
    for (const auto& [name, value] : object->items()) {
        const auto logarithm = logarithmOf(&value);
        if (const auto id = names.find(name)) {
            told.push_back({*id, logarithm});
        } else if (!(logarithm <= mostUnnamed)) {
            unnamed = name;
            mostUnnamed = logarithm;
        }
    }
    auto named = wanted;
    named.candidates -= static_cast<int>(object->size() - told.size());
    auto candidates = checked(std::move(told), CandidateOrder::Any, named);
    if (!candidates)
        return tl::unexpected(std::move(candidates).error());
    // Beside those that were asked for, the token that was sampled may be there.
    std::erase_if(*candidates, [mostUnnamed](const Candidate& candidate) {
        return !(candidate.logProbability > mostUnnamed);
    });
    if (candidates->empty())
        return fail("{}: its most likely token is {}, which is none or several of the tokenizer's; "
                    "check that the tokenizer's files are this model's",
                    wanted.server, describe(unnamed));
    candidates->resize(std::min(candidates->size(), static_cast<std::size_t>(wanted.candidates)));
    step.candidates = *std::move(candidates);
    return std::move(step);
}

Result<std::vector<std::vector<Candidate>>> promptSteps(std::string_view answer,
                                                        const Wanted& wanted)
{
    const auto json = readAnswer(answer, wanted.server);
    if (!json)
        return tl::unexpected(json.error());
    const auto* list = memberOf(elementOf(memberOf(&*json, "choices"), 0), "prompt_logprobs");
    if (list == nullptr || !list->is_array() || std::cmp_not_equal(list->size(), wanted.tokens))
        return lacks(wanted, "choices[0].prompt_logprobs for every token of the text");
    std::vector<std::vector<Candidate>> steps;
    for (std::size_t i = 1; i < list->size(); ++i) {
        const auto& object = (*list)[i];
        if (!object.is_object())
            return lacks(wanted, "choices[0].prompt_logprobs for every token of the text");
        std::vector<Candidate> told;
        for (const auto& [id, item] : object.items())
            told.push_back(
                {TokenNames::numberIn(id).value_or(-1), logarithmOf(memberOf(&item, "logprob"))});
        auto candidates = checked(std::move(told), CandidateOrder::Any, wanted);
        if (!candidates)
            return tl::unexpected(std::move(candidates).error());
        candidates->resize(
            std::min(candidates->size(), static_cast<std::size_t>(wanted.candidates)));
        steps.push_back(*std::move(candidates));
    }
    return steps;
}

Result<std::string> completionText(std::string_view answer, const std::string& server)
{
    const auto json = readAnswer(answer, server);
    if (!json)
        return tl::unexpected(json.error());
    return textOf(memberOf(elementOf(memberOf(&*json, "choices"), 0), "text"));
}

std::optional<int> fewerCandidates(std::string_view refusal, int asked)
{
    if (refusal.find("logprobs") == std::string_view::npos)
        return std::nullopt;
    constexpr std::string_view before = "max allowed: "; // vLLM
    const auto found = refusal.find(before);
    int most = 0;
    if (found != std::string_view::npos)
        std::from_chars(refusal.data() + found + before.size(), refusal.data() + refusal.size(),
                        most);
    for (const int fewer : {most, 20, 5}) // the latter as OpenAI's servers had them
        if (fewer > 0 && fewer < asked)
            return fewer;
    return std::nullopt;
}

} // namespace logitscope
