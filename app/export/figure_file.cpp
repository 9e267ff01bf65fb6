#include "app/export/figure_file.h"

#include "app/export/svg_document.h"
#include "core/atomic_file.h"

#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>

#include <memory>
#include <optional>

namespace logitscope
{

namespace
{

constexpr qint64 largestRun = 64LL << 20; // bytes

tl::unexpected<Error> failAt(const QString& file, const QString& what)
{
    return fail(QStringLiteral("%1: %2").arg(file, what).toStdString());
}

Result<void> saveBytes(const QByteArray& bytes, const QString& file)
{
    return writeAtomically(file.toStdString(),
                           {bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

std::optional<std::string> runIn(const QByteArray& bytes)
{
    if (bytes.startsWith("\x89PNG"))
        return pngJson(bytes);
    const QByteArray start = bytes.left(1024).trimmed();
    if (start.startsWith('<'))
        return svgJson(bytes);
    if (start.startsWith('{') || start.startsWith('['))
        return bytes.toStdString();
    return std::nullopt;
}

} // namespace

Result<void> writeFigure(const Figure& figure, const std::string& json, const QString& file,
                         PngSize size)
{
    const QString ending = QFileInfo(file).suffix().toLower();
    if (ending == QLatin1String("svg"))
        return saveBytes(svgOf(figure, json), file);
    if (ending == QLatin1String("pdf"))
        return saveBytes(pdfOf(figure, json), file);
    if (ending != QLatin1String("png"))
        return failAt(file, QStringLiteral("is no picture that can be written; end it in .png, "
                                           ".svg or .pdf"));
    const auto png = pngOf(figure, size, json);
    if (!png)
        return failAt(file, QStringLiteral("can't be written: %1")
                                .arg(QString::fromStdString(png.error().message)));
    return saveBytes(*png, file);
}

Result<std::string> readRunJson(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return failAt(path, QStringLiteral("can't be read: %1")
                                .arg(QFileInfo(path).isDir() ? QStringLiteral("it is a folder")
                                                             : file.errorString()));
    const QByteArray bytes = file.read(largestRun + 1);
    if (file.error() != QFileDevice::NoError)
        return failAt(path, QStringLiteral("can't be read: %1").arg(file.errorString()));
    if (bytes.size() > largestRun)
        return failAt(path, QStringLiteral("is larger than 64 MB, which no run is"));
    if (bytes.startsWith("%PDF"))
        return failAt(path, QStringLiteral("a run isn't read back from a PDF; choose the PNG, SVG "
                                           "or JSON of it"));
    auto run = runIn(bytes);
    if (!run)
        return failAt(path, QStringLiteral("has no Logitscope run in it; choose a PNG, SVG or JSON "
                                           "that Logitscope wrote"));
    return *std::move(run);
}

Result<void> copyFigure(const Figure& figure, const std::string& json)
{
    const auto png = pngOf(figure, PngSize::Twice, json);
    if (!png)
        return fail("the figure can't be copied: " + png.error().message);
    auto data = std::make_unique<QMimeData>();
    data->setData(QStringLiteral("image/png"), *png);
    data->setData(QStringLiteral("image/svg+xml"), svgOf(figure, json));
    QGuiApplication::clipboard()->setMimeData(data.release()); // which the clipboard owns
    return {};
}

} // namespace logitscope
