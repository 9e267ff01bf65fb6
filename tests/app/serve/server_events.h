// Events as the server's threads would tell them.
#pragma once

#include "app/serve/server_event.h"

#include <string>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

inline ServerEvent began(std::uint64_t id, std::vector<std::string> prompts, int choices = 1)
{
    return {ServerEvents::Request{.id = id,
                                  .client = "10.0.0.7",
                                  .prompts = std::move(prompts),
                                  .choices = choices,
                                  .stream = true}};
}

// A token of the choice, with all of its text.
inline ServerEvent grew(std::uint64_t id, const std::string& text, int choice = 0,
                        std::optional<StopReason> end = {})
{
    Step step;
    step.bytes = text;
    step.modelProbability = 0.5;
    CompletionToken token{.name = text};
    token.step = step;
    return {ServerEvent::Grew{
        id, {.index = choice, .text = text, .tokens = {std::move(token)}, .end = end}}};
}

inline ServerEvent ended(std::uint64_t id, ServerEvents::End end = {})
{
    return {ServerEvent::Ended{id, std::move(end)}};
}

inline ServerEvent refused(int status, const std::string& sentence)
{
    return {ServerEvent::Refused{
        "10.0.0.9", "POST /v1/completions", {.status = status, .usage = {}, .error = sentence}}};
}

} // namespace logitscope::fixtures
