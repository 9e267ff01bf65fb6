// What of a widget Qt leaves as it is when the colours or the font change: icons, bold and small
// texts, sizes in lines.
#pragma once

#include <functional>

class QWidget;

namespace logitscope
{

// Calls `fit` at once, and whenever the widget's palette or font is another.
void keepFitting(QWidget& widget, std::function<void()> fit);

} // namespace logitscope
