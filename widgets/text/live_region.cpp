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
    connect(&pace_, &QTimer::timeout, this, [this] {
        hasSpoken_ = false;
        sayText();
    });
}

void LiveRegion::add(const QString& text)
{
    text_ += text;
    if (!text_.isEmpty() && !pace_.isActive())
        pace_.start();
}

void LiveRegion::finish(const QString& sentence)
{
    if (!sentence.isEmpty())
        text_ += u'\n' + sentence;
    if (!hasSpoken_)
        sayText();
}

void LiveRegion::sayText()
{
    const auto text = std::exchange(text_, {}).trimmed();
    if (text.isEmpty())
        return;
    say(text);
    hasSpoken_ = true;
    pace_.start();
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
    hasSpoken_ = false;
    if (!accessibleName().isEmpty())
        setAccessibleName({});
}

} // namespace logitscope
