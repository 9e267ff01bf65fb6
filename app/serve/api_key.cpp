#include "app/serve/api_key.h"

#include <QRandomGenerator>

#include <string_view>

namespace logitscope
{

QString randomApiKey()
{
    constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789"; // no l, o, 0, 1
    static_assert(letters.size() == 32);
    constexpr int length = 16;
    constexpr int group = 4;
    QString key;
    for (int i = 0; i < length; ++i) {
        if (i > 0 && i % group == 0)
            key += '-';
        const auto drawn = QRandomGenerator::system()->bounded(static_cast<int>(letters.size()));
        key += QLatin1Char(letters[static_cast<std::size_t>(drawn)]);
    }
    return key;
}

} // namespace logitscope
