#include "core/text/vocabulary.h"

#include "core/json_fields.h"
#include "core/shortened.h"
#include "core/text/byte_alphabet.h"
#include "core/text/json_file.h"
#include "core/text/token_label.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace logitscope
{

namespace
{

using Json = nlohmann::json;

std::string inMessage(std::string_view spelling)
{
    return shortened(tokenLabel(spelling));
}

// The id if it is one of 0 to size - 1.
std::optional<TokenId> idBelow(const Json& value, std::size_t size)
{
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= size)
        return std::nullopt;
    return value.get<TokenId>();
}

} // namespace

Result<Vocabulary> Vocabulary::load(const std::filesystem::path& vocabJson)
{
    const Result<Json> read = readJsonObject(vocabJson, "an object from token to id");
    return read ? fromJson(*read, vocabJson.string()) : tl::unexpected(read.error());
}

Result<Vocabulary> Vocabulary::fromJson(const Json& object, const std::string& place)
{
    Vocabulary vocabulary;
    vocabulary.bytes_.resize(object.size());
    vocabulary.ids_.reserve(object.size());
    std::vector<const std::string*> spellings(object.size());

    // n different ids that are all below n are 0 to n - 1 without a gap.
    for (const auto& [spelling, value] : object.get_ref<const Json::object_t&>()) {
        if (!value.is_number_integer())
            return fail("{}: the id of token \"{}\" is not an integer", place, inMessage(spelling));
        const std::optional<TokenId> id = idBelow(value, object.size());
        if (!id)
            return fail("{}: token \"{}\" has the id {}, but the ids of {} tokens must "
                        "be 0 to {} without a gap",
                        place, inMessage(spelling), describe(value), object.size(),
                        object.size() - 1);
        if (spellings[std::size_t(*id)])
            return fail("{}: tokens \"{}\" and \"{}\" both have the id {}; each token "
                        "needs its own",
                        place, inMessage(*spellings[std::size_t(*id)]), inMessage(spelling), *id);
        spellings[std::size_t(*id)] = &spelling;

        std::optional<std::string> bytes = spelledBytes(spelling);
        if (!bytes)
            return fail("{}: token \"{}\" (id {}) has a character that spells no byte; "
                        "expected a GPT-2 byte-level vocabulary",
                        place, inMessage(spelling), *id);
        vocabulary.bytes_[std::size_t(*id)] = *bytes;
        vocabulary.ids_.emplace(*std::move(bytes), *id);
    }

    for (int byte = 0; byte < 256; ++byte) {
        const std::optional<TokenId> id = vocabulary.find(std::string(1, char(byte)));
        if (!id)
            return fail("{}: no token stands for the single byte 0x{:02x}, so not "
                        "every text can be encoded; expected a GPT-2 byte-level "
                        "vocabulary",
                        place, byte);
        vocabulary.byteTokens_[std::size_t(byte)] = *id;
    }
    return vocabulary;
}

std::string_view Vocabulary::bytes(TokenId token) const
{
    if (token < 0 || token >= size())
        return {};
    return bytes_[std::size_t(token)];
}

std::optional<TokenId> Vocabulary::find(const std::string& bytes) const
{
    const auto found = ids_.find(bytes);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace logitscope
