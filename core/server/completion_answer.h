// A job's pieces as the answer to its request: whole, or one event after the other.
#pragma once

#include "core/api/api_error.h"
#include "core/api/completion.h"
#include "core/api/completion_job.h"
#include "core/api/completion_json.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// What the answer depends on beside the job.
struct Audience
{
    std::function<bool()> isThere;                   // the client still listens
    std::function<bool()> isStopping;                // the server
    std::function<void(const ChoicePiece&)> heard{}; // each piece, as it comes; may be empty
};

struct AnswerEnd
{
    bool hungUp = false;                // the client did; the job is cancelled
    std::optional<ApiError> error = {}; // what it ended with instead
    Usage usage = {};
};

// Returns when all choices are whole, and they are in `choices` by index, or sooner.
AnswerEnd collectChoices(CompletionJob& job, const Audience& audience,
                         std::vector<ChoicePiece>& choices);

struct AnswerForm
{
    CompletionHead head;
    CompletionParts parts = {};
    bool includeUsage = false;
};

// Sends server-sent events up to "data: [DONE]", or to one that has the error. `send` says whether
// the client took it.
AnswerEnd streamChoices(CompletionJob& job, const Audience& audience, const AnswerForm& form,
                        const std::function<bool(std::string_view)>& send);

// "data: {...}\n\n"
std::string serverSentEvent(const nlohmann::ordered_json& data);

} // namespace logitscope
