#include "app/serve/network_addresses.h"

#include <QNetworkInterface>

#include <algorithm>

namespace logitscope
{

namespace
{

// Linux calls them ethernet too.
bool isVirtual(const QNetworkInterface& interface)
{
    static const QStringList names{"docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "lxc"};
    return std::ranges::any_of(
        names, [&](const QString& name) { return interface.name().startsWith(name); });
}

} // namespace

QStringList networkAddresses()
{
    QStringList own;
    QStringList behind;
    for (const auto& interface : QNetworkInterface::allInterfaces()) {
        const auto flags = interface.flags();
        if (!flags.testFlag(QNetworkInterface::IsRunning) ||
            flags.testFlag(QNetworkInterface::IsLoopBack))
            continue;
        for (const auto& entry : interface.addressEntries()) {
            const auto address = entry.ip();
            if (address.protocol() == QAbstractSocket::IPv4Protocol && !address.isLinkLocal())
                (isVirtual(interface) ? behind : own) << address.toString();
        }
    }
    return own + behind;
}

} // namespace logitscope
