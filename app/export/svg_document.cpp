#include "app/export/svg_document.h"

#include "app/export/figure_run.h"
#include "widgets/figure/figure_style.h"
#include "widgets/text/document_text.h"

#include <QFontMetricsF>
#include <QRegularExpression>

namespace logitscope
{

namespace
{

QFont fontOf(const QString& family, int size, int weight, bool italic)
{
    const bool mono = family == figureTokenFont(size).family();
    QFont font = mono ? figureTokenFont(size) : figureFont(size);
    font.setWeight(static_cast<QFont::Weight>(weight));
    font.setItalic(italic);
    return font;
}

// Quotation marks, of which a run is full, may stay.
QString escaped(QString text)
{
    return text.replace(u'&', QLatin1String("&amp;"))
        .replace(u'<', QLatin1String("&lt;"))
        .replace(u'>', QLatin1String("&gt;"));
}

QString unescaped(QString text)
{
    return text.replace(QLatin1String("&lt;"), QLatin1String("<"))
        .replace(QLatin1String("&gt;"), QLatin1String(">"))
        .replace(QLatin1String("&quot;"), QLatin1String("\""))
        .replace(QLatin1String("&amp;"), QLatin1String("&"));
}

// Shades lie behind words, so each text says how wide it is, and which fonts come near.
QString withWidths(const QString& body)
{
    static const QRegularExpression text(
        QStringLiteral("(<text [^>]*)font-family=\"([^\"]*)\" font-size=\"(\\d+)\" "
                       "font-weight=\"(\\d+)\" font-style=\"(\\w+)\"\\s*>([^<]*)</text>"));
    QString result;
    qsizetype copied = 0;
    for (auto matches = text.globalMatch(body); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        const QString family = match.captured(2);
        const QFont font = fontOf(family, match.captured(3).toInt(), match.captured(4).toInt(),
                                  match.captured(5) == QLatin1String("italic"));
        const QString words = unescaped(match.captured(6));
        const double width = QFontMetricsF(fittedTo(words, font)).horizontalAdvance(words);
        const bool mono = family == figureTokenFont(8).family();
        result += body.mid(copied, match.capturedStart() - copied);
        result += match.captured(1);
        result += QStringLiteral("font-family=\"'%1', %2\" font-size=\"%3\" font-weight=\"%4\" "
                                 "font-style=\"%5\" textLength=\"%6\">")
                      .arg(family,
                           mono ? QStringLiteral("monospace")
                                : QStringLiteral("'Helvetica Neue', Arial, sans-serif"),
                           match.captured(3), match.captured(4), match.captured(5),
                           QString::number(width, 'f', 3));
        result += match.captured(6) + QStringLiteral("</text>");
        copied = match.capturedEnd();
    }
    return result + body.mid(copied);
}

} // namespace

QByteArray finishedSvg(const QByteArray& svg, const QString& title, const QByteArray& json)
{
    const QString text = QString::fromUtf8(svg);
    const qsizetype rootEnd = text.indexOf(u'>', text.indexOf(QLatin1String("<svg")));
    const qsizetype defs = text.indexOf(QLatin1String("<defs>")); // before it Qt's own title
    // As the layout has it: no kerning, no ligatures.
    const QString style =
        QStringLiteral(" style=\"font-kerning: none; font-variant-ligatures: none\">\n");
    const QString head =
        QStringLiteral("<title>%1</title>\n<metadata id=\"%2\">%3</metadata>\n")
            .arg(escaped(documentText(title)), svgMetadataId(), escaped(QString::fromUtf8(json)));
    return (text.left(rootEnd) + style + head + withWidths(text.mid(defs))).toUtf8();
}

} // namespace logitscope
