// The keys of servers: in the environment, or in a file that nobody else on this machine may read.
// The window keeps them in the desktop's keyring where there is one.
// They are in no session, setting or exported file.
#pragma once

#include "core/remote/remote_address.h"
#include "core/result.h"

#include <filesystem>
#include <string>

namespace logitscope
{

// $XDG_CONFIG_HOME/logitscope/server-keys.json, or in ~/.config. Empty where there is no home.
std::filesystem::path serverKeysFile();

// The one that is kept for this server; otherwise what LOGITSCOPE_API_KEY says; empty: none.
// Errors: a file that others may read too, or that isn't one of keys.
Result<std::string> serverKey(const RemoteAddress& server, const std::filesystem::path& file);

// Keeps it instead of what was kept; an empty one is forgotten. The file has mode 0600.
Result<void> keepServerKey(const RemoteAddress& server, const std::string& key,
                           const std::filesystem::path& file);

} // namespace logitscope
