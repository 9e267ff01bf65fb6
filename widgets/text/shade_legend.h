// What the shades behind the tokens mean: the shade's own scale, logarithmic, on one line.
#pragma once

#include <QWidget>

namespace logitscope
{

class ShadeLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ShadeLegend(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize
    minimumSizeHint() const override; // the scale alone: a caption that doesn't fit is left out

    // Where the scale is drawn. Its five marks divide it evenly, 100% leftmost.
    QRect barRectangle() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QString caption() const; // the longest that fits, or none
    int captionWidth(const QString& caption) const;
    int cellWidth() const;
};

} // namespace logitscope
