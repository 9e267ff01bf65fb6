#include "core/api/choice_writer.h"

#include "core/sampling/ranking.h"
#include "core/sampling/raw_logits.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

int charactersIn(std::string_view validText)
{
    return static_cast<int>(std::ranges::count_if(
        validText, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

} // namespace

ChoiceWriter::ChoiceWriter(const ModelTokenizer& tokenizer, TextBounds bounds,
                           ChoiceContents contents)
    : tokenizer_(&tokenizer)
    , bounds_(std::move(bounds))
    , contents_(std::move(contents))
    , visible_(contents_.stop)
{
}

Result<CompletionToken> ChoiceWriter::describe(TokenId token, std::string_view bytes,
                                               KnownLogits logits) const
{
    CompletionToken described{.name = tokenName(token, bytes), .token = token};
    if (!contents_.logprobs || logits.empty())
        return described;
    const auto raw = readRaw(logits, logits.coverage);
    if (!raw)
        return tl::unexpected(raw.error());
    const auto logprobOf = [&](TokenId id) {
        return raw->logProbability(logits[static_cast<std::size_t>(id)]);
    };
    described.logprob = logprobOf(token);
    const auto count = std::min(static_cast<std::size_t>(*contents_.logprobs), raw->possible);
    for (const auto id : Ranking::begin(logits).tokens(count).first(count))
        described.top.push_back({tokenName(id, tokenizer_->bytes(id)), logprobOf(id), id});
    if (raw->rankOf(token) >= static_cast<int>(count))
        described.top.push_back({described.name, *described.logprob, token});
    return described;
}

void ChoiceWriter::append(CompletionToken token, std::string_view bytes)
{
    // Its first byte goes on with a character, or shows that what came before was none: either way
    // it is of the last one there is then.
    const auto first = bytes.substr(0, 1);
    characterCount_ += charactersIn(characters_.push(first));
    const bool isUnfinished = characters_.pendingBytes() > 0;
    token.textOffset = characterCount_ - (first.empty() || isUnfinished ? 0 : 1);
    characterCount_ += charactersIn(characters_.push(bytes.substr(first.size())));
    pending_.push_back({std::move(token), byteCount_, byteCount_ + bytes.size()});
    byteCount_ += bytes.size();
}

Result<void> ChoiceWriter::echo(TokenId token, KnownLogits logits)
{
    const auto bytes = tokenizer_->bytes(token);
    auto described = describe(token, bytes, logits);
    if (!described)
        return tl::unexpected(described.error());
    append(*std::move(described), bytes);
    next_.text += visible_.pushPrompt(bytes);
    return {};
}

Result<void> ChoiceWriter::step(const Step& step, KnownLogits logits)
{
    const bool ends = bounds_.isEnd(step.token);
    if (ends && !contents_.logprobs)
        return {};
    auto described = describe(step.token, step.bytes, logits);
    if (!described)
        return tl::unexpected(described.error());
    if (contents_.samplingInfo)
        described->step = step;
    if (ends) // and so does a character that isn't finished
        characterCount_ += charactersIn(characters_.finish());
    const std::string_view shown = ends ? std::string_view() : step.bytes;
    append(*std::move(described), shown);
    next_.text += visible_.push(shown);
    return {};
}

void ChoiceWriter::end(StopReason reason)
{
    next_.text += visible_.finish();
    next_.end = reason;
}

ChoicePiece ChoiceWriter::take(int index)
{
    // At the end a stop string may have cut the last token in two: what is left of it is shown.
    const auto shown = visible_.shownBytes();
    const auto isShown = [&](const Pending& token) {
        return token.end <= shown || (next_.end && token.begin < shown);
    };
    while (!pending_.empty() && isShown(pending_.front())) {
        if (contents_.logprobs || contents_.samplingInfo)
            next_.tokens.push_back(std::move(pending_.front().token));
        pending_.pop_front();
    }
    next_.index = index;
    return std::exchange(next_, {});
}

} // namespace logitscope
