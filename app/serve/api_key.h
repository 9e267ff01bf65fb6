// A key that can't be guessed, and that a class can type from a projector.
#pragma once

#include <QString>

namespace logitscope
{

// "kq7m-x2fp-9dhw-t4rz": 16 letters and digits, none of which looks like another; 80 bits from the
// system's generator.
QString randomApiKey();

} // namespace logitscope
