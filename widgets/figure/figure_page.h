// What both figures have around their middle: above it a text with its label, and the legend; below
// it a rule, a caption and a note.
#pragma once

#include "core/run/run.h"
#include "widgets/chart/legend.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"
#include "widgets/figure/text_block.h"

#include <QRectF>
#include <QStringList>

#include <vector>

namespace logitscope
{

TextBlock noteBlock(const QString& text, const Theme& theme, double width);

class FigurePage : public Figure
{
public:
    QString title() const override { return title_; }

    QSize size() const override { return size_; }

    void paint(QPainter& painter) const override; // what is around the middle; the text is not

    QRectF textPlace() const;

protected:
    FigurePage(const Run& run, const FigureOptions& options);

    // The legend has shades and entropies, the model's if it is drawn, and what is given.
    void setHead(const QString& label, double textHeight, std::vector<LegendEntry> entries,
                 bool withModelEntropy, const ShadeScale& scale = {});
    double middleTop() const; // below the head

    // The caption names model and program, too; empty facts are left out.
    void setFoot(double middleBottom, const Run& run, const QStringList& facts,
                 const QString& note = {});

    FigureOptions options_;
    double margin_; // around the page
    double width_;  // between the margins
    QString title_; // the prompt

private:
    QString label_;
    double textHeight_ = 0.0;
    Legend legend_;
    std::vector<TextBlock> notes_;
    double ruleTop_ = 0.0;
    QSize size_;
};

} // namespace logitscope
