// Text wrapped to a width, that stays text in a file: a line is drawn in one go, spaces at its end
// included, so that copying it gives whole words.
#pragma once

#include "widgets/text/token_document.h"

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QString>
#include <QTextDocument>

#include <memory>

class QPainter;

namespace logitscope
{

class TextBlock
{
public:
    // `spacing` is from line to line, in heights of the font.
    TextBlock(const QString& text, const QFont& font, const QColor& colour, double width,
              double spacing = 1.3);

    double height() const;        // without what is free below the last line
    double naturalWidth() const;  // of its longest line
    double firstBaseline() const; // below the top

    // What follows the text; it has no colour of its own.
    TokenDocument& tokens() { return tokens_; }

    const TokenDocument& tokens() const { return tokens_; }

    // In the painter's own colour where the text has none.
    void paint(QPainter& painter, QPointF topLeft) const;

private:
    std::unique_ptr<QTextDocument> document_;
    TokenDocument tokens_;
};

} // namespace logitscope
