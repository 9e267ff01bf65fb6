// The tokenizer of an open model: of its files on this machine, or its server's.
#pragma once

#include "core/result.h"
#include "core/text/tokenizer.h"
#include "core/token_id.h"

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope
{

class RemoteModel;

// From any number of threads.
class ModelTokenizer
{
public:
    explicit ModelTokenizer(Tokenizer tokenizer);

    // The server splits texts, and the model knows what its tokens stand for. The model outlives
    // this.
    explicit ModelTokenizer(const RemoteModel& model);

    // As Tokenizer has it. A server may be asked, which takes its time, at most some seconds; then
    // it is an Error, as it is when it is stopped. What it said is remembered.
    Result<std::vector<TokenId>> encode(std::string_view text,
                                        SpecialTokens special = SpecialTokens::Recognised,
                                        const std::stop_token& stop = {}) const;

    // Whether encode() asks a server about this text.
    bool hasToAsk(std::string_view text, SpecialTokens special) const;

    std::string decode(std::span<const TokenId> tokens) const;
    std::string_view bytes(TokenId token) const;
    std::vector<std::string> specialTokens() const; // a server doesn't tell them
    int size() const;

private:
    struct Served;

    std::variant<Tokenizer, std::shared_ptr<Served>> kind_; // copies remember together
};

} // namespace logitscope
