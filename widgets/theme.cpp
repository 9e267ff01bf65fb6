#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace logitscope
{

QColor mix(const QColor& from, const QColor& to, double share)
{
    const auto channel = [share](int a, int b) {
        return static_cast<int>(std::lround(a + (b - a) * share));
    };
    return {channel(from.red(), to.red()), channel(from.green(), to.green()),
            channel(from.blue(), to.blue())};
}

QColor Theme::shade(double probability) const
{
    constexpr double decades = 4.0;
    const double share = probability > 0.0 ? -std::log10(probability) / decades : 1.0;
    return mix(surface, surprising, std::clamp(share, 0.0, 1.0));
}

const Theme& lightTheme()
{
    static const Theme theme{
        .dark = false,
        .window = "#f3f4f6",
        .surface = "#ffffff",
        .border = "#d4d9e0",
        .text = "#15181c",
        .mutedText = "#56606d",
        .accent = "#0069a6",
        .error = "#b3261e",
        .onAccent = "#ffffff",
        .modelBar = "#c5ced9",
        .samplingBar = "#0072b2",
        .removedByTopK = "#b0578d",
        .removedByTopP = "#d55e00",
        .removedByOthers = "#00785c",
        .chosen = "#e69f00",
        .surprising = "#f2b33d",
        .surprisalShade = "#f29b85",
        .entropyShade = "#86bdeb",
        .rankShade = "#bfa8e6",
    };
    return theme;
}

const Theme& darkTheme()
{
    static const Theme theme{
        .dark = true,
        .window = "#14171b",
        .surface = "#1c2025",
        .border = "#363d46",
        .text = "#e9ecef",
        .mutedText = "#a0aab6",
        .accent = "#56b4e9",
        .error = "#ff9b8f",
        .onAccent = "#06131c",
        .modelBar = "#525c69",
        .samplingBar = "#56b4e9",
        .removedByTopK = "#d78bb5",
        .removedByTopP = "#e8772e",
        .removedByOthers = "#2fbf93",
        .chosen = "#f0b429",
        .surprising = "#8a5a00",
        .surprisalShade = "#8f4031",
        .entropyShade = "#23608f",
        .rankShade = "#64509a",
    };
    return theme;
}

const Theme& highContrastLightTheme()
{
    static const Theme theme{
        .dark = false,
        .window = "#fefefe",
        .surface = "#ffffff",
        .border = "#6b7480",
        .text = "#000000",
        .mutedText = "#2f363e",
        .accent = "#004a78",
        .error = "#9b0000",
        .onAccent = "#ffffff",
        .modelBar = "#a3adb9",
        .samplingBar = "#005f99",
        .removedByTopK = "#99387a",
        .removedByTopP = "#b84a00",
        .removedByOthers = "#00604a",
        .chosen = "#e69f00",
        .surprising = "#ffb833",
        .surprisalShade = "#ff9b80",
        .entropyShade = "#7dc0f7",
        .rankShade = "#c3a6f5",
    };
    return theme;
}

const Theme& highContrastDarkTheme()
{
    static const Theme theme{
        .dark = true,
        .window = "#000000",
        .surface = "#010101",
        .border = "#8a939e",
        .text = "#ffffff",
        .mutedText = "#d5dae0",
        .accent = "#6cc5ff",
        .error = "#ffb3aa",
        .onAccent = "#000000",
        .modelBar = "#6f7a87",
        .samplingBar = "#56b4e9",
        .removedByTopK = "#e29bc4",
        .removedByTopP = "#ff8438",
        .removedByOthers = "#3fdcab",
        .chosen = "#ffd11a",
        .surprising = "#7d5200",
        .surprisalShade = "#8f3520",
        .entropyShade = "#005a94",
        .rankShade = "#5f46a3",
    };
    return theme;
}

const Theme& themeOf(const QPalette& palette)
{
    for (const auto* theme :
         {&lightTheme(), &darkTheme(), &highContrastLightTheme(), &highContrastDarkTheme()}) {
        if (palette.color(QPalette::Window) == theme->window &&
            palette.color(QPalette::WindowText) == theme->text)
            return *theme;
    }
    const bool dark = palette.color(QPalette::Window).lightness() <
                      palette.color(QPalette::WindowText).lightness();
    return dark ? darkTheme() : lightTheme();
}

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.surface);
    palette.setColor(QPalette::AlternateBase, theme.window);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.mutedText);
    palette.setColor(QPalette::Button, theme.surface);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.error);
    palette.setColor(QPalette::ToolTipBase, theme.surface);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::Light, theme.surface);
    palette.setColor(QPalette::Midlight, theme.border);
    palette.setColor(QPalette::Mid, theme.border);
    palette.setColor(QPalette::Dark, theme.border);
    palette.setColor(QPalette::Shadow, theme.dark ? QColor("#000000") : QColor("#9aa3ae"));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, mix(theme.mutedText, theme.surface, 0.45));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return palette;
}

} // namespace logitscope
