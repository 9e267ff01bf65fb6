#include "app/export/figure_bytes.h"

#include "app/export/figure_run.h"
#include "app/export/svg_document.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double pointsPerInch = 72.0;
constexpr double metresPerInch = 0.0254;

// libpng drops a text of more than 8 MB, so a longer one goes on under another keyword: logitscope,
// logitscope-2, ... In characters, of up to three bytes.
constexpr qsizetype longestText = 2'000'000;

void setRun(QImage& image, const QString& run)
{
    qsizetype begin = 0;
    for (int part = 1; begin < run.size(); ++part) {
        auto length = std::min(longestText, run.size() - begin);
        if (run[begin + length - 1].isHighSurrogate()) // half of a character
            --length;
        image.setText(pngKeyword(part), run.mid(begin, length));
        begin += length;
    }
}

double scaleFor(const Figure& figure, FigureFormat format)
{
    if (format == FigureFormat::Png3840)
        return 3840.0 / figure.size().width();
    return format == FigureFormat::Png1 ? 1.0 : 2.0;
}

} // namespace

QSize pixelsOf(const Figure& figure, FigureFormat format)
{
    const double scale = scaleFor(figure, format);
    return {static_cast<int>(std::lround(figure.size().width() * scale)),
            static_cast<int>(std::ceil(figure.size().height() * scale))};
}

Result<QByteArray> pngOf(const Figure& figure, FigureFormat format, const std::string& json)
{
    const double scale = scaleFor(figure, format);
    const QSize pixels = pixelsOf(figure, format);
    constexpr int largest = 32767; // Qt paints nothing beyond
    QImage image;
    if (pixels.height() <= largest && pixels.width() <= largest)
        image = QImage(pixels, QImage::Format_RGB32);
    if (image.isNull())
        return fail(QCoreApplication::translate(
                        "logitscope::FigureFile",
                        "as a PNG it would be %1 × %2 pixels, which is too large; choose "
                        "a smaller size, SVG or PDF")
                        .arg(pixels.width())
                        .arg(pixels.height())
                        .toStdString());
    const int dotsPerMetre = static_cast<int>(std::lround(pointsPerInch * scale / metresPerInch));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    setRun(image, QString::fromStdString(json));

    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    // Not by `scale` itself, which would leave the last line of pixels half covered.
    painter.scale(pixels.width() / static_cast<double>(figure.size().width()),
                  pixels.height() / static_cast<double>(figure.size().height()));
    figure.paint(painter);
    painter.end();

    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "png");
    return bytes;
}

QByteArray svgOf(const Figure& figure, const std::string& json)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(pointsPerInch));
    generator.setSize(figure.size());
    generator.setViewBox(QRect(QPoint(), figure.size()));
    QPainter painter(&generator);
    figure.paint(painter);
    painter.end();
    return finishedSvg(bytes, figure.title(), QByteArray::fromStdString(json));
}

QByteArray pdfOf(const Figure& figure, const std::string& json)
{
    constexpr int resolution = 1200;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(resolution);
    writer.setPageSize(
        QPageSize(QSizeF(figure.size()), QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(figure.title());
    writer.setCreator(QStringLiteral("Logitscope"));
    writer.addFileAttachment(pdfAttachment(), QByteArray::fromStdString(json),
                             QStringLiteral("application/json"));
    QPainter painter(&writer);
    painter.scale(resolution / pointsPerInch, resolution / pointsPerInch);
    figure.paint(painter);
    painter.end();
    return bytes;
}

} // namespace logitscope
