#include "app/export/figure_run.h"

#include "app/export/pdf_attachment.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QImageReader>
#include <QXmlStreamReader>
#include <QtEndian>

#include <algorithm>
#include <optional>
#include <string>

namespace logitscope
{

namespace
{

constexpr qint64 largestRun = 64LL << 20; // bytes

// The sentences' place in the translation.
struct FileText
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::FigureFile)
};

tl::unexpected<Error> failToRead(const QString& sentence)
{
    return fail(sentence.toStdString());
}

// libpng sets aside what a chunk says that it has before it reads it, and takes 8 MB of each text,
// however few bytes it was packed to.
bool asksForLittle(const QByteArray& png)
{
    constexpr int mostTexts = 40;    // the largest run has 33
    constexpr qsizetype around = 12; // length, type and checksum
    int texts = 0;
    for (qsizetype at = 8; png.size() - at >= around;) {
        const qsizetype length = qFromBigEndian<quint32>(png.constData() + at);
        const auto type = png.mid(at + 4, 4);
        if (type == "tEXt" || type == "zTXt" || type == "iTXt")
            ++texts;
        if (length > png.size() - at - around || texts > mostTexts)
            return false;
        if (type == "IEND")
            break;
        at += around + length;
    }
    return true;
}

std::optional<std::string> runIn(const QByteArray& bytes)
{
    if (bytes.startsWith("\x89PNG"))
        return pngJson(bytes);
    if (bytes.startsWith("%PDF"))
        return pdfJson(bytes);
    const QByteArray start = bytes.left(1024).trimmed();
    if (start.startsWith('<'))
        return svgJson(bytes);
    if (start.startsWith('{') || start.startsWith('['))
        return bytes.toStdString();
    return std::nullopt;
}

} // namespace

QString pngKeyword(int part)
{
    return part == 1 ? QStringLiteral("logitscope") : QStringLiteral("logitscope-%1").arg(part);
}

QString svgMetadataId()
{
    return QStringLiteral("logitscope");
}

QString pdfAttachment()
{
    return QStringLiteral("logitscope.json");
}

std::optional<std::string> pngJson(const QByteArray& png)
{
    if (!asksForLittle(png))
        return std::nullopt;
    QBuffer buffer;
    buffer.setData(png);
    QImageReader reader(&buffer, "png");
    reader.setScaledSize({1, 1}); // the picture itself is of no use here, and may be large
    // Not the reader's own text(), which changes white space.
    const QImage image = reader.read();
    const auto keys = image.textKeys();
    if (!keys.contains(pngKeyword(1)))
        return std::nullopt;
    QString text;
    for (int part = 1; keys.contains(pngKeyword(part)); ++part)
        text += image.text(pngKeyword(part));
    return text.toStdString();
}

std::optional<std::string> svgJson(const QByteArray& svg)
{
    QXmlStreamReader xml(svg);
    if (!xml.readNextStartElement() || xml.name() != QLatin1String("svg"))
        return std::nullopt;
    while (xml.readNextStartElement()) {
        if (xml.name() != QLatin1String("metadata") ||
            xml.attributes().value(QLatin1String("id")) != svgMetadataId()) {
            xml.skipCurrentElement();
            continue;
        }
        auto json = xml.readElementText().toStdString();
        return xml.hasError() ? std::nullopt : std::optional(std::move(json));
    }
    return std::nullopt;
}

std::optional<std::string> pdfJson(const QByteArray& pdf)
{
    return attachmentIn({pdf.constData(), static_cast<std::size_t>(pdf.size())},
                        pdfAttachment().toStdString(), largestRun);
}

Result<std::string> readRunJson(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return failToRead(FileText::tr("%1: can't be read: it is a folder").arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return failToRead(FileText::tr("%1: can't be read: %2").arg(path, file.errorString()));
    // As much as is read is set aside first.
    const auto size = file.isSequential() ? largestRun : std::min(file.size(), largestRun);
    const QByteArray bytes = file.read(size + 1);
    if (file.error() != QFileDevice::NoError)
        return failToRead(FileText::tr("%1: can't be read: %2").arg(path, file.errorString()));
    if (bytes.size() > largestRun)
        return failToRead(FileText::tr("%1: is larger than 64 MB, which no run is").arg(path));
    auto run = runIn(bytes);
    if (!run)
        return failToRead(
            FileText::tr("%1: has no Logitscope run in it; choose a file that Logitscope "
                         "wrote")
                .arg(path));
    return *std::move(run);
}

} // namespace logitscope
