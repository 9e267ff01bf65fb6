// What a figure is to look like, as the export dialog has it.
#pragma once

#include "app/export/figure_bytes.h"
#include "core/run/run.h"
#include "widgets/figure/page_shape.h"

#include <QStringList>

#include <vector>

class QSettings;

namespace logitscope
{

constexpr int leastFigureWidth = 200; // points
constexpr int mostFigureWidth = 4000;
constexpr int leastTypePercent = 70;
constexpr int largestTypePercent = 250;

struct FigureChoice
{
    PageShape shape;
    bool dark = false;
    FigureFormat format = FigureFormat::Png2;
    bool step = true; // with the selected step

    // What is left out of a grid of these strategies; forgotten with the window.
    QStringList strategies;
    std::vector<std::size_t> leftOut;
};

QString endingOf(FigureFormat format); // "png"
QString sizeText(QSize size);          // "1920 × 1080"

QStringList strategiesOf(const Run& run); // of its cells, by their names

// All cells of a run with other strategies than those of the choice.
FigureOptions optionsFor(const FigureChoice& choice, const Run& run);

// How many columns a slide may have: the cells, up to what can be told apart.
int slideColumnsOf(const Run& run, const FigureOptions& options);

FigureChoice rememberedChoice(const QSettings& settings);
void remember(QSettings& settings, const FigureChoice& choice);

} // namespace logitscope
