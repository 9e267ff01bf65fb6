#include "app/page/copy_button.h"

#include "widgets/control/icons.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QToolTip>

#include <utility>

namespace logitscope
{

CopyButton::CopyButton(const QString& what, QWidget* parent) : QToolButton(parent)
{
    setProperty("quiet", true);
    setWhat(what);
    connect(this, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(text_());
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), tr("Copied"), this);
    });
    keepFitting(*this, [this] {
        // The style sheet's transparent ground is in the button's own palette.
        showIcon(*this, "copy", themeOf(parentWidget()->palette()).text, fontMetrics().height());
    });
    setTextToCopy({});
}

void CopyButton::setWhat(const QString& what)
{
    setToolTip(tr("%1.").arg(what));
    setAccessibleName(what);
}

void CopyButton::setTextToCopy(const QString& text)
{
    setSource([text] { return text; });
}

void CopyButton::setSource(std::function<QString()> text)
{
    text_ = std::move(text);
}

} // namespace logitscope
