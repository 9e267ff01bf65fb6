#include "widgets/control/steady_splitter.h"

#include <QEvent>

#include <algorithm>
#include <numeric>
#include <utility>

namespace logitscope
{

SteadySplitter::SteadySplitter(QList<int> usual, QList<int> stretch, QWidget* parent)
    : QSplitter(Qt::Horizontal, parent)
    , usual_(std::move(usual))
    , division_(usual_)
    , stretch_(std::move(stretch))
{
    setHandleWidth(16);
    setChildrenCollapsible(false);
    connect(this, &QSplitter::splitterMoved, this, [this] {
        const auto moved = sizes();
        for (int i = 0; i < moved.size(); ++i)
            if (moved[i] > 0) // hidden panes keep theirs
                division_[i] = moved[i];
    });
}

void SteadySplitter::setDivision(const QList<int>& division)
{
    division_ = division;
    divide();
}

void SteadySplitter::restore(const QVariant& saved)
{
    QList<int> division;
    for (const auto& width : saved.toList())
        division << width.toInt();
    if (division.size() == division_.size() &&
        std::ranges::all_of(division, [](int width) { return width > 0; }))
        setDivision(division);
}

QVariant SteadySplitter::save() const
{
    return QVariantList(division_.begin(), division_.end());
}

bool SteadySplitter::event(QEvent* event)
{
    const bool done = QSplitter::event(event);
    if (event->type() == QEvent::LayoutRequest) // a pane needs more room, or less, or was hidden
        divide();
    return done;
}

void SteadySplitter::resizeEvent(QResizeEvent* event)
{
    QSplitter::resizeEvent(event);
    divide();
}

void SteadySplitter::divide()
{
    QList<int> shown(count(), 0);
    int panes = 0;
    int stretches = 0;
    for (int i = 0; i < count(); ++i) {
        if (widget(i)->isHidden())
            continue;
        shown[i] = division_[i];
        stretches += stretch_[i];
        ++panes;
    }
    if (panes == 0)
        return;
    const int room = width() - (panes - 1) * handleWidth();
    const int rest = room - std::accumulate(shown.begin(), shown.end(), 0);
    for (int i = 0; i < count(); ++i)
        if (shown[i] > 0 && stretches > 0)
            shown[i] = std::max(1, shown[i] + rest * stretch_[i] / stretches);
    if (shown != sizes())
        setSizes(shown);
}

} // namespace logitscope
