// Text wrapped to a width, that stays text in a file: a line is drawn in one go, spaces at its end
// included, so that copying it gives whole words.
#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QString>
#include <QTextLayout>

#include <memory>
#include <vector>

class QPainter;

namespace logitscope
{

// Draws the characters [from, to) of a paragraph, which lie in one line of it; `origin` is where
// the paragraph's own coordinates begin on the page. The painter's pen is the colour.
void paintStretch(QPainter& painter, const QString& paragraph, const QTextLine& line, int from,
                  int to, QPointF origin);

// Whether some of the text is read leftwards: then its characters aren't drawn in their order.
bool readsLeftwards(const QString& text);

class TextBlock
{
public:
    // `spacing` is from line to line, in heights of the font.
    TextBlock(const QString& text, const QFont& font, const QColor& colour, double width,
              double spacing = 1.3);
    TextBlock(TextBlock&&) = default; // what is laid out has one owner

    double height() const { return height_; }

    double naturalWidth() const { return naturalWidth_; } // of its longest line

    double firstBaseline() const; // below the top

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    void layOut(QTextLayout& paragraph, double width, double pitch);

    QFont font_;
    QColor colour_;
    std::vector<std::unique_ptr<QTextLayout>> paragraphs_;
    double height_ = 0.0;
    double naturalWidth_ = 0.0;
};

} // namespace logitscope
