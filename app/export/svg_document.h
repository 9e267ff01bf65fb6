// What Qt's SVG generator leaves out: a run's JSON, a title, and text that keeps its width where a
// reader lacks the font.
#pragma once

#include <QByteArray>
#include <QString>

namespace logitscope
{

// `svg` is what QSvgGenerator wrote.
QByteArray finishedSvg(const QByteArray& svg, const QString& title, const QByteArray& json);

} // namespace logitscope
