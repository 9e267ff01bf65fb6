#include "core/text/added_tokens.h"

#include "core/json_fields.h"
#include "core/shortened.h"
#include "core/text/json_file.h"
#include "core/text/text_file.h"
#include "core/text/token_label.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <set>

namespace logitscope
{

namespace
{

using nlohmann::json;

std::string inSentence(std::string_view bytes)
{
    return shortened(tokenLabel(bytes));
}

// "<pad>", or {"content": "<pad>", ...}.
std::optional<std::string> contentOf(const json& value)
{
    const auto& content = value.is_object() && value.contains("content") ? value["content"] : value;
    return content.is_string() ? std::optional(content.get<std::string>()) : std::nullopt;
}

} // namespace

Result<AddedTokens> AddedTokens::load(const std::filesystem::path& folder,
                                      const json& tokenizerJson, const Vocabulary& vocabulary)
{
    AddedTokens tokens;
    if (const auto token = vocabulary.find(endOfText)) {
        const auto added = tokens.add("vocab.json", {endOfText, *token, true}, vocabulary);
        if (!added)
            return tl::unexpected(added.error());
    }
    const auto taken =
        tokens.takeTokenizerJson(folder / "tokenizer.json", tokenizerJson, vocabulary);
    if (!taken)
        return tl::unexpected(taken.error());
    using Reader = Result<void> (AddedTokens::*)(const std::filesystem::path&, const Vocabulary&);
    const std::pair<const char*, Reader> files[] = {
        {"added_tokens.json", &AddedTokens::readAddedTokens},
        {"special_tokens_map.json", &AddedTokens::readSpecialTokensMap}};
    for (const auto& [name, reader] : files) {
        if (!isThere(folder / name))
            continue;
        if (const auto read = (tokens.*reader)(folder / name, vocabulary); !read)
            return tl::unexpected(read.error());
    }
    tokens.noteBeginnings();
    return tokens;
}

Result<void> AddedTokens::add(const std::filesystem::path& file, const Added& added,
                              const Vocabulary& vocabulary)
{
    const auto conflict = [&](TokenId other) {
        return fail("{}: token \"{}\" has the id {}, but {} in another place; take all files from "
                    "the same model",
                    file.string(), inSentence(added.text), added.token, other);
    };
    if (added.text.empty())
        return fail("{}: the token with the id {} has no text; fetch the file again", file.string(),
                    added.token);
    if (const auto known = vocabulary.find(added.text); known && *known != added.token)
        return conflict(*known);
    if (const auto known = byText_.find(added.text); known != byText_.end()) {
        auto& before = added_[known->second];
        if (before.token != added.token)
            return conflict(before.token);
        before.isSpecial = before.isSpecial || added.isSpecial;
        return {};
    }
    const auto known = byToken_.find(added.token);
    const auto other =
        known != byToken_.end() ? added_[known->second].text : vocabulary.bytes(added.token);
    if (!other.empty() && other != added.text)
        return fail("{}: token \"{}\" has the id {}, which is that of \"{}\"; take all files from "
                    "the same model",
                    file.string(), inSentence(added.text), added.token, inSentence(other));
    byText_.emplace(added.text, added_.size());
    byToken_.emplace(added.token, added_.size());
    added_.push_back({added.text, added.token, added.isSpecial || added.text == endOfText});
    return {};
}

Result<void> AddedTokens::takeTokenizerJson(const std::filesystem::path& file, const json& object,
                                            const Vocabulary& vocabulary)
{
    JsonFields fields(object, file.string() + ": ", JsonFields::Missing::IsFine);
    const auto* list = fields.array("added_tokens");
    if (fields.error())
        return fail(fields.error()->message);
    if (list == nullptr)
        return {};
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto place = fmt::format("{}: added_tokens[{}]", file.string(), i);
        const auto& value = (*list)[i];
        if (!value.is_object())
            return fail("{} is {}, expected an object", place, describe(value));
        JsonFields token(value, place + ".", JsonFields::Missing::IsFine);
        const auto id = token.wholeNumber("id", 0);
        const auto text = token.text("content");
        const bool isSpecial = token.flag("special");
        for (const auto* side : {"lstrip", "rstrip"}) {
            if (token.flag(side))
                token.failAt(side, true, "false: Logitscope takes no white space from a text");
        }
        if (token.flag("single_word"))
            token.failAt("single_word", true, "false: Logitscope finds tokens inside words, too");
        if (token.error())
            return fail(token.error()->message);
        if (!id || !text)
            return fail("{} has no {}; fetch the file again", place, id ? "content" : "id");
        if (const auto added = add(file, {*text, *id, isSpecial}, vocabulary); !added)
            return added;
    }
    return {};
}

Result<void> AddedTokens::readAddedTokens(const std::filesystem::path& file,
                                          const Vocabulary& vocabulary)
{
    const auto object = readJsonObject(file, "an object from token to id");
    if (!object)
        return tl::unexpected(object.error());
    for (const auto& [text, value] : object->items()) {
        const auto id = wholeNumberIn(value, 0);
        if (!id)
            return fail("{}: the id of token \"{}\" is {}, expected a whole number, 0 or more",
                        file.string(), inSentence(text), describe(value));
        if (const auto added = add(file, {text, *id, false}, vocabulary); !added)
            return added;
    }
    return {};
}

// Names that are no tokens are left out: what they say, nothing asks for.
Result<void> AddedTokens::readSpecialTokensMap(const std::filesystem::path& file,
                                               const Vocabulary& vocabulary)
{
    const auto object = readJsonObject(file, "an object");
    if (!object)
        return tl::unexpected(object.error());
    for (const auto& [name, value] : object->items()) {
        for (const auto& one : value.is_array() ? value : json::array({value})) {
            const auto text = contentOf(one);
            if (!text || text->empty())
                continue;
            const auto known = find(*text);
            const auto token = known ? known : vocabulary.find(*text);
            if (!token)
                continue;
            if (const auto added = add(file, {*text, *token, true}, vocabulary); !added)
                return added;
        }
    }
    return {};
}

void AddedTokens::noteBeginnings()
{
    std::set<char> firstBytes;
    std::set<std::size_t, std::greater<>> lengths;
    for (const auto& added : added_) {
        firstBytes.insert(added.text.front());
        lengths.insert(added.text.size());
    }
    firstBytes_.assign(firstBytes.begin(), firstBytes.end());
    lengths_.assign(lengths.begin(), lengths.end());
}

std::optional<TokenId> AddedTokens::find(const std::string& text) const
{
    const auto found = byText_.find(text);
    return found == byText_.end() ? std::nullopt : std::optional(added_[found->second].token);
}

std::optional<AddedTokens::Found> AddedTokens::findFirst(std::string_view text,
                                                         SpecialTokens special) const
{
    for (auto begin = text.find_first_of(firstBytes_); begin != text.npos;
         begin = text.find_first_of(firstBytes_, begin + 1)) {
        for (const auto length : lengths_) {
            const auto found = byText_.find(std::string(text.substr(begin, length)));
            if (found == byText_.end())
                continue;
            const auto& added = added_[found->second];
            if (special == SpecialTokens::Recognised || !added.isSpecial)
                return Found{begin, added.text.size(), added.token};
        }
    }
    return std::nullopt;
}

std::vector<std::string> AddedTokens::special() const
{
    std::vector<std::string> texts;
    for (const auto& added : added_) {
        if (added.isSpecial)
            texts.push_back(added.text);
    }
    return texts;
}

std::string_view AddedTokens::bytes(TokenId token) const
{
    const auto found = byToken_.find(token);
    return found == byToken_.end() ? std::string_view() : added_[found->second].text;
}

} // namespace logitscope
