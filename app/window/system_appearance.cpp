#include "app/window/system_appearance.h"

#include "widgets/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>

#include <utility>

namespace logitscope
{

namespace
{

constexpr const char* service = "org.freedesktop.portal.Desktop";
constexpr const char* path = "/org/freedesktop/portal/desktop";
constexpr const char* interface = "org.freedesktop.portal.Settings";
constexpr const char* appearance = "org.freedesktop.appearance";
constexpr const char* colorScheme = "color-scheme"; // 0 no preference, 1 dark, 2 light

} // namespace

SystemAppearance::SystemAppearance(QObject* parent)
    : QObject(parent)
    , paletteDark_(themeOf(QGuiApplication::palette()).dark)
    , dark_(paletteDark_)
{
    QDBusConnection::sessionBus().connect(service, path, interface, "SettingChanged", this,
                                          SLOT(settingChanged(QString, QString, QDBusVariant)));
    ask();
}

void SystemAppearance::ask()
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    auto call = QDBusMessage::createMethodCall(service, path, interface, "Read");
    call << QString(appearance) << QString(colorScheme);
    auto* reply = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply] {
        const QDBusPendingReply<QDBusVariant> answer = *reply;
        if (!answer.isError()) // Read wraps the value in a second variant
            take(answer.value().variant().value<QDBusVariant>().variant().toUInt());
        reply->deleteLater();
    });
}

void SystemAppearance::settingChanged(const QString& space, const QString& key,
                                      const QDBusVariant& value)
{
    if (space == appearance && key == colorScheme)
        take(value.variant().toUInt());
}

void SystemAppearance::take(uint scheme)
{
    const bool dark = scheme == 1 || (scheme != 2 && paletteDark_);
    if (std::exchange(dark_, dark) != dark)
        emit changed();
}

} // namespace logitscope
