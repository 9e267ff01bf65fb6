// Asks for the most likely next tokens, and for fewer of them where the server doesn't allow so
// many: its operator may have set a limit.
#pragma once

#include "core/remote/server_link.h"
#include "core/remote/transfers.h"
#include "core/result.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace logitscope
{

struct CandidateAnswers
{
    std::vector<ServerAnswer> all; // with status 200, in the order of the calls
    int candidates = 0;            // that were asked for in the end
    bool wasRetried = false;       // it may be another server that answered in the end
    std::chrono::microseconds latency{0};
};

// The calls that ask for so many candidates.
using CallsFor = std::function<std::vector<ServerCall>(int candidates)>;

Result<CandidateAnswers> askForCandidates(const ServerLink& link, int candidates,
                                          const CallsFor& callsFor, const std::stop_token& stop);

// That a server is asked for at first which has OpenAI's completions and says no limit.
constexpr int usualCandidates = 100;

// How many candidates may be asked for, where a refusal says that it were too many; nothing where
// it says something else.
std::optional<int> fewerCandidates(std::string_view refusal, int asked);

} // namespace logitscope
