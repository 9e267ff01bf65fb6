#include "app/page/look.h"

#include <QEvent>
#include <QWidget>

#include <utility>

namespace logitscope
{

namespace
{

class LookFilter : public QObject
{
public:
    LookFilter(QWidget& widget, std::function<void()> fit) : QObject(&widget), fit_(std::move(fit))
    {
        widget.installEventFilter(this);
        fit_();
    }

    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
            fit_();
        return false;
    }

private:
    std::function<void()> fit_;
};

} // namespace

void keepFitting(QWidget& widget, std::function<void()> fit)
{
    new LookFilter(widget, std::move(fit)); // which the widget owns
}

} // namespace logitscope
