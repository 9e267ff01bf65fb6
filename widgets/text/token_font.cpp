#include "widgets/text/token_font.h"

#include <QFontDatabase>

namespace logitscope
{

QFont tokenFont(const QFont& like, double scale)
{
    static const QString preferred = QStringLiteral("JetBrains Mono");
    QFont font = QFontDatabase::hasFamily(preferred)
                     ? QFont(preferred)
                     : QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(like.pointSizeF() * scale);
    return font;
}

} // namespace logitscope
