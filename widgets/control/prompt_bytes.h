// A prompt in a QTextDocument, byte for byte.
//
// A text document joins "\r\n", breaks lines at U+2029, takes U+FDD0 for structure, and holds no
// bytes that are not UTF-8; other characters it holds, but nobody sees them. Each of these stands
// in the document as an object that knows its bytes: it is drawn as a small box with its name,
// moves with the text around it, and comes back out as what it was.
#pragma once

#include <QTextCursor>
#include <QTextObjectInterface>

#include <string>
#include <string_view>

class QWidget;

namespace logitscope
{

// Any bytes, valid UTF-8 or not. What promptBytes() gives of them is the same bytes.
void insertPromptBytes(QTextCursor& cursor, std::string_view bytes);

// What stands between two positions, as UTF-8.
std::string promptBytes(const QTextDocument& document, int begin, int end);
std::string promptBytes(const QTextDocument& document); // all of it

// Draws the objects of a document, in the colours of a widget.
class PromptObjects : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    // Both outlive this.
    PromptObjects(QTextDocument& document, const QWidget& widget);

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& rectangle, QTextDocument* document,
                    int position, const QTextFormat& format) override;

private:
    const QWidget& widget_;
};

} // namespace logitscope
