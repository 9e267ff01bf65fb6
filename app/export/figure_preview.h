// A figure on the screen, drawn by its own painter: as wide as there is room, at most as large as
// it is.
#pragma once

#include "widgets/figure/figure.h"

#include <QScrollArea>

#include <memory>

namespace logitscope
{

class FigurePreview : public QScrollArea
{
    Q_OBJECT

public:
    explicit FigurePreview(QWidget* parent = nullptr);

    // Nothing shows the sentence in its place.
    void setFigure(std::unique_ptr<Figure> figure, const QString& otherwise);

    const Figure* figure() const { return figure_.get(); }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class Paper;

    void fit();

    std::unique_ptr<Figure> figure_;
    QString otherwise_;
    Paper* paper_;
};

} // namespace logitscope
