#include "app/export/figure_file.h"

#include "app/export/svg_document.h"
#include "core/atomic_file.h"

#include <QClipboard>
#include <QCoreApplication>
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

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::FigureFile)
};

tl::unexpected<Error> failWith(const QString& sentence)
{
    return fail(sentence.toStdString());
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

Result<void> writeFigure(const Figure& figure, const std::string& json, const QString& file,
                         FigureFormat format)
{
    const QString ending = QFileInfo(file).suffix().toLower();
    if (ending == QLatin1String("svg"))
        return saveBytes(svgOf(figure, json), file);
    if (ending == QLatin1String("pdf"))
        return saveBytes(pdfOf(figure, json), file);
    if (ending != QLatin1String("png"))
        return failWith(Text::tr("%1: is no picture that can be written; end it in .png, .svg or "
                                 ".pdf")
                            .arg(file));
    const auto png = pngOf(figure, format, json);
    if (!png)
        return failWith(Text::tr("%1: can't be written: %2")
                            .arg(file, QString::fromStdString(png.error().message)));
    return saveBytes(*png, file);
}

Result<std::string> readRunJson(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return failWith(Text::tr("%1: can't be read: it is a folder").arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return failWith(Text::tr("%1: can't be read: %2").arg(path, file.errorString()));
    const QByteArray bytes = file.read(largestRun + 1);
    if (file.error() != QFileDevice::NoError)
        return failWith(Text::tr("%1: can't be read: %2").arg(path, file.errorString()));
    if (bytes.size() > largestRun)
        return failWith(Text::tr("%1: is larger than 64 MB, which no run is").arg(path));
    auto run = runIn(bytes);
    if (!run)
        return failWith(Text::tr("%1: has no Logitscope run in it; choose a file that Logitscope "
                                 "wrote")
                            .arg(path));
    return *std::move(run);
}

Result<void> copyFigure(const Figure& figure, const std::string& json, FigureFormat format)
{
    const auto png = pngOf(figure, format, json);
    if (!png)
        return failWith(Text::tr("the figure can't be copied: %1")
                            .arg(QString::fromStdString(png.error().message)));
    auto data = std::make_unique<QMimeData>();
    data->setData(QStringLiteral("image/png"), *png);
    data->setData(QStringLiteral("image/svg+xml"), svgOf(figure, json));
    QGuiApplication::clipboard()->setMimeData(data.release()); // which the clipboard owns
    return {};
}

} // namespace logitscope
