#include "app/window/appearance.h"

#include "app/window/style_sheet.h"

#include <QApplication>
#include <QFont>
#include <QStyleFactory>

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

constexpr double normalPointSize = 10.0;
constexpr std::array zoomSteps{70, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300};

} // namespace

Appearance::Appearance(QObject* parent) : QObject(parent)
{
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    connect(&system_, &SystemAppearance::changed, this, &Appearance::applyColours);
    applyColours();
    applyFont();
}

void Appearance::setMode(ColourMode mode)
{
    mode_ = mode;
    applyColours();
}

void Appearance::setZoom(int percent)
{
    zoom_ = std::clamp(percent, zoomSteps.front(), zoomSteps.back());
    applyFont();
    emit zoomChanged(zoom_);
}

void Appearance::zoomIn()
{
    const auto* next = std::ranges::upper_bound(zoomSteps, zoom_);
    setZoom(next == zoomSteps.end() ? zoom_ : *next);
}

void Appearance::zoomOut()
{
    const auto* next = std::ranges::lower_bound(zoomSteps, zoom_);
    setZoom(next == zoomSteps.begin() ? zoom_ : *(next - 1));
}

const Theme& Appearance::theme() const
{
    const bool dark =
        mode_ == ColourMode::Dark || (mode_ == ColourMode::FollowSystem && system_.isDark());
    return dark ? darkTheme() : lightTheme();
}

void Appearance::applyColours()
{
    QApplication::setPalette(paletteOf(theme()));
    qApp->setStyleSheet(styleSheet(theme()));
    emit coloursChanged();
}

void Appearance::applyFont()
{
    // Inter is drawn for screens; where it is missing, the desktop's own font follows.
    static const QString desktopFamily = QApplication::font().family();
    QFont font;
    font.setFamilies({"Inter", desktopFamily});
    font.setPointSizeF(normalPointSize * zoom_ / 100.0);
    QApplication::setFont(font);
    qApp->setStyleSheet(
        styleSheet(theme())); // its lengths in em are those of the font it was set under
}

} // namespace logitscope
