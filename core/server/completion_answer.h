// A job's pieces as the answer to its request: whole, or one server-sent event after the other.
#pragma once

#include "core/api/completion.h"
#include "core/api/completion_job.h"
#include "core/api/completion_json.h"
#include "core/server/api_server.h"
#include "core/server/http_message.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

// Whose server's answers a client expects.
enum class ApiDialect
{
    OpenAi,
    LlamaCpp,
};

struct AnswerForm
{
    ApiDialect dialect = ApiDialect::OpenAi;
    CompletionHead head;
    CompletionParts parts = {};
    bool stream = false;
    bool includeUsage = false; // in a stream

    // Of llama.cpp's.
    std::optional<int> logprobs = {};
    std::shared_ptr<const OpenModel> model = {};
};

// Whatever happens to the answer, when this goes its job runs no longer and the events have heard
// of the end.
class CompletionAnswer final : public GrowingBody
{
public:
    // Tells `events`, which have to outlive it, that `request` begins.
    CompletionAnswer(AnswerForm form, std::shared_ptr<CompletionJob> job,
                     const ServerEvents& events, const ServerEvents::Request& request);
    ~CompletionAnswer() override;

    CompletionAnswer(const CompletionAnswer&) = delete;
    CompletionAnswer& operator=(const CompletionAnswer&) = delete;

    void onNews(std::function<void()> wake) override { job_->onNews(std::move(wake)); }

    // A stream ends with "data: [DONE]", or with an event that has the error.
    Piece next(bool stopping) override;

    void sent() override;

private:
    std::string add(ChoicePiece piece);
    std::string ending() const;

    AnswerForm form_;
    std::shared_ptr<CompletionJob> job_;
    const ServerEvents& events_;
    std::uint64_t id_;
    std::vector<ChoicePiece> choices_; // of a whole answer, by index
    ServerEvents::End end_{
        .status = ServerEvents::clientDisconnected, .disconnected = true, .usage = {}, .error = {}};
};

// "data: {...}\n\n"
std::string serverSentEvent(const nlohmann::ordered_json& data);

} // namespace logitscope
