#include "widgets/figure/figure_style.h"

#include "widgets/token_font.h"

#include <QFontDatabase>

namespace logitscope
{

QFont figureFont(int size, QFont::Weight weight)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    QStringList families = font.families();
    families.removeAll(QStringLiteral("Inter"));
    families.prepend(QStringLiteral("Inter"));
    font.setFamilies(families);
    font.setPixelSize(size);
    font.setWeight(weight);
    font.setItalic(false);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont figureTokenFont(int size)
{
    QFont font = tokenFont(QFont(), 1.0);
    font.setPixelSize(size);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace logitscope
