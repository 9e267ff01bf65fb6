#include "widgets/figure/page_shape.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

// A figure on a page of another size: scaled, below the page's top and in its middle.
class PlacedFigure : public Figure
{
public:
    PlacedFigure(std::unique_ptr<Figure> figure, QSize page, double scale, const QColor& ground)
        : figure_(std::move(figure))
        , page_(page)
        , scale_(scale)
        , ground_(ground)
    {
    }

    QString title() const override { return figure_->title(); }

    QSize size() const override { return page_; }

    double typeScale() const override { return scale_; }

    void paint(QPainter& painter) const override
    {
        painter.fillRect(QRectF(QPointF(), page_), ground_);
        painter.save();
        painter.translate((page_.width() - figure_->size().width() * scale_) / 2.0, 0.0);
        painter.scale(scale_, scale_);
        figure_->paint(painter);
        painter.restore();
    }

private:
    std::unique_ptr<Figure> figure_;
    QSize page_;
    double scale_;
    QColor ground_;
};

// A figure is laid out anew for each width that is tried: wider, it is lower, and its type smaller
// on the slide.
class SlideSearch
{
public:
    SlideSearch(const FigureMaker& make, const FigureOptions& options)
        : make_(make)
        , options_(options)
    {
    }

    void tryColumns(int columns)
    {
        options_.columns = columns;
        int highest = best_ ? bestWidth_ - 1 : widestLayout;
        auto figure = fitting(highest);
        if (!figure)
            return;
        keep(std::move(figure), highest);
        int lowest = narrowestSlide;
        while (highest - lowest > 8) {
            const int middle = (lowest + highest) / 2;
            if (auto narrower = fitting(middle)) {
                keep(std::move(narrower), middle);
                highest = middle;
            } else {
                lowest = middle;
            }
        }
    }

    std::unique_ptr<Figure> take() { return std::move(best_); }

private:
    static constexpr int narrowestSlide = 400;
    static constexpr int widestLayout = 4 * 1920;

    std::unique_ptr<Figure> fitting(int width)
    {
        options_.width = width;
        auto figure = make_(options_);
        const bool fits = figure && figure->size().height() * slideSize.width() <=
                                        figure->size().width() * slideSize.height();
        return fits ? std::move(figure) : nullptr;
    }

    void keep(std::unique_ptr<Figure> figure, int width)
    {
        best_ = std::move(figure);
        bestWidth_ = width;
    }

    const FigureMaker& make_;
    FigureOptions options_;
    std::unique_ptr<Figure> best_;
    int bestWidth_ = 0;
};

std::unique_ptr<Figure> onSlide(const FigureMaker& make, const FigureOptions& options,
                                int mostColumns)
{
    SlideSearch search(make, options);
    search.tryColumns(0);
    for (int columns = 2; columns <= mostColumns; ++columns)
        search.tryColumns(columns);
    auto figure = search.take();
    double scale = 1.0;
    if (figure) {
        scale = static_cast<double>(slideSize.width()) / figure->size().width();
    } else { // longer than any slide: all of it, with room at its sides
        auto whole = options;
        whole.width = slideSize.width();
        figure = make(whole);
        if (!figure)
            return nullptr;
        scale = static_cast<double>(slideSize.height()) / figure->size().height();
    }
    return std::make_unique<PlacedFigure>(std::move(figure), slideSize, scale,
                                          options.theme.surface);
}

} // namespace

std::unique_ptr<Figure> figureOnPage(const FigureMaker& make, FigureOptions options,
                                     const PageShape& shape, int mostColumns)
{
    if (shape.slide)
        return onSlide(make, options, mostColumns);
    const double scale = std::min(shape.typePercent, mostTypePercent(shape.width)) / 100.0;
    options.width = static_cast<int>(std::lround(shape.width / scale));
    auto figure = make(options);
    if (!figure || figure->size().width() == shape.width)
        return figure;
    const double exact = static_cast<double>(shape.width) / figure->size().width();
    const QSize page(shape.width, static_cast<int>(std::ceil(figure->size().height() * exact)));
    return std::make_unique<PlacedFigure>(std::move(figure), page, exact, options.theme.surface);
}

double textSizeOn(const Figure& figure)
{
    return figureType::text * figure.typeScale();
}

double smallestTypeOn(const Figure& figure)
{
    return figureType::tiny * figure.typeScale();
}

int mostTypePercent(int width)
{
    return width * 100 / narrowestLayout;
}

} // namespace logitscope
