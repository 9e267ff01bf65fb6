#include "widgets/control/tool_tip.h"

#include "core/lesson/glossary.h"

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QFontInfo>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope
{

namespace
{

// Qt gives a rich text lines of 80 letters, which is as much.
constexpr int widestEms = 40;

// Of an item where the widget is the inside of a list or a table.
QString toolTipOf(const QWidget& widget, const QPoint& place)
{
    if (!widget.toolTip().isEmpty())
        return widget.toolTip();
    const auto* view = qobject_cast<const QAbstractItemView*>(widget.parentWidget());
    if (!view || view->viewport() != &widget)
        return {};
    return view->indexAt(place).data(Qt::ToolTipRole).toString();
}

bool showToolTip(const QHelpEvent& help, const QString& text, QWidget& widget)
{
    QToolTip::showText(help.globalPos(), wrappedToolTip(text, QToolTip::font()), &widget, {},
                       widget.toolTipDuration());
    return !text.isEmpty();
}

class PlaceExplainer : public QObject
{
public:
    PlaceExplainer(QWidget& widget, std::function<QString(QPoint)> explanation)
        : QObject(&widget)
        , explanation_(std::move(explanation))
    {
        widget.installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::ToolTip)
            return false;
        const auto& help = static_cast<const QHelpEvent&>(*event);
        return showToolTip(help, explanation_(help.pos()), static_cast<QWidget&>(*watched));
    }

private:
    std::function<QString(QPoint)> explanation_;
};

} // namespace

QString termText(const std::string& text)
{
    return QCoreApplication::translate("logitscope::Term", text.c_str());
}

QString termToolTip(std::string_view key)
{
    const auto* term = findTerm(key);
    assert(term);
    const auto explanation = termText(term->explanation);
    return term->formula.empty()
               ? explanation
               : ToolTipWrapper::tr("%1 Formula: %2.").arg(explanation, termText(term->formula));
}

void explainPlaces(QWidget& widget, std::function<QString(QPoint)> explanation)
{
    new PlaceExplainer(widget, std::move(explanation)); // which the widget owns
}

QString plainToolTip(const QString& text)
{
    return Qt::mightBeRichText(text) ? QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped())
                                     : text;
}

QString wrappedToolTip(const QString& text, const QFont& font)
{
    if (text.isEmpty() || Qt::mightBeRichText(text))
        return text;
    const QFontMetrics metrics(font);
    const int widest = widestEms * QFontInfo(font).pixelSize();
    const bool fits = std::ranges::all_of(text.split(u'\n'), [&](const QString& line) {
        return metrics.horizontalAdvance(line) <= widest;
    });
    if (fits)
        return text;
    auto inside = text.toHtmlEscaped();
    return QStringLiteral("<qt>%1</qt>").arg(inside.replace(u'\n', QLatin1String("<br>")));
}

bool ToolTipWrapper::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !watched->isWidgetType())
        return false;
    auto& widget = static_cast<QWidget&>(*watched);
    const auto& help = static_cast<const QHelpEvent&>(*event);
    const auto text = toolTipOf(widget, help.pos());
    // Where there is none, it may show one by itself.
    return !text.isEmpty() && showToolTip(help, text, widget);
}

} // namespace logitscope
