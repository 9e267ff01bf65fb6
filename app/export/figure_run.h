// The run that lies in a figure's file, and where. It knows nothing of what draws figures.
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <string>

namespace logitscope
{

// Where it lies: in a PNG's texts, of which a long run needs several, counted from 1; in an SVG's
// element of this id; in a PDF's attachment of this name.
QString pngKeyword(int part);
QString svgMetadataId();
QString pdfAttachment();

// Nothing where there is none, or it is damaged.
std::optional<std::string> pngJson(const QByteArray& png);
std::optional<std::string> svgJson(const QByteArray& svg);
std::optional<std::string> pdfJson(const QByteArray& pdf);

// The run inside a figure of ours, or a JSON file as it is.
Result<std::string> readRunJson(const QString& file);

} // namespace logitscope
