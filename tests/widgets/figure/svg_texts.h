// The texts of a figure as a reader of its SVG finds them.
#pragma once

#include "widgets/figure/figure.h"

#include <QBuffer>
#include <QPainter>
#include <QPointF>
#include <QSvgGenerator>
#include <QTransform>
#include <QXmlStreamReader>

#include <vector>

namespace logitscope
{

struct SvgText
{
    QPointF place; // of its baseline
    QString text;
};

inline QByteArray plainSvg(const Figure& figure)
{
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(figure.size());
    generator.setViewBox(QRect(QPoint(), figure.size()));
    QPainter painter(&generator);
    figure.paint(painter);
    painter.end();
    return svg;
}

inline std::vector<SvgText> svgTexts(const QByteArray& svg)
{
    std::vector<SvgText> texts;
    QTransform transform; // Qt writes the painter's with every group
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (const auto matrix = xml.attributes().value(QLatin1String("transform"));
            matrix.startsWith(QLatin1String("matrix("))) {
            const auto parts = matrix.mid(7).chopped(1).split(u',');
            transform = {parts[0].toDouble(), parts[1].toDouble(), parts[2].toDouble(),
                         parts[3].toDouble(), parts[4].toDouble(), parts[5].toDouble()};
        }
        if (xml.name() != QLatin1String("text"))
            continue;
        const auto number = [&](const char* name) {
            return xml.attributes().value(QLatin1String(name)).toDouble();
        };
        const QPointF place(number("x"), number("y"));
        texts.push_back({transform.map(place), xml.readElementText()});
    }
    return texts;
}

// What stands in a rectangle, in the order of the file, put together.
inline QString textIn(const std::vector<SvgText>& texts, const QRectF& place)
{
    QString all;
    for (const SvgText& text : texts)
        if (place.adjusted(-0.5, -0.5, 0.5, 0.5).contains(text.place))
            all += text.text;
    return all;
}

} // namespace logitscope
