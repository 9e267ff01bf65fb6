#include "core/remote/server_keys.h"

#include "core/atomic_file.h"
#include "core/json_text.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace logitscope
{

namespace
{

std::string environmentVariable(const char* name)
{
    const auto* value = std::getenv(name);
    return value ? value : "";
}

// An object from servers' addresses to their keys; empty where there is no file.
Result<nlohmann::json> keysIn(const std::filesystem::path& file)
{
    namespace fs = std::filesystem;
    std::error_code failed;
    const auto status = fs::status(file, failed);
    if (!fs::exists(status))
        return nlohmann::json::object();
    if (!fs::is_regular_file(status))
        return fail("{}: is no file; move it away", file.string());
    if (fs::is_empty(file, failed)) // there is no key in it
        return nlohmann::json::object();
    constexpr auto others = fs::perms::group_all | fs::perms::others_all;
    if ((status.permissions() & others) != fs::perms::none)
        return fail("{}: others on this machine may read it; run chmod 600 on it", file.string());
    std::ifstream stream(file);
    if (!stream) // or what is kept there would be lost with the next key
        return fail("{}: can't be read: {}", file.string(), std::generic_category().message(errno));
    const std::string contents(std::istreambuf_iterator<char>(stream), {});
    auto keys = parseJson(contents);
    if (!keys.is_object())
        return fail("{}: isn't a file of keys; move it away, and give the keys again",
                    file.string());
    return keys;
}

} // namespace

std::filesystem::path serverKeysFile()
{
    std::filesystem::path folder = environmentVariable("XDG_CONFIG_HOME");
    if (folder.is_relative()) { // as the specification of that variable has it
        const auto home = environmentVariable("HOME");
        if (home.empty())
            return {};
        folder = std::filesystem::path(home) / ".config";
    }
    return folder / "logitscope" / "server-keys.json";
}

Result<std::string> serverKey(const RemoteAddress& server, const std::filesystem::path& file)
{
    const auto keys = keysIn(file);
    if (!keys)
        return tl::unexpected(keys.error());
    const auto found = keys->find(server.url);
    return found != keys->end() && found->is_string() ? found->get<std::string>()
                                                      : environmentVariable("LOGITSCOPE_API_KEY");
}

Result<void> keepServerKey(const RemoteAddress& server, const std::string& key,
                           const std::filesystem::path& file)
{
    if (file.empty())
        return fail("{}: its key can't be kept, because there is no home folder; set HOME",
                    server.authority);
    auto keys = keysIn(file);
    if (!keys)
        return tl::unexpected(std::move(keys).error());
    if (key.empty() && !keys->contains(server.url))
        return {};
    if (key.empty())
        keys->erase(server.url);
    else
        (*keys)[server.url] = key;

    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    // What writes it keeps these permissions.
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail("{}: can't be written: {}", file.string(),
                    std::generic_category().message(errno));
    const bool isPrivate = ::fchmod(descriptor, 0600) == 0; // it may have been there, empty
    const auto error = errno;
    ::close(descriptor);
    if (!isPrivate)
        return fail("{}: can't be hidden from others on this machine: {}", file.string(),
                    std::generic_category().message(error));
    return writeAtomically(
        file.string(), keys->dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

} // namespace logitscope
