// The colours, light and dark, each also in high contrast. Everything drawn takes its colours from
// here, and finds the table through its own palette, so a widget follows the appearance without
// being told.
//
// Hues are Okabe and Ito's (2008), which the three kinds of colour blindness tell apart; what top-k
// and what top-p cut differ by pattern as well.
#pragma once

#include <QColor>
#include <QPalette>

namespace logitscope
{

struct Theme
{
    bool dark;

    QColor window;    // behind everything
    QColor surface;   // text fields, charts
    QColor border;    // hairlines between them, grid lines
    QColor text;      // >= 4.5:1 on window and surface, as are the next three
    QColor mutedText; // labels, prompt, units
    QColor accent;    // the one thing to press
    QColor error;     // sentences about what went wrong
    QColor onAccent;  // text on accent

    QColor modelBar;        // the model probability: the ghost behind the sampling bar
    QColor samplingBar;     // what u picks from
    QColor removedByTopK;   // with a diagonal hatch
    QColor removedByTopP;   // with a dense dotted pattern
    QColor removedByOthers; // with lines in other directions
    QColor chosen;          // the token that was sampled, and u

    QColor surprising; // a token's shade where the model gave it 0.01% or less

    // The strongest shades of texts that are shaded by something else, each with text at 4.5:1.
    QColor surprisalShade, entropyShade, rankShade;

    // Shade behind a token to which the model gave this probability: the surface's own colour at 1,
    // fading to `surprising` at 1e-4 on a logarithmic scale.
    QColor shade(double probability) const;
};

// `share` of the way from one colour to the other.
QColor mix(const QColor& from, const QColor& to, double share);

const Theme& lightTheme();
const Theme& darkTheme();

// For projectors and tired eyes: black and white grounds, text at 7:1 and more.
const Theme& highContrastLightTheme();
const Theme& highContrastDarkTheme();

// The table that a palette belongs to; of a palette that is nobody's, the dark one when its window
// is darker than its text, and the light one otherwise.
const Theme& themeOf(const QPalette& palette);

// The palette that Qt's own widgets take from a table.
QPalette paletteOf(const Theme& theme);

} // namespace logitscope
