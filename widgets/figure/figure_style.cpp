#include "widgets/figure/figure_style.h"

#include "widgets/chart/entropy_curves.h"
#include "widgets/text/token_font.h"

#include <QFontDatabase>

#include <algorithm>

namespace logitscope
{

namespace
{

// Shaping would make another text of some: Inter draws "->" as an arrow and "3x4" with a times
// sign, and what it replaces can't be copied from a PDF.
void makeExact(QFont& font, int size)
{
    font.setPixelSize(size);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::PreferNoShaping);
}

// Scripts whose letters stand alone, one after the other.
bool isPlain(char32_t character)
{
    constexpr char32_t joiner = 0x200D; // of emoji
    switch (QChar::script(character)) {
    case QChar::Script_Common:
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Cyrillic:
    case QChar::Script_Armenian:
    case QChar::Script_Georgian:
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
        return character != joiner;
    default:
        return false;
    }
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

EntropyStyle figureEntropyStyle()
{
    return {.pen = 1.3,
            .line = 1.6,
            .inset = 0.0,
            .labels = EntropyStyle::Labels::Ends,
            .font = figureFont(figureType::tiny),
            .em = figureType::tiny * 1.4};
}

QFont fittedTo(const QString& text, QFont font)
{
    if (!std::ranges::all_of(text.toUcs4(), isPlain))
        font.setStyleStrategy(QFont::PreferDefault);
    return font;
}

} // namespace logitscope
