#include "app/serve/curl_line.h"

namespace logitscope
{

namespace
{

QString quoted(QString text)
{
    return "'" + text.replace("'", R"('\'')") + "'";
}

} // namespace

QString curlLine(const QString& baseUrl, const QString& apiKey)
{
    QString line = "curl " + baseUrl + "/completions";
    if (!apiKey.isEmpty())
        line += " -H " + quoted("Authorization: Bearer " + apiKey);
    return line + " -d " + quoted(R"({"prompt": "Once upon a time", "max_tokens": 40})");
}

} // namespace logitscope
