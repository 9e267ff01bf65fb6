#include "widgets/figure/figure_style.h"

#include "widgets/token_font.h"

#include <QFontDatabase>

namespace logitscope
{

namespace
{

// Shaping would make another text of some: Inter draws "->" as an arrow and "3x4" with a times
// sign, and what it replaces can't be copied from a PDF. Scripts that need shaping are still
// shaped.
void makeExact(QFont& font, int size)
{
    font.setPixelSize(size);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::PreferNoShaping);
}

} // namespace

QFont figureFont(int size, QFont::Weight weight)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    QStringList families = font.families();
    families.removeAll(QStringLiteral("Inter"));
    families.prepend(QStringLiteral("Inter"));
    font.setFamilies(families);
    font.setWeight(weight);
    font.setItalic(false);
    makeExact(font, size);
    return font;
}

QFont figureTokenFont(int size)
{
    QFont font = tokenFont(QFont(), 1.0);
    makeExact(font, size);
    return font;
}

} // namespace logitscope
