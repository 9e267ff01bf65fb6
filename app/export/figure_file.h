// Figures to files and to the clipboard.
#pragma once

#include "app/export/figure_bytes.h"
#include "core/result.h"
#include "widgets/figure/figure.h"

#include <QString>

#include <string>

namespace logitscope
{

// The file's ending says what it becomes: .png, .svg or .pdf. A failed write leaves what was there
// before. `json` is the run, in ASCII.
Result<void> writeFigure(const Figure& figure, const std::string& json, const QString& file,
                         FigureFormat format = FigureFormat::Png2);

// To the clipboard, as a PNG and as an SVG.
Result<void> copyFigure(const Figure& figure, const std::string& json,
                        FigureFormat format = FigureFormat::Png2);

} // namespace logitscope
