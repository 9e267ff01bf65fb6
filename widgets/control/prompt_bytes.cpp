#include "widgets/control/prompt_bytes.h"

#include "core/text/utf8.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <QWidget>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr int objectType = QTextFormat::UserObject + 1;
constexpr int bytesProperty = QTextFormat::UserProperty + 1;

constexpr char32_t lineSeparator = 0x2028;
constexpr char32_t paragraphSeparator = 0x2029;
constexpr char32_t byteOrderMark = 0xFEFF;
constexpr char32_t objectReplacement = 0xFFFC; // what the document itself has for an object

bool isNoncharacter(char32_t c)
{
    return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

// Whether a document holds the character as it is, and shows it.
bool isPlain(char32_t c)
{
    const bool isControl = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
    return !isControl && !isNoncharacter(c) && c != lineSeparator && c != paragraphSeparator &&
           c != byteOrderMark && c != objectReplacement;
}

// "CR", "U+FDD0"; "xE9" for a byte that is no character.
QString nameOf(const QByteArray& bytes)
{
    const auto sequence = firstUtf8Sequence({bytes.data(), static_cast<std::size_t>(bytes.size())});
    if (sequence.kind != Utf8Kind::Character)
        return QString("x%1").arg(QString(bytes.toHex()).toUpper());
    switch (sequence.codePoint) {
    case '\r':
        return QStringLiteral("CR");
    case lineSeparator:
        return QStringLiteral("LS");
    case paragraphSeparator:
        return QStringLiteral("PS");
    case byteOrderMark:
        return QStringLiteral("BOM");
    default:
        return QString("U+%1").arg(uint(sequence.codePoint), 4, 16, QChar('0')).toUpper();
    }
}

QTextCharFormat formatOf(std::string_view bytes)
{
    QTextCharFormat format;
    format.setObjectType(objectType);
    format.setProperty(bytesProperty,
                       QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return format;
}

// Collects bytes; text waits so that both halves of a surrogate pair are turned together.
class Collector
{
public:
    void add(QStringView text, const QTextCharFormat& format)
    {
        const bool objects = format.objectType() == objectType;
        for (const QChar unit : text) {
            if (objects && unit == QChar::ObjectReplacementCharacter) {
                flush();
                bytes_ += format.property(bytesProperty).toByteArray().toStdString();
            } else {
                // Shift+Enter types U+2028; one that was there before is an object.
                text_ += unit == QChar::LineSeparator ? QChar('\n') : unit;
            }
        }
    }

    void addLineBreak() { text_ += '\n'; }

    std::string finish()
    {
        flush();
        return std::move(bytes_);
    }

private:
    void flush()
    {
        bytes_ += text_.toStdString();
        text_.clear();
    }

    QString text_;
    std::string bytes_;
};

QFont nameFont(const QWidget& widget)
{
    return scaled(widget.font(), 0.75);
}

} // namespace

void insertPromptBytes(QTextCursor& cursor, std::string_view bytes)
{
    QString text;
    const auto insertText = [&] {
        if (!text.isEmpty())
            cursor.insertText(text, QTextCharFormat());
        text.clear();
    };
    cursor.beginEditBlock();
    while (!bytes.empty()) {
        const auto sequence = firstUtf8Sequence(bytes);
        if (sequence.kind == Utf8Kind::Character && isPlain(sequence.codePoint)) {
            text += QChar::fromUcs4(sequence.codePoint);
        } else {
            insertText();
            cursor.insertText(QString(QChar::ObjectReplacementCharacter),
                              formatOf(bytes.substr(0, sequence.length)));
        }
        bytes.remove_prefix(sequence.length);
    }
    insertText();
    cursor.endEditBlock();
}

std::string promptBytes(const QTextDocument& document, int begin, int end)
{
    Collector collector;
    for (auto block = document.findBlock(begin); block.isValid() && block.position() <= end;
         block = block.next()) {
        if (block.position() > begin)
            collector.addLineBreak();
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const auto fragment = part.fragment();
            const auto text = fragment.text();
            const int from = std::clamp(begin - fragment.position(), 0, fragment.length());
            const int to = std::clamp(end - fragment.position(), 0, fragment.length());
            if (from < to)
                collector.add(QStringView(text).mid(from, to - from), fragment.charFormat());
        }
    }
    return collector.finish();
}

std::string promptBytes(const QTextDocument& document)
{
    return promptBytes(document, 0, document.characterCount() - 1); // the last ends the document
}

PromptObjects::PromptObjects(QTextDocument& document, const QWidget& widget) : widget_(widget)
{
    document.documentLayout()->registerHandler(objectType, this);
}

QSizeF PromptObjects::intrinsicSize(QTextDocument*, int, const QTextFormat& format)
{
    const QFontMetricsF metrics(nameFont(widget_));
    const auto name = nameOf(format.property(bytesProperty).toByteArray());
    // No higher than a line without it.
    return {metrics.horizontalAdvance(name) + metrics.height() * 0.5,
            QFontMetricsF(widget_.font()).ascent()};
}

void PromptObjects::drawObject(QPainter* painter, const QRectF& rectangle, QTextDocument*, int,
                               const QTextFormat& format)
{
    const auto& theme = themeOf(widget_.palette());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(theme.mutedText);
    painter->setBrush(theme.window);
    // The layout puts objects on the baseline; letters reach below it.
    const double below = QFontMetricsF(widget_.font()).descent() * 0.6;
    const auto box = rectangle.adjusted(1.0, 1.0 + below, -1.0, below);
    painter->drawRoundedRect(box, 2.0, 2.0);
    painter->setFont(nameFont(widget_));
    painter->drawText(box, Qt::AlignCenter, nameOf(format.property(bytesProperty).toByteArray()));
    painter->restore();
}

} // namespace logitscope
