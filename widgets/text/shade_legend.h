// What the shades behind the tokens mean: the shade's own scale, logarithmic, beside its
// caption or, where that has no room, below it.
#pragma once

#include <QStringList>
#include <QWidget>

namespace logitscope
{

class ShadeLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ShadeLegend(QWidget* parent = nullptr);

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; // for the caption, and three of the five marks

    bool isInOneLine() const { return fitsInOneLine(width()); }

    // What is written on the scale, from the left.
    QStringList shownMarks() const;

    // Where the scale is drawn. Its five marks divide it evenly, 100% leftmost.
    QRect barRectangle() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QSize barSize() const; // with room for all marks
    bool fitsInOneLine(int width) const;
    int captionWidth() const;
    int cellWidth() const;
};

} // namespace logitscope
