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

QString Page::otherModelsSentence(const Run& run, const OpenModel* model)
{
    const bool isNamesake = model && model->model->info().fullName() == run.model;
    return (isNamesake ? tr("This run was made by another model that is called %1; open that one "
                            "to see how its tokens were chosen.")
                       : tr("This run was made by the model %1; open that model to see how its "
                            "tokens were chosen."))
        .arg(QString::fromStdString(run.model));
}

std::unique_ptr<Figure> Page::figure(const Run&, const FigureOptions&) const
{
    return nullptr;
}

} // namespace logitscope
