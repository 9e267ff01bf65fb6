// The order in which Tab goes through a page: as it is read, whatever came first.
#pragma once

class QWidget;

namespace logitscope
{

// Of all that takes the keyboard within it, as its layouts have it; where there is no layout, from
// top to bottom and from left to right. Widgets that come later, or change places, are not
// followed.
void orderTabs(QWidget& page);

} // namespace logitscope
