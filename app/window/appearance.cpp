#include "app/window/appearance.h"

#include "app/window/style_sheet.h"

#include <QApplication>
#include <QEvent>
#include <QFontInfo>
#include <QStyleFactory>
#include <QWidget>

#include <algorithm>
#include <array>
#include <utility>

namespace logitscope
{

namespace
{

constexpr double normalPointSize = 10.0;
constexpr double smallestScale = 0.8; // the smallest text anywhere, in sizes of the font
constexpr std::array zoomSteps{50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300};

// A label can have a font or colours from its parent, which sets them when it hears of a change.
// Under a style sheet Qt 6.4 gives the label its old ones back when the label hears of the change
// itself. Told once more, the parents have the last word.
void tellAgain(QEvent::Type what)
{
    QEvent change(what);
    for (auto* widget : QApplication::allWidgets())
        QApplication::sendEvent(widget, &change);
}

} // namespace

Appearance::Appearance(QObject* parent) : QObject(parent)
{
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    connect(&system_, &SystemAppearance::changed, this, &Appearance::apply);
    zoomSoon_.setSingleShot(true);
    zoomSoon_.callOnTimeout(this, [this] {
        apply();
        emit zoomChanged(zoom_);
    });
    apply();
}

void Appearance::setMode(ColourMode mode)
{
    mode_ = mode;
    apply();
}

void Appearance::setHighContrast(bool high)
{
    highContrast_ = high;
    apply();
}

void Appearance::present(int height)
{
    const bool presented = presentedHeight_ > 0;
    presentedHeight_ = height;
    zoomSoon_.stop();
    if (!presented && height > 0)
        zoomBefore_ = std::exchange(zoom_, 100);
    else if (presented && height == 0)
        zoom_ = zoomBefore_;
    apply();
    emit zoomChanged(zoom_);
}

void Appearance::setZoom(int percent)
{
    const bool waits = zoomSoon_.isActive();
    const int before =
        std::exchange(zoom_, std::clamp(percent, zoomSteps.front(), zoomSteps.back()));
    if (zoom_ == before && !waits)
        return;
    zoomSoon_.stop();
    apply();
    emit zoomChanged(zoom_);
}

void Appearance::zoomIn()
{
    const auto* next = std::ranges::upper_bound(zoomSteps, zoom_);
    if (next != zoomSteps.end())
        stepTo(*next);
}

void Appearance::zoomOut()
{
    const auto* next = std::ranges::lower_bound(zoomSteps, zoom_);
    if (next != zoomSteps.begin())
        stepTo(*(next - 1));
}

void Appearance::stepTo(int percent)
{
    zoom_ = percent;
    zoomSoon_.start();
}

const Theme& Appearance::theme() const
{
    const bool dark =
        mode_ == ColourMode::Dark || (mode_ == ColourMode::FollowSystem && system_.isDark());
    if (highContrast_ || presentedHeight_ > 0)
        return dark ? highContrastDarkTheme() : highContrastLightTheme();
    return dark ? darkTheme() : lightTheme();
}

// Inter is drawn for screens; where it is missing, the desktop's own font follows.
QFont Appearance::font() const
{
    static const QString desktopFamily = QApplication::font().family();
    QFont font;
    font.setFamilies({"Inter", desktopFamily});
    double points = normalPointSize * zoom_ / 100.0;
    if (presentedHeight_ > 0) {
        const double least = presentedHeight_ / 40.0 / smallestScale;             // pixels
        const double pixels = QFontInfo(QFont("Inter", 100)).pixelSize() / 100.0; // of a point
        points = least / pixels * zoom_ / 100.0;
    }
    font.setPointSizeF(points);
    return font;
}

// The style sheet is applied once, whatever has changed: it goes through all widgets.
void Appearance::apply()
{
    QApplication::setPalette(paletteOf(theme()));
    QApplication::setFont(font());
    qApp->setStyleSheet(styleSheet(theme(), QFontInfo(font()).pixelSize()));
    tellAgain(QEvent::PaletteChange);
    tellAgain(QEvent::FontChange);
}

} // namespace logitscope
