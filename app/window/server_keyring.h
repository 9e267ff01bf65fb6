// Keys of servers in the desktop's keyring, by Qt Keychain, or, where none answers, in the file of
// core/remote/server_keys.h. The settings know which servers have one in the keyring, so that
// nobody is asked to unlock it for nothing; no key is in them.
#pragma once

#include "core/remote/remote_address.h"
#include "core/result.h"

#include <QObject>

#include <functional>
#include <string>

class QSettings;

namespace logitscope
{

class ServerKeyring : public QObject
{
    Q_OBJECT

public:
    // The settings outlive it.
    ServerKeyring(QSettings& settings, QObject* parent);

    // Whether this server's key is in the keyring, and read() has to fetch it from there.
    bool holds(const RemoteAddress& server) const;

    // Later, on this thread, unless the keyring goes before: a person may have to unlock it.
    using Read = std::function<void(const Result<std::string>& key)>;
    void read(const RemoteAddress& server, const Read& then);

    using Kept = std::function<void(const Result<void>& kept)>;
    void keep(const RemoteAddress& server, const std::string& key, const Kept& then);

    // In both places.
    void forget(const RemoteAddress& server, const Kept& then);

private:
    void note(const RemoteAddress& server, bool isHeld);

    QSettings& settings_;
};

} // namespace logitscope
