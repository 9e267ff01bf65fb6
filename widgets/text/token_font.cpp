#include "widgets/text/token_font.h"

#include <QFontDatabase>

namespace logitscope
{

namespace
{

QString family()
{
    const QString preferred = QStringLiteral("JetBrains Mono");
    return QFontDatabase::hasFamily(preferred)
               ? preferred
               : QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

} // namespace

QFont tokenFont(const QFont& like, double scale)
{
    static const QString found = family(); // it takes longer to find than a chart to paint
    QFont font(found);
    font.setPointSizeF(like.pointSizeF() * scale);
    return font;
}

} // namespace logitscope
