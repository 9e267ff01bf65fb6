// Numbers as the window writes them, the same in every locale.
#pragma once

#include <QString>

namespace logitscope
{

QString bitsText(double bits);      // "2.31 bits"
QString countText(long long count); // "50,257"

} // namespace logitscope
