#include "core/generation/text_bounds.h"

#include "core/json_fields.h"
#include "core/text/json_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <system_error>

namespace logitscope
{

namespace
{

using nlohmann::json;

// A whole number of any size or sign; whether the model has such a token is another question.
bool isId(const json& value)
{
    return wholeOf(value).is_number_integer();
}

// One id, or with `severalAllowed` a list of them. Those that are no row of the model are left out.
std::vector<TokenId> readIds(JsonFields& fields, const std::string& name, int vocabularySize,
                             bool severalAllowed)
{
    const auto* value = fields.find(name);
    if (value == nullptr)
        return {};
    const auto isList = severalAllowed && value->is_array();
    const auto ids = isList ? *value : json::array({*value});
    if (!std::ranges::all_of(ids, isId)) {
        fields.failAt(name, *value, severalAllowed ? "a token id or a list of them" : "a token id");
        return {};
    }
    std::vector<TokenId> read;
    for (const auto& id : ids) {
        if (const auto token = wholeNumberIn(id, 0, vocabularySize - 1))
            read.push_back(*token);
    }
    return read;
}

Result<TextBounds> readFile(const std::filesystem::path& file, int vocabularySize)
{
    const auto object = readJsonObject(file, "an object");
    if (!object)
        return tl::unexpected(object.error());
    JsonFields fields(*object, file.string() + ": ", JsonFields::Missing::IsFine);
    TextBounds bounds;
    const auto begin = readIds(fields, "bos_token_id", vocabularySize, false);
    if (!begin.empty())
        bounds.begin = begin.front();
    bounds.ends = readIds(fields, "eos_token_id", vocabularySize, true);
    if (fields.error())
        return fail(fields.error()->message);
    return bounds;
}

} // namespace

bool TextBounds::isEnd(TokenId token) const
{
    return std::ranges::find(ends, token) != ends.end();
}

Result<TextBounds> readTextBounds(const std::filesystem::path& folder, const Tokenizer& tokenizer,
                                  int vocabularySize)
{
    TextBounds bounds;
    for (const char* name : {"generation_config.json", "config.json"}) {
        std::error_code ignored;
        if (!std::filesystem::exists(folder / name, ignored))
            continue;
        const auto read = readFile(folder / name, vocabularySize);
        if (!read)
            return read;
        if (!bounds.begin)
            bounds.begin = read->begin;
        if (bounds.ends.empty())
            bounds.ends = read->ends;
    }
    const auto endOfText = tokenizer.endOfText();
    if (!endOfText || *endOfText >= vocabularySize)
        return bounds;
    if (!bounds.begin)
        bounds.begin = endOfText;
    if (bounds.ends.empty())
        bounds.ends = {*endOfText};
    return bounds;
}

} // namespace logitscope
