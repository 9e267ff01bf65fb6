// Whether the desktop is light or dark, and when that changes.
#pragma once

#include <QObject>

class QDBusVariant;

namespace logitscope
{

// Asks the desktop's settings portal (org.freedesktop.appearance color-scheme). Without a portal,
// or where it has no preference, the palette that the program started with decides.
class SystemAppearance : public QObject
{
    Q_OBJECT

public:
    explicit SystemAppearance(QObject* parent = nullptr);

    bool isDark() const { return dark_; }

signals:
    void changed();

private slots:
    void settingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void ask();
    void take(uint scheme);

    bool paletteDark_;
    bool dark_;
};

} // namespace logitscope
