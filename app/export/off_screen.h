// Qt without a screen, for a picture.
#pragma once

namespace logitscope
{

// Before there is an application. What Qt says of what only a screen needs isn't printed then.
void drawOffScreen();

} // namespace logitscope
