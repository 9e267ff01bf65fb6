#include "app/export/figure_file.h"

#include "core/atomic_file.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>

#include <memory>

namespace logitscope
{

namespace
{

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
