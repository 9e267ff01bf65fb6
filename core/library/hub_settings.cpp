#include "core/library/hub_settings.h"

#include "core/library/hub_answer.h"
#include "core/library/web_address.h"
#include "core/shortened.h"
#include "core/trimmed.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

namespace logitscope
{

namespace
{

constexpr std::string_view usualEndpoint = "https://huggingface.co";
constexpr std::size_t longestToken = 4096; // the hub's have some forty characters

std::string variable(const char* name)
{
    const auto* value = std::getenv(name);
    return value ? value : "";
}

// "~/models" as Python has it.
std::filesystem::path expanded(const std::string& path)
{
    const auto home = variable("HOME");
    if ((path == "~" || path.starts_with("~/")) && !home.empty())
        return std::filesystem::path(home + path.substr(1));
    return path;
}

// HF_HOME. Empty where there is none.
std::filesystem::path hubHome()
{
    if (const auto said = variable("HF_HOME"); !said.empty())
        return expanded(said);
    if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty())
        return expanded(cache) / "huggingface";
    const auto home = variable("HOME");
    return home.empty() ? std::filesystem::path()
                        : std::filesystem::path(home) / ".cache" / "huggingface";
}

// What a header can't have would end it, and begin another. The Error doesn't say the token.
Result<std::string> checkedToken(std::string_view text, const std::string& where)
{
    std::string token(trimmed(text));
    const bool isPlain = std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
    if (token.size() > longestToken || !isPlain)
        return fail("{}: isn't a token, expected letters, digits and signs without blanks, as the "
                    "hub shows it",
                    where);
    return token;
}

Result<std::string> findToken()
{
    if (const auto token = variable("HF_TOKEN"); !trimmed(token).empty())
        return checkedToken(token, "HF_TOKEN");
    const auto said = variable("HF_TOKEN_PATH");
    const auto home = hubHome();
    const auto path = !said.empty() ? expanded(said) : home.empty() ? home : home / "token";
    std::error_code none;
    if (path.empty() || !std::filesystem::exists(path, none))
        return std::string();
    const bool isPipe = std::filesystem::is_fifo(path, none); // reading one waits for a writer
    std::ifstream file;
    if (!isPipe)
        file.open(path, std::ios::binary);
    std::string text(longestToken + 1, '\0');
    file.read(text.data(), std::ssize(text));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (!file.is_open() || file.bad() || std::filesystem::is_directory(path, none))
        return fail("{}: can't be read; it is where the hub's token is kept, as HF_TOKEN_PATH or "
                    "HF_HOME says",
                    path.string());
    return checkedToken(text, path.string());
}

Result<std::string> findEndpoint()
{
    std::string endpoint(trimmed(variable("HF_ENDPOINT")));
    if (endpoint.empty())
        return std::string(usualEndpoint);
    while (endpoint.ends_with('/'))
        endpoint.pop_back();
    // What is behind a ? would take in every path.
    if (!WebAddress::parse(endpoint) || endpoint.find_first_of("?# ") != std::string::npos)
        return fail("HF_ENDPOINT is {}, expected an address like {}", shortened(endpoint),
                    usualEndpoint);
    return endpoint;
}

bool saysYes(std::string value)
{
    for (auto& letter : value)
        if (letter >= 'a' && letter <= 'z')
            letter = static_cast<char>(letter - 'a' + 'A');
    constexpr std::array<std::string_view, 4> yes = {"1", "ON", "YES", "TRUE"};
    return std::ranges::find(yes, value) != yes.end();
}

} // namespace

std::filesystem::path HubSettings::cacheFromEnvironment()
{
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"})
        if (const auto said = variable(name); !said.empty())
            return expanded(said);
    const auto home = hubHome();
    return home.empty() ? home : home / "hub";
}

Result<HubSettings> HubSettings::fromEnvironment()
{
    auto endpoint = findEndpoint();
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    auto token = findToken();
    if (!token)
        return tl::unexpected(token.error());
    return HubSettings{.endpoint = *std::move(endpoint),
                       .token = *std::move(token),
                       .offline = saysYes(variable("HF_HUB_OFFLINE")),
                       .cache = cacheFromEnvironment()};
}

} // namespace logitscope
