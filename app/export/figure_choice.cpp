#include "app/export/figure_choice.h"

#include "widgets/figure/comparison_cells.h"

#include <QSettings>

#include <algorithm>

namespace logitscope
{

namespace
{

int within(const QVariant& value, int least, int usual, int most)
{
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    return isNumber ? std::clamp(number, least, most) : usual;
}

} // namespace

QString endingOf(FigureFormat format)
{
    return format == FigureFormat::Svg ? "svg" : format == FigureFormat::Pdf ? "pdf" : "png";
}

QString sizeText(QSize size)
{
    return QStringLiteral("%1 × %2").arg(size.width()).arg(size.height());
}

QStringList strategiesOf(const Run& run)
{
    QStringList names;
    for (const auto& cell : cellsOf(run))
        names.append(cell.strategy);
    return names;
}

FigureOptions optionsFor(const FigureChoice& choice, const Run& run)
{
    FigureOptions options;
    if (choice.dark)
        options.theme = darkTheme();
    options.step = choice.step;
    const auto names = strategiesOf(run);
    if (choice.leftOut.empty() || names != choice.strategies)
        return options;
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(names.size()); ++cell)
        if (std::ranges::find(choice.leftOut, cell) == choice.leftOut.end())
            options.cells.push_back(cell);
    return options;
}

int slideColumnsOf(const Run& run, const FigureOptions& options)
{
    constexpr std::size_t most = 6;
    const auto cells = options.cells.empty() ? cellsOf(run).size() : options.cells.size();
    return static_cast<int>(std::min(cells, most));
}

FigureChoice rememberedChoice(const QSettings& settings)
{
    const FigureChoice usual;
    FigureChoice choice;
    choice.shape.width = within(settings.value("figure/width"), leastFigureWidth, usual.shape.width,
                                mostFigureWidth);
    choice.shape.typePercent = within(settings.value("figure/type"), leastTypePercent,
                                      usual.shape.typePercent, largestTypePercent);
    choice.shape.slide = settings.value("figure/slide", usual.shape.slide).toBool();
    choice.dark = settings.value("figure/dark", usual.dark).toBool();
    choice.format = static_cast<FigureFormat>(
        within(settings.value("figure/format"), static_cast<int>(FigureFormat::Png1),
               static_cast<int>(usual.format), static_cast<int>(FigureFormat::Pdf)));
    choice.step = settings.value("figure/step", usual.step).toBool();
    return choice;
}

void remember(QSettings& settings, const FigureChoice& choice)
{
    settings.setValue("figure/width", choice.shape.width);
    settings.setValue("figure/type", choice.shape.typePercent);
    settings.setValue("figure/slide", choice.shape.slide);
    settings.setValue("figure/dark", choice.dark);
    settings.setValue("figure/format", static_cast<int>(choice.format));
    settings.setValue("figure/step", choice.step);
}

} // namespace logitscope
