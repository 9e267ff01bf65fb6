// The request to try first.
#pragma once

#include <QString>

namespace logitscope
{

// For a POSIX shell; `baseUrl` is "http://127.0.0.1:8000/v1". Without a key it has no
// Authorization header.
QString curlLine(const QString& baseUrl, const QString& apiKey);

} // namespace logitscope
