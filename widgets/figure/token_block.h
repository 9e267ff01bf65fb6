// A continuation, each token shaded by the model's probability as in the window, wrapped to a
// width and whole.
#pragma once

#include "core/run/run.h"
#include "widgets/text/token_document.h"
#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QFont>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include <memory>

class QPainter;

namespace logitscope
{

class TokenBlock
{
public:
    // A prompt, if there is one, stands before the continuation, in a muted colour.
    TokenBlock(const QString& prompt, const Branch& row, const QFont& font, const Theme& theme,
               double width);

    void flag(int step) { marks_.departure = step; }

    void select(int step) { marks_.selected = step; }

    double height() const;

    // Where a token is, counted from the block's corner.
    QList<QRectF> rectangles(int step) const { return tokens_->rectangles(step); }

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    void paintText(QPainter& painter, QPointF topLeft) const;
    void paintLine(QPainter& painter, const QTextBlock& block, const QTextLine& line,
                   QPointF topLeft) const;

    Theme theme_;
    std::unique_ptr<QTextDocument> document_;
    std::unique_ptr<TokenDocument> tokens_;
    TokenMarks marks_{.whitespace = TokenMarks::Whitespace::LineBreaks};
};

} // namespace logitscope
