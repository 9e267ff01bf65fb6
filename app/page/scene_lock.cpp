#include "app/page/scene_lock.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QScopedValueRollback>

#include <algorithm>
#include <utility>

namespace logitscope
{

void SceneLock::hide(QWidget* widget)
{
    const QScopedValueRollback holding(isHolding_, true);
    held_.push_back({widget, true, !widget->isHidden(), {}});
    widget->installEventFilter(this);
    widget->hide();
}

void SceneLock::lock(QWidget* widget)
{
    const QScopedValueRollback holding(isHolding_, true);
    if (auto* field = qobject_cast<QPlainTextEdit*>(widget)) {
        held_.push_back({widget, false, true, widget->toolTip()});
        field->setReadOnly(true);
    } else {
        held_.push_back(
            {widget, false, !widget->testAttribute(Qt::WA_ForceDisabled), widget->toolTip()});
        widget->installEventFilter(this);
        widget->setEnabled(false);
    }
    const auto sentence = tr("Locked by the lesson.");
    widget->setToolTip(sentence);
    for (auto* inner : widget->findChildren<QWidget*>())
        if (!inner->toolTip().isEmpty()) {
            tips_.emplace_back(inner, inner->toolTip());
            inner->setToolTip(sentence);
        }
}

void SceneLock::release()
{
    const QScopedValueRollback holding(isHolding_, true);
    for (auto& [widget, isHidden, wanted, tip] : std::exchange(held_, {})) {
        if (!widget)
            continue;
        widget->removeEventFilter(this);
        if (isHidden) {
            widget->setVisible(wanted);
            continue;
        }
        widget->setToolTip(tip);
        if (auto* field = qobject_cast<QPlainTextEdit*>(widget.data()))
            field->setReadOnly(false);
        else
            widget->setEnabled(wanted);
    }
    for (const auto& [widget, tip] : std::exchange(tips_, {}))
        if (widget)
            widget->setToolTip(tip);
}

bool SceneLock::eventFilter(QObject* watched, QEvent* event)
{
    const bool shown = event->type() == QEvent::ShowToParent;
    const bool enabled = event->type() == QEvent::EnabledChange;
    if (isHolding_ || (!shown && !enabled))
        return false;
    const auto held = std::ranges::find_if(
        held_, [&](const Held& each) { return each.widget == watched && each.isHidden == shown; });
    if (held == held_.end())
        return false;
    auto& widget = *held->widget;
    const QScopedValueRollback holding(isHolding_, true);
    if (shown) {
        held->wanted = true;
        widget.hide();
    } else if (!widget.testAttribute(Qt::WA_ForceDisabled)) {
        held->wanted = true;
        widget.setEnabled(false);
    }
    return false;
}

} // namespace logitscope
