// What drawn things share beside their colours: how they follow the font, and who has the keyboard.
#pragma once

#include <QFont>

#include <functional>

class QBoxLayout;
class QPainter;
class QRect;
class QWidget;

namespace logitscope
{

struct Theme;

// For what Qt leaves as it is when the colours or the font change: icons, bold and small texts,
// sizes in lines. Calls `fit` at once, and whenever the widget's palette or font is another.
void keepFitting(QWidget& widget, std::function<void()> fit);

// A font `scale` times as large, or in bold.
QFont scaled(QFont font, double scale);
QFont inBold(QFont font, QFont::Weight weight = QFont::Bold);

// What stands in the row, beside each other where this width has room for it; otherwise below.
void stackWhereNarrow(QBoxLayout& row, int width);

// Around what has the keyboard and no frame of its own.
void paintFocusRing(QPainter& painter, const QRect& rect, const Theme& theme);

} // namespace logitscope
