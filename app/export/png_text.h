// Text inside a PNG: a tEXt chunk before the pixels, as plain bytes. Written and read here and not
// by Qt, whose reader changes white space and has to decode the picture.
#pragma once

#include <QByteArray>

#include <optional>

namespace logitscope
{

bool isPng(const QByteArray& file);

// `png` must be one; `text` is ASCII.
QByteArray withPngText(const QByteArray& png, const QByteArray& keyword, const QByteArray& text);

// Nothing where there is none of that keyword, or the chunk is damaged.
std::optional<QByteArray> pngText(const QByteArray& png, const QByteArray& keyword);

} // namespace logitscope
