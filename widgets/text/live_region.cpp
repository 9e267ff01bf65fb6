#include "widgets/text/live_region.h"

#include <utility>

namespace logitscope
{

LiveRegion::LiveRegion(QWidget* parent, std::chrono::milliseconds pace)
    : QWidget(parent)
    , AccessibleItems(this)
{
    setFixedSize(0, 0);
    setFocusPolicy(Qt::NoFocus);
    pace_.setSingleShot(true);
    pace_.setInterval(pace);
    connect(&pace_, &QTimer::timeout, this, [this] { finish(); });
}

void LiveRegion::add(const QString& text)
{
    if (text.isEmpty())
        return;
    text_ += text;
    if (!pace_.isActive())
        pace_.start();
}

void LiveRegion::finish(const QString& sentence)
{
    pace_.stop();
    const auto text = std::exchange(text_, {}).trimmed();
    if (!text.isEmpty() || !sentence.isEmpty())
        say(sentence.isEmpty() ? text : text.isEmpty() ? sentence : text + u'\n' + sentence);
}

// Before Qt 6.8 its bridge to AT-SPI passes on no announcement and no alert, but that a name is
// another: the same words twice need another name in between.
void LiveRegion::say(const QString& sentence)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(this, sentence);
    QAccessible::updateAccessibility(&event);
#else
    if (accessibleName() == sentence)
        setAccessibleName({});
    setAccessibleName(sentence);
#endif
    emit said(sentence);
}

void LiveRegion::clear()
{
    pace_.stop();
    text_.clear();
    if (!accessibleName().isEmpty())
        setAccessibleName({});
}

} // namespace logitscope
