// A figure as the bytes of a file, with the JSON of its run inside, so that it can be replayed.
#pragma once

#include "core/result.h"
#include "widgets/figure/figure.h"

#include <QByteArray>

#include <string>

namespace logitscope
{

enum class FigureFormat
{
    Png1,    // a pixel a point
    Png2,    // two, for dense screens
    Png3840, // as wide as a 4K screen
    Svg,
    Pdf,
};

// How large a PNG of the figure is; of another format, that which is copied: Png2's.
QSize pixelsOf(const Figure& figure, FigureFormat format);

// Only a PNG can fail: one that would be too large. The Error is a part of a sentence: "as a PNG it
// would be ...".
Result<QByteArray> pngOf(const Figure& figure, FigureFormat format, const std::string& json);
QByteArray svgOf(const Figure& figure, const std::string& json);
QByteArray pdfOf(const Figure& figure, const std::string& json);

} // namespace logitscope
