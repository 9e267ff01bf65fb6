#include "core/remote/step_answer.h"

#include "core/json_fields.h"
#include "core/remote/answer_json.h"

#include <algorithm>
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

// As every answer to a step begins; without its candidates.
Result<StepAnswer> open(const Json& answer, const Wanted& wanted)
{
    StepAnswer step{textOf(memberOf(&answer, "model")), {}};
    if (!wanted.model.empty() && !step.model.empty() && step.model != wanted.model)
        return fail("{}: serves {} now, no longer {}; connect again", wanted.server,
                    describe(step.model), describe(wanted.model));
    return step;
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
Result<const Json*> llamaList(const Json& answer, const Wanted& wanted)
{
    const auto* list =
        memberOf(elementOf(memberOf(&answer, "completion_probabilities"), 0), "top_logprobs");
    if (list == nullptr || !list->is_array())
        return lacks(wanted, "completion_probabilities[0].top_logprobs");
    return list;
}

// The token that was sampled, where it has its text as its name.
std::optional<TokenId> sampledByText(const Json* logprobs, const TokenNames& names)
{
    const auto name = textOf(elementOf(memberOf(logprobs, "tokens"), 0));
    return TokenNames::isText(name) ? names.find(name) : std::nullopt;
}

} // namespace

Result<StepAnswer> llamaStep(const Json& answer, const Wanted& wanted)
{
    auto step = open(answer, wanted);
    if (!step)
        return step;
    const auto list = llamaList(answer, wanted);
    if (!list)
        return tl::unexpected(list.error());
    const auto isRead = checkRead(countOf(memberOf(&answer, "tokens_evaluated")), wanted,
                                  "start the server with a longer context (--ctx-size)");
    if (!isRead)
        return tl::unexpected(isRead.error());
    std::vector<Candidate> told;
    for (const auto& item : **list)
        told.push_back({idOf(memberOf(&item, "id")), logarithmOf(memberOf(&item, "logprob"))});
    auto candidates = checked(std::move(told), CandidateOrder::MostLikelyFirst, wanted);
    if (!candidates)
        return tl::unexpected(std::move(candidates).error());
    step->candidates = *std::move(candidates);
    return step;
}

Result<std::vector<std::string>> llamaVocabulary(const Json& answer, const Wanted& wanted)
{
    const auto list = llamaList(answer, wanted);
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

Result<StepAnswer> completionStep(const Json& answer, const TokenNames& names, const Wanted& wanted)
{
    auto step = open(answer, wanted);
    if (!step)
        return step;
    const auto* choice = elementOf(memberOf(&answer, "choices"), 0);
    const auto* logprobs = memberOf(choice, "logprobs");
    const auto* object = elementOf(memberOf(logprobs, "top_logprobs"), 0);
    const bool isTold = object != nullptr && object->is_object() && !object->empty();
    if (!isTold && textOf(memberOf(choice, "finish_reason")) == "stop")
        return fail("{}: sampled the end of the text, of which it tells no log probabilities; try "
                    "again, as it may sample another token",
                    wanted.server);
    if (!isTold)
        return lacks(wanted, "choices[0].logprobs.top_logprobs[0]");
    const auto isRead = checkRead(countOf(memberOf(memberOf(&answer, "usage"), "prompt_tokens")),
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
    std::erase_if(*candidates, [mostUnnamed](const Candidate& candidate) {
        return !(candidate.logProbability > mostUnnamed);
    });
    if (candidates->empty())
        return fail("{}: its most likely token is {}, which is none or several of the tokenizer's; "
                    "check that the tokenizer's files are this model's",
                    wanted.server, describe(unnamed));
    // Beside those that were asked for, the token that was sampled may be there. Where fewer came,
    // or several of one name, it can't be told from the last of them.
    if (std::cmp_greater(object->size(), wanted.candidates))
        candidates->resize(
            std::min(candidates->size(), static_cast<std::size_t>(wanted.candidates)));
    else if (wanted.fewerAreFine && candidates->size() > 1 &&
             std::cmp_less(object->size(), wanted.vocabulary) &&
             sampledByText(logprobs, names) == candidates->back().token)
        candidates->pop_back();
    step->candidates = *std::move(candidates);
    return step;
}

Result<std::vector<PromptStep>> promptSteps(const Json& answer, const Wanted& wanted)
{
    const auto* list = memberOf(elementOf(memberOf(&answer, "choices"), 0), "prompt_logprobs");
    if (list == nullptr || !list->is_array() || std::cmp_not_equal(list->size(), wanted.tokens))
        return lacks(wanted, "choices[0].prompt_logprobs for every token of the text");
    std::vector<PromptStep> steps;
    for (std::size_t i = 1; i < list->size(); ++i) {
        const auto& object = (*list)[i];
        if (!object.is_object())
            return lacks(wanted, "choices[0].prompt_logprobs for every token of the text");
        std::vector<Candidate> told;
        PromptStep step;
        for (const auto& [id, item] : object.items()) {
            told.push_back(
                {TokenNames::numberIn(id).value_or(-1), logarithmOf(memberOf(&item, "logprob"))});
            const auto* rank = memberOf(&item, "rank");
            if (const auto number =
                    rank ? wholeNumberIn(*rank, 1, wanted.vocabulary) : std::nullopt)
                if (*number > wanted.candidates)
                    step.rank = std::max(step.rank, number);
        }
        auto candidates = checked(std::move(told), CandidateOrder::Any, wanted);
        if (!candidates)
            return tl::unexpected(std::move(candidates).error());
        candidates->resize(
            std::min(candidates->size(), static_cast<std::size_t>(wanted.candidates)));
        step.candidates = *std::move(candidates);
        steps.push_back(std::move(step));
    }
    return steps;
}

std::string completionText(const Json& answer)
{
    return textOf(memberOf(elementOf(memberOf(&answer, "choices"), 0), "text"));
}

} // namespace logitscope
