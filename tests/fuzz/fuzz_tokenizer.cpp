#include "core/text/tokenizer.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <array>
#include <string>

namespace logitscope::fuzz
{

namespace
{

constexpr char between = '\x1e';
constexpr std::string_view allBytes = "@bytes";

std::string_view takeSection(std::string_view& rest)
{
    const auto section = rest.substr(0, rest.find(between));
    rest.remove_prefix(std::min(section.size() + 1, rest.size()));
    return section;
}

// Of the tiny model, whose first 256 tokens are the bytes: "!": 0, ...
const std::string& byteTokens()
{
    static const auto tokens = [] {
        std::ifstream file(LOGITSCOPE_FUZZ_DATA "/tiny/byte_tokens.txt");
        std::string line;
        std::getline(file, line);
        return line;
    }();
    return tokens;
}

} // namespace

void tokenizer(std::string_view bytes)
{
    static const FuzzFolder folder("tokenizer");
    for (const auto* name : {"vocab.json", "merges.txt", "tokenizer.json", "added_tokens.json",
                             "special_tokens_map.json"}) {
        std::string contents(takeSection(bytes));
        if (const auto place = contents.find(allBytes); place != std::string::npos)
            contents.replace(place, allBytes.size(), byteTokens());
        if (contents.empty())
            folder.remove(name);
        else
            folder.write(name, contents);
    }
    const auto read = Tokenizer::load(folder.path());
    if (!read)
        return;
    require(read->size() >= 256, "each byte has a token");
    for (const auto special : {SpecialTokens::Recognised, SpecialTokens::AsText}) {
        const auto tokens = read->encode(bytes, special);
        require(read->decode(tokens) == bytes, "what was encoded decodes to the same text");
    }
}

} // namespace logitscope::fuzz
