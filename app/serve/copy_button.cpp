#include "app/serve/copy_button.h"

#include "widgets/control/icons.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QToolTip>

namespace logitscope
{

CopyButton::CopyButton(const QString& what, QWidget* parent) : QToolButton(parent)
{
    setProperty("quiet", true);
    setToolTip(tr("%1.").arg(what));
    setAccessibleName(what);
    connect(this, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(text_);
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), tr("Copied"), this);
    });
    fitIcon();
}

void CopyButton::changeEvent(QEvent* event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        fitIcon();
}

void CopyButton::fitIcon()
{
    // The style sheet's transparent ground is in the button's own palette.
    showIcon(*this, "copy", themeOf(parentWidget()->palette()).text, fontMetrics().height());
}

} // namespace logitscope
