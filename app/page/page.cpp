#include "app/page/page.h"

#include "widgets/figure/figure.h"

#include <utility>

namespace logitscope
{

void Page::takeFormat(std::shared_ptr<const OpenModel> model)
{
    takeModel(std::move(model));
}

std::unique_ptr<Figure> Page::figure(const Comparison&, const FigureOptions&) const
{
    return nullptr;
}

} // namespace logitscope
