// A continuation, each token shaded as in the window, wrapped to a width and whole.
#pragma once

#include "core/run/run.h"
#include "widgets/figure/text_block.h"
#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QFont>

class QPainter;

namespace logitscope
{

class TokenBlock
{
public:
    // A prompt, if there is one, stands before the continuation, in a muted colour.
    TokenBlock(const QString& prompt, const Branch& row, const QFont& font, const Theme& theme,
               double width, const ShadeScale& scale = {});

    int stepCount() const { return text_.tokens().stepCount(); }

    void flag(int step) { marks_.departure = step; }

    void select(int step) { marks_.selected = step; }

    double height() const { return text_.height(); }

    // Where a token is, counted from the block's corner.
    QList<QRectF> rectangles(int step) const { return text_.tokens().rectangles(step); }

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    Theme theme_;
    ShadeScale scale_;
    TextBlock text_;
    TokenMarks marks_{.whitespace = TokenMarks::Whitespace::LineBreaks};
};

} // namespace logitscope
