// A choice that a test writes token by token.
#pragma once

#include "core/api/choice_writer.h"
#include "tests/core/text/tokenizer_files.h"

#include <string>
#include <string_view>
#include <vector>

namespace logitscope::fixtures
{

using Strings = std::vector<std::string>;

// Single bytes, <|endoftext|>, and these.
inline ModelTokenizer tokenizerOf(const Strings& more)
{
    auto files = smallFiles();
    const auto alphabet = byteAlphabet();
    for (const auto& bytes : more) {
        QString spelling;
        for (const char byte : bytes)
            spelling += alphabet[static_cast<unsigned char>(byte)];
        if (!files.tokens.contains(spelling))
            files.tokens << spelling;
    }
    return ModelTokenizer(loadFiles(files.vocab(), files.merges).value());
}

inline TokenId idOf(const ModelTokenizer& tokenizer, std::string_view bytes)
{
    for (TokenId token = 0; token < tokenizer.size(); ++token) {
        if (tokenizer.bytes(token) == bytes)
            return token;
    }
    qFatal("there is no such token");
}

inline Step stepOf(const ModelTokenizer& tokenizer, TokenId token)
{
    Step step;
    step.token = token;
    step.bytes = tokenizer.bytes(token);
    step.u = 0.25; // something to recognise it by
    return step;
}

inline TextBounds boundsOf(const ModelTokenizer& tokenizer)
{
    const auto end = idOf(tokenizer, "<|endoftext|>");
    return {.begin = end, .ends = {end}};
}

// A choice whose continuation is these tokens, taken after every one.
inline ChoicePiece written(const ModelTokenizer& tokenizer, const ChoiceContents& contents,
                           const Strings& tokens, StopReason end, const Strings& prompt = {})
{
    const std::vector<float> logits(static_cast<std::size_t>(tokenizer.size()), 1.0f);
    ChoiceWriter writer(tokenizer, boundsOf(tokenizer), contents);
    ChoicePiece all;
    for (const auto& token : prompt)
        if (!writer.echo(idOf(tokenizer, token), logits))
            qFatal("echo");
    for (const auto& token : tokens) {
        if (!writer.step(stepOf(tokenizer, idOf(tokenizer, token)), logits))
            qFatal("step");
        append(all, writer.take(0));
    }
    writer.end(end);
    append(all, writer.take(0));
    return all;
}

inline std::vector<std::string> namesOf(const ChoicePiece& choice)
{
    std::vector<std::string> names;
    for (const auto& token : choice.tokens)
        names.push_back(token.name);
    return names;
}

} // namespace logitscope::fixtures
