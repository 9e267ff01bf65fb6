#include "widgets/figure/page_text.h"

#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"

#include <QPainter>

namespace logitscope
{

namespace
{

constexpr double labelHeight = 18.0;
constexpr double afterPrompt = 18.0;
constexpr double beforeRule = 24.0;
constexpr double afterRule = 9.0;
constexpr double betweenNotes = 4.0;

} // namespace

TextBlock promptBlock(const QString& prompt, const Theme& theme, double width)
{
    const int size = prompt.size() <= 160 ? 20 : prompt.size() <= 500 ? 14 : figureType::text;
    return {prompt, figureFont(size, QFont::Medium), theme.text, width, 1.2};
}

TextBlock captionBlock(QStringList parts, const Theme& theme, double width)
{
    parts.removeAll(QString());
    return {parts.join(QStringLiteral(" · ")), figureFont(figureType::small), theme.text, width};
}

TextBlock noteBlock(const QString& text, const Theme& theme, double width)
{
    return {text, figureFont(figureType::tiny), theme.mutedText, width, 1.35};
}

QString modelCaption(const std::string& name)
{
    return name.empty() ? QString() : Figure::tr("model %1").arg(QString::fromStdString(name));
}

QString programCaption(const std::string& version)
{
    return QStringLiteral("Logitscope %1").arg(QString::fromStdString(version)).trimmed();
}

QString departureText(const QString& reference, bool sameSeed)
{
    return (sameSeed ? Figure::tr("first token that differs from %1 with the same seed")
                     : Figure::tr("first token that differs from %1"))
        .arg(reference);
}

QString definitionsText(bool repeated)
{
    const QString definitions = Figure::tr(
        "Means over the tokens: entropy of the sampling probabilities; effective vocabulary, 2 to "
        "that entropy; surprisal, −log₂ of the model probability. distinct-2: "
        "different pairs of neighbouring tokens, as a share of all.");
    return repeated ? definitions + u' ' +
                          Figure::tr("mean, sd: over the seeds, the latter the sample standard "
                                     "deviation (n − 1).")
                    : definitions;
}

LegendEntry shadesEntry()
{
    return {LegendSign::Shades, Figure::tr("Model probability of each token")};
}

void addEntropyEntries(std::vector<LegendEntry>& entries, bool withModel)
{
    entries.push_back({LegendSign::SamplingEntropy, Figure::tr("sampling entropy")});
    if (withModel)
        entries.push_back({LegendSign::ModelEntropy, Figure::tr("model entropy")});
}

Legend figureLegend(std::vector<LegendEntry> entries, double width)
{
    for (LegendEntry& entry : entries)
        entry.shortWords.clear();
    return {std::move(entries), figureFont(figureType::tiny), width};
}

double promptLabelHeight()
{
    return labelHeight;
}

void paintPromptLabel(QPainter& painter, const QString& label, const Theme& theme, QPointF topLeft)
{
    painter.setFont(figureFont(figureType::small));
    painter.setPen(theme.mutedText);
    painter.drawText(topLeft + QPointF(0.0, 8.0), label);
}

double headHeight(const TextBlock& prompt)
{
    return labelHeight + prompt.height() + afterPrompt;
}

void paintHead(QPainter& painter, const TextBlock& prompt, const Theme& theme, QPointF topLeft)
{
    paintPromptLabel(painter, Figure::tr("Prompt"), theme, topLeft);
    prompt.paint(painter, topLeft + QPointF(0.0, labelHeight));
}

double footHeight(const std::vector<const TextBlock*>& blocks)
{
    double height = beforeRule + afterRule - betweenNotes;
    for (const TextBlock* block : blocks)
        height += block->height() + betweenNotes;
    return height;
}

void paintFoot(QPainter& painter, const std::vector<const TextBlock*>& blocks, const Theme& theme,
               const QRectF& above)
{
    QPointF at = above.bottomLeft() + QPointF(0.0, beforeRule);
    painter.fillRect(QRectF(at, QSizeF(above.width(), 0.5)), theme.mutedText);
    at += QPointF(0.0, afterRule);
    for (const TextBlock* block : blocks) {
        block->paint(painter, at);
        at += QPointF(0.0, block->height() + betweenNotes);
    }
}

} // namespace logitscope
