// The tokens of a model: what bytes each id stands for.
#pragma once

#include "core/result.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace logitscope
{

class Vocabulary
{
public:
    // Reads vocab.json: an object from spelling to id, the ids being 0 to n - 1, with a token for
    // each single byte.
    static Result<Vocabulary> load(const std::filesystem::path& vocabJson);

    // The same from JSON that was read. `place` is where it stands, for the Error: a file, and the
    // field in it.
    static Result<Vocabulary> fromJson(const nlohmann::json& object, const std::string& place);

    int size() const { return int(bytes_.size()); }

    // Empty for an id outside the vocabulary.
    std::string_view bytes(TokenId token) const;

    std::optional<TokenId> find(const std::string& bytes) const;

    TokenId byteToken(unsigned char byte) const { return byteTokens_[byte]; }

private:
    std::vector<std::string> bytes_; // by id
    std::unordered_map<std::string, TokenId> ids_;
    std::array<TokenId, 256> byteTokens_{};
};

} // namespace logitscope
