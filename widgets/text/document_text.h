// Text as a QTextDocument takes it without changing a position.
#pragma once

#include <QString>

#include <string_view>

namespace logitscope
{

// Replaces, one for one, what QTextDocument would join, drop or read as structure ("\r\n", U+2029,
// U+FDD0 ...) by a picture of it: '\r' becomes U+240D. Only '\n' and '\t' keep their meaning. So
// position p in the document is always unit p of the text.
QString documentText(QString text);

// All of it, with U+FFFD for what is not UTF-8: QString::fromUtf8() drops a byte order mark.
QString textOfBytes(std::string_view utf8);

} // namespace logitscope
