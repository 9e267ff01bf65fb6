#include "app/cli/prompt_options.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

namespace logitscope
{

void PromptOptions::addTo(const Command& command, const std::string& otherwise)
{
    auto text = command.addText("--text", text_, "TEXT",
                                (otherwise.empty() ? "The prompt" : otherwise) +
                                    "; - reads it from standard input");
    if (otherwise.empty())
        text.required();
    command.addFlag("--no-special", noSpecial_,
                    "Read <|endoftext|> and the model's other special tokens in the text as "
                    "ordinary characters");
}

Result<std::string> PromptOptions::text() const
{
    const auto text = textIfGiven();
    if (!text)
        return tl::unexpected(text.error());
    return text->value_or(std::string());
}

Result<std::optional<std::string>> textOrInput(const std::optional<std::string>& text)
{
    if (text != "-")
        return text;
    constexpr std::size_t most = 64 << 20;
    std::string input;
    std::vector<char> block(1 << 16);
    std::size_t read = 0;
    do {
        read = std::fread(block.data(), 1, block.size(), stdin);
        input.append(block.data(), read);
        if (input.size() > most)
            return fail("standard input has more than {} MiB, and no model reads that much",
                        most >> 20);
    } while (read == block.size());
    if (std::ferror(stdin) != 0)
        return fail("standard input can't be read: {}", std::strerror(errno));
    return std::optional(std::move(input));
}

} // namespace logitscope
