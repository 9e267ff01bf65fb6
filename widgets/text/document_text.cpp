#include "widgets/text/document_text.h"

namespace logitscope
{

namespace
{

constexpr char16_t controlPictures = 0x2400; // U+2400 + c is the picture of control character c
constexpr char16_t deletePicture = 0x2421;
constexpr char16_t emptyBox = 0x25AF; // for what has no picture of its own

char16_t shown(char16_t unit)
{
    if (unit == u'\n' || unit == u'\t')
        return unit;
    if (unit < 0x20)
        return static_cast<char16_t>(controlPictures + unit);
    if (unit == 0x7F)
        return deletePicture;
    const bool isControl = unit >= 0x80 && unit < 0xA0;
    const bool isSeparator = unit == QChar::LineSeparator || unit == QChar::ParagraphSeparator;
    const bool isFrame =
        unit >= 0xFDD0 && unit <= 0xFDEF; // QTextDocument's frames, U+FDD0 and U+FDD1
    const bool isObject = unit == QChar::ObjectReplacementCharacter;
    const bool isByteOrderMark = unit == QChar::ByteOrderMark; // nobody would see it
    const bool isNoCharacter = unit >= 0xFFFE;                 // an XML file may not hold it
    return isControl || isSeparator || isFrame || isObject || isByteOrderMark || isNoCharacter
               ? emptyBox
               : unit;
}

} // namespace

QString documentText(QString text)
{
    for (QChar& unit : text)
        unit = QChar(shown(unit.unicode()));
    return text;
}

QString textOfBytes(std::string_view utf8)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (utf8.starts_with(byteOrderMark))
        return QChar(QChar::ByteOrderMark) + textOfBytes(utf8.substr(byteOrderMark.size()));
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace logitscope
