// The font of tokens and of columns of numbers: every letter as wide as the next.
#pragma once

#include <QFont>

namespace logitscope
{

// JetBrains Mono, or what the system has for fixed width, at `scale` times the size of `like`.
QFont tokenFont(const QFont& like, double scale);

} // namespace logitscope
