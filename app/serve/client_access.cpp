#include "app/serve/client_access.h"

#include <QNetworkInterface>
#include <QRandomGenerator>

#include <algorithm>
#include <string_view>

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

QString randomLetters(int length)
{
    constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789"; // no l, o, 0, 1
    static_assert(letters.size() == 32);
    QString drawn;
    for (int i = 0; i < length; ++i) {
        const auto place = QRandomGenerator::system()->bounded(static_cast<int>(letters.size()));
        drawn += QLatin1Char(letters[static_cast<std::size_t>(place)]);
    }
    return drawn;
}

QString quoted(QString text)
{
    return "'" + text.replace("'", R"('\'')") + "'";
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

QString randomApiKey()
{
    constexpr int length = 16;
    constexpr int group = 4;
    auto key = randomLetters(length);
    for (int place = length - group; place > 0; place -= group)
        key.insert(place, '-');
    return key;
}

QString randomRoomKey()
{
    return randomLetters(6);
}

QString curlLine(const QString& baseUrl, const QString& apiKey)
{
    QString line = "curl " + baseUrl + "/completions";
    if (!apiKey.isEmpty())
        line += " -H " + quoted("Authorization: Bearer " + apiKey);
    return line + " -d " + quoted(R"({"prompt": "Once upon a time", "max_tokens": 40})");
}

} // namespace logitscope
