// What both figures say around their middle: the prompt above, the caption below, the words of the
// legend.
#pragma once

#include "widgets/chart/legend.h"
#include "widgets/figure/text_block.h"
#include "widgets/theme.h"

#include <QRectF>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

class QPainter;

namespace logitscope
{

// A prompt is large unless it is long.
TextBlock promptBlock(const QString& prompt, const Theme& theme, double width);
TextBlock captionBlock(QStringList parts, const Theme& theme, double width); // empty ones left out
TextBlock noteBlock(const QString& text, const Theme& theme, double width);

QString modelCaption(const std::string& name);                  // "model starter"
QString programCaption(const std::string& version);             // "Logitscope 0.1.0"
QString departureText(const QString& reference, bool sameSeed); // what a flag means
QString definitionsText(bool repeated);                         // of the numbers below a cell

// Of the legend. A figure has no tool tips, and no short words that would need one.
LegendEntry shadesEntry();
void addEntropyEntries(std::vector<LegendEntry>& entries, bool withModel);
Legend figureLegend(std::vector<LegendEntry> entries, double width);

// What stands above the text that a page begins with.
double promptLabelHeight();
void paintPromptLabel(QPainter& painter, const QString& label, const Theme& theme, QPointF topLeft);

// The prompt with its label, down to what follows it.
double headHeight(const TextBlock& prompt);
void paintHead(QPainter& painter, const TextBlock& prompt, const Theme& theme, QPointF topLeft);

// A rule and what stands below it, one under the other, from what `above` ends with.
double footHeight(const std::vector<const TextBlock*>& blocks);
void paintFoot(QPainter& painter, const std::vector<const TextBlock*>& blocks, const Theme& theme,
               const QRectF& above);

} // namespace logitscope
