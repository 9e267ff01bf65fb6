#include "core/text/tokenizer_json.h"

#include "core/json_fields.h"
#include "core/text/json_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace logitscope
{

namespace
{

using nlohmann::json;

// One step of what happens to a text: {"type": "ByteLevel", ...}.
struct TextStep
{
    std::string type;
    const json* fields;
};

// The steps that the field `name` holds: none for null, those in `list` for a Sequence.
std::vector<TextStep> stepsOf(JsonFields& tokenizer, const std::string& name,
                              const std::string& list)
{
    std::vector<TextStep> steps;
    std::vector<const json*> open; // of Sequences, the last one first
    if (const auto* value = tokenizer.find(name))
        open.push_back(value);
    while (!open.empty()) {
        const auto& value = *open.back();
        open.pop_back();
        const auto type = value.is_object() ? value.value("type", json()) : json();
        const bool isSequence = type == "Sequence";
        if (!type.is_string() || (isSequence && !value.value(list, json()).is_array())) {
            tokenizer.failAt(name, value, "an object with a type, as Hugging Face writes it");
            return {};
        }
        if (!isSequence) {
            steps.push_back({type.get<std::string>(), &value});
            continue;
        }
        const auto& parts = value[list];
        for (auto part = parts.rbegin(); part != parts.rend(); ++part)
            open.push_back(&*part);
    }
    return steps;
}

void checkNormalizer(JsonFields& tokenizer)
{
    for (const auto& step : stepsOf(tokenizer, "normalizer", "normalizers"))
        tokenizer.failAt("normalizer", step.type, "none: GPT-2 takes a text as it is");
}

// The flag has to be `expected`; `otherwise` is what it is where it isn't there.
void requireFlag(JsonFields& tokenizer, const std::string& part, const TextStep& step,
                 const std::string& name, bool expected, bool otherwise, const std::string& why)
{
    const auto value = step.fields->value(name, json(otherwise));
    if (value != expected)
        tokenizer.failAt(part + '.' + name, value,
                         fmt::format("{}: {}", expected ? "true" : "false", why));
}

void checkPreTokenizer(JsonFields& tokenizer, TokenizerJsonUse use)
{
    const auto steps = stepsOf(tokenizer, "pre_tokenizer", "pretokenizers");
    const auto isOther = [](const TextStep& step) { return step.type != "ByteLevel"; };
    const auto other = std::ranges::find_if(steps, isOther);
    if (other != steps.end())
        tokenizer.failAt("pre_tokenizer", other->type, "\"ByteLevel\" alone, as GPT-2 has it");
    else if (steps.size() > 1)
        tokenizer.failAt("pre_tokenizer", "has \"ByteLevel\" more than once, expected it once");
    else if (steps.empty() && (use == TokenizerJsonUse::Alone || tokenizer.has("pre_tokenizer")))
        tokenizer.failAt("pre_tokenizer", "is missing, expected \"ByteLevel\"");
    for (const auto& step : steps) {
        requireFlag(tokenizer, "pre_tokenizer", step, "use_regex", true, true,
                    "GPT-2 cuts a text into words first");
        if (use == TokenizerJsonUse::Alone)
            requireFlag(tokenizer, "pre_tokenizer", step, "add_prefix_space", false, true,
                        "Logitscope puts no space before a text");
    }
}

// A template is a list of {"Sequence": ...}, the text itself, and {"SpecialToken": {"id": "<s>"}}.
void checkTemplate(JsonFields& tokenizer, const json& parts)
{
    for (const auto& part : parts) {
        if (part.is_object() && part.contains("Sequence"))
            continue;
        const auto token = part.is_object() ? part.value("SpecialToken", json()) : json();
        tokenizer.failAt(
            "post_processor",
            fmt::format("adds {} to every text, and Logitscope adds no token to one; "
                        "use a tokenizer.json without it, and write the token into "
                        "the prompt where the model expects it",
                        describe(token.is_object() ? token.value("id", json()) : token)));
    }
}

void checkPostProcessor(JsonFields& tokenizer)
{
    for (const auto& step : stepsOf(tokenizer, "post_processor", "processors")) {
        if (step.type == "TemplateProcessing")
            checkTemplate(tokenizer, step.fields->value("single", json::array()));
        else if (step.type != "ByteLevel") // which only moves offsets
            tokenizer.failAt("post_processor", step.type,
                             "\"ByteLevel\" or none: Logitscope adds no token to a text");
    }
}

void checkDecoder(JsonFields& tokenizer)
{
    for (const auto& step : stepsOf(tokenizer, "decoder", "decoders")) {
        if (step.type != "ByteLevel")
            tokenizer.failAt("decoder", step.type, "\"ByteLevel\", as GPT-2 has it");
    }
}

// unk_token, fuse_unk and byte_fallback say what becomes of a byte without a token, and there is
// none: a Vocabulary has one for each.
void checkModel(const json& model, const std::string& place, JsonFields& tokenizer)
{
    JsonFields fields(model, place + "model.", JsonFields::Missing::IsFine);
    const auto type = fields.text("type").value_or("BPE"); // old files have none
    if (type != "BPE")
        fields.failAt("type", type, "\"BPE\", as GPT-2 has it");
    for (const auto* name : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (const auto text = fields.text(name); text && !text->empty())
            fields.failAt(name, *text, "none: GPT-2 spells a token by its bytes alone");
    }
    if (const auto* dropout = fields.find("dropout"); dropout && *dropout != 0)
        fields.failAt("dropout", *dropout, "none: it would make other tokens each time");
    if (fields.flag("ignore_merges"))
        fields.failAt("ignore_merges", true, "false, as GPT-2 has it");
    for (const auto* name : {"vocab", "merges"}) {
        if (!fields.find(name))
            fields.failAt(name, "is missing; fetch the file again");
    }
    fields.object("vocab");
    fields.array("merges");
    if (fields.error())
        tokenizer.fail(*fields.error());
}

} // namespace

Result<json> readTokenizerJson(const std::filesystem::path& file, TokenizerJsonUse use)
{
    const bool isAlone = use == TokenizerJsonUse::Alone;
    auto object = readJsonObject(file, "an object", isAlone ? "" : "model");
    if (!object)
        return object;
    const auto place = file.string() + ": ";
    JsonFields tokenizer(*object, place, JsonFields::Missing::IsFine);
    if (isAlone) {
        if (const auto* model = tokenizer.object("model"))
            checkModel(*model, place, tokenizer);
        else
            tokenizer.failAt("model", "is missing, and so is vocab.json or merges.txt beside it; "
                                      "fetch the file again");
        checkPostProcessor(tokenizer);
        checkDecoder(tokenizer);
    }
    checkNormalizer(tokenizer);
    checkPreTokenizer(tokenizer, use);
    if (tokenizer.error())
        return fail(tokenizer.error()->message);
    return object;
}

} // namespace logitscope
