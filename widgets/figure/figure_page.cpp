#include "widgets/figure/figure_page.h"

#include "widgets/chart/legend_widgets.h"

#include <QPainter>

#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

constexpr double labelHeight = 18.0;
constexpr double afterText = 20.0;
constexpr double afterLegend = 20.0;
constexpr double beforeRule = 24.0;
constexpr double afterRule = 9.0;
constexpr double betweenNotes = 4.0;

} // namespace

TextBlock noteBlock(const QString& text, const Theme& theme, double width)
{
    return {text, figureFont(figureType::tiny), theme.mutedText, width, 1.35};
}

FigurePage::FigurePage(const Run& run, const FigureOptions& options)
    : options_(options)
    , margin_(figureMargin(options.width))
    , width_(options.width - 2.0 * margin_)
    , title_(QString::fromStdString(run.prompt))
{
}

QRectF FigurePage::textPlace() const
{
    return {margin_, margin_ + labelHeight, width_, textHeight_};
}

void FigurePage::setHead(const QString& label, double textHeight, std::vector<LegendEntry> entries,
                         bool withModelEntropy, const ShadeScale& scale)
{
    label_ = label;
    textHeight_ = textHeight;
    LegendEntry shades = shadeEntry(scale);
    shades.words = shadeCaption(scale.by);
    entries.insert(entries.begin(), std::move(shades));
    entries.push_back({LegendSign::SamplingEntropy, tr("sampling entropy")});
    if (withModelEntropy)
        entries.push_back({LegendSign::ModelEntropy, tr("model entropy")});
    for (LegendEntry& entry : entries)
        entry.shortWords.clear(); // a figure has no tool tips, which they would need
    legend_ = {std::move(entries), figureFont(figureType::tiny), width_};
}

double FigurePage::middleTop() const
{
    return textPlace().bottom() + afterText + legend_.size().height() + afterLegend;
}

void FigurePage::setFoot(double middleBottom, const Run& run, const QStringList& facts,
                         const QString& note)
{
    QStringList caption = facts;
    if (!run.model.empty())
        caption.prepend(tr("model %1").arg(QString::fromStdString(run.model)));
    caption << QStringLiteral("Logitscope %1").arg(QString::fromStdString(run.version)).trimmed();
    caption.removeAll(QString());
    notes_.emplace_back(caption.join(QStringLiteral(" · ")), figureFont(figureType::small),
                        options_.theme.text, width_);
    if (!note.isEmpty())
        notes_.push_back(noteBlock(note, options_.theme, width_));

    ruleTop_ = middleBottom + beforeRule;
    double bottom = ruleTop_ + afterRule - betweenNotes;
    for (const TextBlock& block : notes_)
        bottom += block.height() + betweenNotes;
    size_ = {options_.width, static_cast<int>(std::ceil(bottom + margin_))};
}

void FigurePage::paint(QPainter& painter) const
{
    const Theme& theme = options_.theme;
    painter.fillRect(QRectF(QPointF(), size_), theme.surface);
    painter.setFont(figureFont(figureType::small));
    painter.setPen(theme.mutedText);
    painter.drawText(QPointF(margin_, margin_ + 8.0), label_);
    legend_.paint(painter, theme, textPlace().bottomLeft() + QPointF(0.0, afterText));
    painter.fillRect(QRectF(margin_, ruleTop_, width_, 0.5), theme.mutedText);
    QPointF at(margin_, ruleTop_ + afterRule);
    for (const TextBlock& block : notes_) {
        block.paint(painter, at);
        at.ry() += block.height() + betweenNotes;
    }
}

} // namespace logitscope
