#include "core/server/completion_answer.h"

#include "core/api/llama_json.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace logitscope
{

CompletionAnswer::CompletionAnswer(AnswerForm form, std::shared_ptr<CompletionJob> job,
                                   const ServerEvents& events, const ServerEvents::Request& request)
    : form_(std::move(form))
    , job_(std::move(job))
    , events_(events)
    , id_(request.id)
{
    if (events_.began)
        events_.began(request);
}

CompletionAnswer::~CompletionAnswer()
{
    job_->cancel();
    if (events_.ended)
        events_.ended(id_, end_);
}

GrowingBody::Piece CompletionAnswer::next(bool stopping)
{
    auto news = job_->wait({});
    end_.usage = news.usage;
    Piece piece;
    for (auto& one : news.pieces)
        piece.bytes += add(std::move(one));

    std::optional<ApiError> error;
    if (news.error)
        error = {.status = 500, .message = news.error->message, .type = "server_error"};
    else if (!news.ended && stopping)
        error = {.status = 503, .message = "the server was stopped", .type = "server_error"};
    piece.last = news.ended || error;
    if (error) {
        end_.status = piece.status = error->status;
        end_.disconnected = false;
        end_.error = error->message;
        piece.bytes += form_.stream ? serverSentEvent(toJson(*error)) : textOf(toJson(*error));
    } else if (piece.last) {
        piece.bytes += ending();
    }
    return piece;
}

// What of it is sent at once.
std::string CompletionAnswer::add(ChoicePiece piece)
{
    if (events_.grew)
        events_.grew(id_, piece);
    if (form_.stream)
        return serverSentEvent(chunkJson(form_.head, piece, form_.includeUsage, form_.parts));
    while (std::cmp_less_equal(choices_.size(), piece.index))
        choices_.push_back({.index = static_cast<int>(choices_.size()), .text = {}});
    append(choices_[static_cast<std::size_t>(piece.index)], std::move(piece));
    return {};
}

std::string CompletionAnswer::ending() const
{
    if (form_.dialect == ApiDialect::LlamaCpp)
        return llamaCompletionText(choices_.front(), end_.usage, form_.head.model,
                                   form_.model->tokenizer, form_.logprobs);
    if (!form_.stream)
        return textOf(completionJson(form_.head, choices_, end_.usage, form_.parts));
    const std::string done = "data: [DONE]\n\n";
    return form_.includeUsage ? serverSentEvent(usageChunkJson(form_.head, end_.usage)) + done
                              : done;
}

void CompletionAnswer::sent()
{
    end_.disconnected = false;
    if (end_.error.empty())
        end_.status = 200;
}

std::string serverSentEvent(const nlohmann::ordered_json& data)
{
    return "data: " + textOf(data) + "\n\n";
}

} // namespace logitscope
