#include "app/export/figure_preview.h"

#include "widgets/theme.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

class FigurePreview::Paper : public QWidget
{
public:
    explicit Paper(FigurePreview& preview) : QWidget(&preview), preview_(preview) {}

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(this);
        const Theme& theme = themeOf(palette());
        const Figure* figure = preview_.figure();
        if (figure == nullptr) {
            painter.setPen(theme.mutedText);
            painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, preview_.otherwise_);
            return;
        }
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setClipRect(event->rect());
        const double scale = static_cast<double>(width()) / figure->size().width();
        painter.scale(scale, scale);
        figure->paint(painter);
        painter.resetTransform();
        painter.setPen(theme.border);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }

private:
    FigurePreview& preview_;
};

FigurePreview::FigurePreview(QWidget* parent) : QScrollArea(parent), paper_(new Paper(*this))
{
    setWidget(paper_);
    setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumSize(280, 240);
    setAccessibleName(tr("Preview of the figure"));
    paper_->setAccessibleName(tr("Preview of the figure"));
}

void FigurePreview::setFigure(std::unique_ptr<Figure> figure, const QString& otherwise)
{
    figure_ = std::move(figure);
    otherwise_ = otherwise;
    fit();
    paper_->update();
}

void FigurePreview::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

void FigurePreview::fit()
{
    const int room = width() - verticalScrollBar()->sizeHint().width() - 2 * frameWidth();
    if (!figure_) {
        paper_->resize(room, height() - 2 * frameWidth());
        return;
    }
    const QSize size = figure_->size();
    const double scale = std::min(1.0, static_cast<double>(room) / size.width());
    paper_->resize(static_cast<int>(std::lround(size.width() * scale)),
                   std::max(1, static_cast<int>(std::lround(size.height() * scale))));
}

} // namespace logitscope
