#include "core/library/model_id.h"

#include "core/shortened.h"

#include <algorithm>
#include <ranges>

namespace logitscope
{

namespace
{

constexpr std::size_t longestPart = 96; // the hub's

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

// "--" is what the cache has for "/".
bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= longestPart &&
           std::ranges::all_of(text, isNameCharacter) &&
           text.find("--") == std::string_view::npos && text.find("..") == std::string_view::npos &&
           text.front() != '-' && text.front() != '.' && text.back() != '-' && text.back() != '.';
}

bool isRevision(std::string_view text)
{
    return !text.empty() && text.size() <= longestPart &&
           std::ranges::all_of(text, [](char c) { return isNameCharacter(c) || c == '/'; }) &&
           text.find("..") == std::string_view::npos && text.find("//") == std::string_view::npos &&
           text.front() != '-' && text.front() != '/' && text.back() != '/';
}

// What "owner/name@revision" its page's address stands for; anything else stays as it is.
std::string ofAddress(std::string_view text)
{
    constexpr std::string_view site = "https://huggingface.co/";
    constexpr std::string_view tree = "/tree/";
    if (!text.starts_with(site))
        return std::string(text);
    std::string name(text.substr(site.size()));
    if (name.ends_with('/'))
        name.pop_back();
    if (const auto at = name.find(tree); at != std::string::npos)
        name.replace(at, tree.size(), "@");
    return name;
}

} // namespace

Result<ModelId> ModelId::parse(std::string_view given)
{
    const auto text = ofAddress(given);
    const auto at = text.find('@');
    const auto repository = text.substr(0, at);
    const auto slash = repository.find('/');
    const bool named = slash == std::string_view::npos ? isName(repository)
                                                       : isName(repository.substr(0, slash)) &&
                                                             isName(repository.substr(slash + 1));
    if (!named)
        return fail("model is {}, expected a name on the hub such as gpt2 or owner/name, of "
                    "letters, digits, - _ and .",
                    shortened(std::string(given)));
    ModelId id{.repository = std::string(repository)};
    if (at == std::string_view::npos)
        return id;
    id.revision = text.substr(at + 1);
    if (!isRevision(id.revision))
        return fail("revision is {}, expected a branch, a tag or a commit after the @",
                    shortened(id.revision));
    return id;
}

std::string ModelId::text() const
{
    return revision == "main" ? repository : repository + "@" + revision;
}

std::string ModelId::folderName() const
{
    std::string name = "models--" + repository;
    if (const auto slash = name.find('/'); slash != std::string::npos)
        name.replace(slash, 1, "--");
    return name;
}

} // namespace logitscope
