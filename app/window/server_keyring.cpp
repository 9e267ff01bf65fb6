#include "app/window/server_keyring.h"

#include "core/remote/server_keys.h"

#include <QSettings>
#include <qt6keychain/keychain.h>

namespace logitscope
{

namespace
{

constexpr auto serversSetting = "serversInKeyring";

template <class Job>
Job* jobFor(const RemoteAddress& server, QObject* parent)
{
    auto* job = new Job(QStringLiteral("Logitscope"), parent); // deletes itself
    job->setKey(QString::fromStdString(server.url));
    return job;
}

Error errorOf(const RemoteAddress& server, const char* what, const QKeychain::Job& job)
{
    return Error::of("{}: its key can't be {} the keyring: {}", server.authority, what,
                     job.errorString().toStdString());
}

} // namespace

ServerKeyring::ServerKeyring(QSettings& settings, QObject* parent)
    : QObject(parent)
    , settings_(settings)
{
}

bool ServerKeyring::holds(const RemoteAddress& server) const
{
    return settings_.value(serversSetting)
        .toStringList()
        .contains(QString::fromStdString(server.url));
}

void ServerKeyring::note(const RemoteAddress& server, bool isHeld)
{
    auto servers = settings_.value(serversSetting).toStringList();
    servers.removeAll(QString::fromStdString(server.url));
    if (isHeld)
        servers.append(QString::fromStdString(server.url));
    settings_.setValue(serversSetting, servers);
}

void ServerKeyring::read(const RemoteAddress& server, const Read& then)
{
    auto* job = jobFor<QKeychain::ReadPasswordJob>(server, this);
    connect(job, &QKeychain::Job::finished, this, [this, job, server, then] {
        if (job->error() == QKeychain::NoError)
            return then(job->textData().toStdString());
        if (job->error() != QKeychain::EntryNotFound) // another program may have taken it out
            return then(tl::unexpected(errorOf(server, "read from", *job)));
        note(server, false);
        then(serverKey(server, serverKeysFile()));
    });
    job->start();
}

void ServerKeyring::keep(const RemoteAddress& server, const std::string& key, const Kept& then)
{
    auto* job = jobFor<QKeychain::WritePasswordJob>(server, this);
    job->setTextData(QString::fromStdString(key));
    connect(job, &QKeychain::Job::finished, this, [this, job, server, key, then] {
        const auto error = job->error();
        if (error == QKeychain::AccessDenied || error == QKeychain::AccessDeniedByUser)
            return then(tl::unexpected(errorOf(server, "kept in", *job)));
        const bool isHeld = error == QKeychain::NoError;
        note(server, isHeld);
        then(keepServerKey(server, isHeld ? std::string() : key, serverKeysFile()));
    });
    job->start();
}

void ServerKeyring::forget(const RemoteAddress& server, const Kept& then)
{
    const auto gone = keepServerKey(server, {}, serverKeysFile());
    if (!holds(server) || !gone)
        return then(gone);
    auto* job = jobFor<QKeychain::DeletePasswordJob>(server, this);
    connect(job, &QKeychain::Job::finished, this, [this, job, server, then] {
        if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound)
            return then(tl::unexpected(errorOf(server, "taken out of", *job)));
        note(server, false);
        then({});
    });
    job->start();
}

} // namespace logitscope
