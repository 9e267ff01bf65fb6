#include "app/page/page.h"

#include "widgets/figure/figure.h"

#include <utility>

namespace logitscope
{

namespace
{

constexpr int frameMilliseconds = 16; // 60 frames a second at most

} // namespace

Page::Page(QWidget* parent) : QWidget(parent)
{
    frame_.setSingleShot(true);
    frame_.setInterval(frameMilliseconds);
    connect(&frame_, &QTimer::timeout, this, [this] { showFrame(); });
}

void Page::requestFrame()
{
    if (!frame_.isActive())
        frame_.start();
}

void Page::dropFrame()
{
    frame_.stop();
}

void Page::takeFormat(std::shared_ptr<const OpenModel> model)
{
    takeModel(std::move(model));
}

std::unique_ptr<Figure> Page::figure(const Comparison&, const FigureOptions&) const
{
    return nullptr;
}

} // namespace logitscope
