// What comes into the prompt goes out byte for byte, whatever it is and whatever happens to the
// text around it.
#include "tests/test_program.h"
#include "widgets/control/prompt_bytes.h"
#include "widgets/control/prompt_field.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace logitscope;

namespace
{

// Pieces that a text document, QString or the clipboard treats in a way of its own.
const std::vector<std::string> nasty{
    "a",
    " ",
    "\n",
    "\t",
    "\r",
    "\r\n",
    std::string(1, '\0'),
    "\x1B",
    "\x7F",
    "\xC2\x85",         // U+0085
    "\xC2\xA0",         // no-break space
    "\xC2\xAD",         // soft hyphen
    "e\xCC\x81",        // combining accent
    "\xE2\x80\xA8",     // U+2028
    "\xE2\x80\xA9",     // U+2029
    "\xE2\x80\xAE",     // right-to-left override
    "\xE2\x90\x8D",     // the picture of a carriage return
    "\xEF\xBB\xBF",     // byte order mark
    "\xEF\xB7\x90",     // U+FDD0
    "\xEF\xB7\x91",     // U+FDD1
    "\xEF\xBF\xBC",     // object replacement character
    "\xEF\xBF\xBD",     // U+FFFD itself
    "\xEF\xBF\xBE",     // U+FFFE
    "\xEF\xBF\xBF",     // U+FFFF
    "\xEE\x80\x80",     // private use
    "\xF0\x9F\x99\x82", // outside the basic plane
    "\xF4\x8F\xBF\xBF", // U+10FFFF
    "\xE9",             // not UTF-8: Latin-1,
    "\xED\xA0\x80",     // a surrogate,
    "\xF0\x9F\x99",     // an unfinished character,
    "\xC0\x80",         // an overlong one
    "\xFF",
};

std::string randomPrompt(std::mt19937& random)
{
    std::string prompt;
    for (auto pieces = random() % 24; pieces > 0; --pieces)
        prompt += nasty[random() % nasty.size()];
    return prompt;
}

QByteArray hex(const std::string& bytes)
{
    return QByteArray::fromStdString(bytes).toHex(' ');
}

void paste(PromptField& field, const std::string& bytes)
{
    auto data = std::make_unique<QMimeData>();
    data->setData("text/plain;charset=utf-8", QByteArray::fromStdString(bytes));
    QApplication::clipboard()->setMimeData(data.release()); // the clipboard owns it
    field.paste();
}

void select(PromptField& field, int begin, int end)
{
    auto cursor = field.textCursor();
    cursor.setPosition(begin);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    field.setTextCursor(cursor);
}

} // namespace

class PromptFieldTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryPiece();
    void keepsAnything();
    void pastesAnything();
    void anEditChangesWhatIsEdited();
    void undoBringsTheBytesBack();
    void copiesTheBytes();
    void cutAndPastedItIsTheSame();
    void whatIsTypedIsText();
    void showsWhatStandsThere();
    void refusesWhatNoContextHolds();
    void takesALongTextThatFits();
    void marksSpecialTokens();
    void selectedTextIsNotDragged();
};

void PromptFieldTest::keepsEveryPiece()
{
    PromptField field;
    for (const auto& piece : nasty) {
        field.setPrompt(piece);
        QCOMPARE(hex(field.prompt()), hex(piece));
        field.setPrompt(piece + piece + "x" + piece); // as a neighbour of itself
        QCOMPARE(hex(field.prompt()), hex(piece + piece + "x" + piece));
    }
}

void PromptFieldTest::keepsAnything()
{
    PromptField field;
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        const auto prompt = randomPrompt(random);
        field.setPrompt(prompt);
        QCOMPARE(hex(field.prompt()), hex(prompt));
    }
}

void PromptFieldTest::pastesAnything()
{
    PromptField field;
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
        const auto before = randomPrompt(random);
        const auto pasted = randomPrompt(random);
        field.setPrompt(before + "x");
        field.moveCursor(QTextCursor::End);
        field.moveCursor(QTextCursor::Left); // one unit: the x
        paste(field, pasted);
        QCOMPARE(hex(field.prompt()), hex(before + pasted + "x"));
    }
}

// The rest keeps its bytes. Where the parts meet, bytes may become characters: those are the same
// bytes too.
void PromptFieldTest::anEditChangesWhatIsEdited()
{
    PromptField field;
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        const auto before = randomPrompt(random);
        const auto middle = randomPrompt(random);
        const auto after = randomPrompt(random);
        field.setPrompt(before);
        const int begin = field.document()->characterCount() - 1;
        paste(field, middle);
        const int end = field.document()->characterCount() - 1;
        paste(field, after);
        QCOMPARE(hex(field.prompt()), hex(before + middle + after));

        select(field, begin, end);
        QTest::keyClicks(&field, "new");
        QCOMPARE(hex(field.prompt()), hex(before + "new" + after));
    }
}

void PromptFieldTest::undoBringsTheBytesBack()
{
    PromptField field;
    std::mt19937 random(4);
    for (int round = 0; round < 100; ++round) {
        const auto prompt = "a" + randomPrompt(random);
        field.setPrompt(prompt);
        field.undo(); // there is nothing to undo: it came whole
        QCOMPARE(hex(field.prompt()), hex(prompt));

        field.selectAll();
        QTest::keyClicks(&field, "b");
        QCOMPARE(field.prompt(), std::string("b"));
        while (field.document()->isUndoAvailable())
            field.undo();
        QCOMPARE(hex(field.prompt()), hex(prompt));
    }
}

void PromptFieldTest::copiesTheBytes()
{
    PromptField field;
    field.setPrompt("one\r\ntwo\xE2\x80\xA8three");
    field.selectAll();
    field.copy();
    QCOMPARE(QApplication::clipboard()->text(), QString("one\r\ntwo\u2028three"));
}

void PromptFieldTest::cutAndPastedItIsTheSame()
{
    PromptField field;
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        const auto prompt = randomPrompt(random);
        field.setPrompt(prompt);
        const auto units = static_cast<unsigned>(field.document()->characterCount());
        const auto first = static_cast<int>(random() % units);
        const auto second = static_cast<int>(random() % units);
        if (first == second ||
            QChar::isLowSurrogate(field.document()->characterAt(first).unicode()) ||
            QChar::isLowSurrogate(field.document()->characterAt(second).unicode()))
            continue; // no cursor stands in the middle of a character
        select(field, first, second);
        field.cut();
        field.paste();
        QCOMPARE(hex(field.prompt()), hex(prompt));
    }
}

void PromptFieldTest::whatIsTypedIsText()
{
    PromptField field;
    field.setPrompt("a\r");
    field.moveCursor(QTextCursor::End);
    QTest::keyClicks(&field, "b");
    QTest::keyClick(&field, Qt::Key_Return);
    QTest::keyClicks(&field, "c");
    QTest::keyClick(&field, Qt::Key_Return, Qt::ShiftModifier); // Qt's line separator
    QTest::keyClicks(&field, "d");
    QCOMPARE(hex(field.prompt()), hex("a\rb\nc\nd"));
}

void PromptFieldTest::showsWhatStandsThere()
{
    PromptField plain;
    PromptField special;
    for (auto* field : {&plain, &special})
        field->resize(200, 60);
    plain.setPrompt("ab");
    special.setPrompt("a\rb");
    QVERIFY(plain.grab().toImage() != special.grab().toImage());

    // The line is as high as any other.
    plain.setPrompt("a\nb");
    special.setPrompt("a\r\nb");
    const auto secondLine = [](PromptField& field) {
        field.moveCursor(QTextCursor::End);
        return field.cursorRect().top();
    };
    QCOMPARE(secondLine(special), secondLine(plain));
}

void PromptFieldTest::refusesWhatNoContextHolds()
{
    PromptField field;
    QSignalSpy refused(&field, &PromptField::refused);
    const std::string letters(300'000, 'a');
    QVERIFY(field.setPrompt("Once"));

    QVERIFY(!field.setPrompt(letters)); // before there is a model
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused.back().front().toString().contains("300"));

    field.setLimit({[](std::string_view prompt) { return prompt.size() / 2; }, 1'024});
    paste(field, letters);
    QCOMPARE(refused.size(), 2);
    QVERIFY2(refused.back().front().toString().contains("002"), // (300,000 + 4) / 2
             qPrintable(refused.back().front().toString()));
    QCOMPARE(field.prompt(), std::string("Once"));

    QVERIFY(field.setPrompt(std::string(5'000, 'a'))); // it can be shortened by hand
    QCOMPARE(refused.size(), 2);
}

void PromptFieldTest::takesALongTextThatFits()
{
    PromptField field;
    const std::string spaces(40'000, ' ');
    field.setLimit({[](std::string_view prompt) { return prompt.size() / 64; }, 1'024});
    QVERIFY(field.setPrompt(spaces));
    QVERIFY(field.prompt() == spaces);
}

// What stands in the document for bytes that it can't hold is as long as it is.
void PromptFieldTest::marksSpecialTokens()
{
    PromptField field;
    field.setSpecialTokens({"<s>", "<s>>", "<|end|>"});
    const auto marked = [&field] {
        QStringList texts;
        for (const auto& mark : field.extraSelections())
            texts << mark.cursor.selectedText();
        return texts;
    };
    field.setPrompt("\r\n<s>\xFF<s>> \xF0\x9F\x99\x82<|end|><|end|");
    QCOMPARE(marked(), (QStringList{"<s>", "<s>>", "<|end|>"}));
    QVERIFY(field.hasSpecialTokens());

    field.setReading(SpecialTokens::AsText);
    QCOMPARE(marked(), QStringList());
    QVERIFY(field.hasSpecialTokens()); // they would be
    field.setReading(SpecialTokens::Recognised);

    QTest::keyClick(&field, Qt::Key_Backspace); // the "|" of what is none
    QTest::keyClick(&field, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClicks(&field, "<s>");
    QCOMPARE(marked(), (QStringList{"<s>", "<s>", "<s>>", "<|end|>"}));
}

// A drag would wait in an event loop of its own.
void PromptFieldTest::selectedTextIsNotDragged()
{
    PromptField field;
    field.resize(400, 100);
    field.show();
    field.setPrompt("Once upon a time there was");
    field.selectAll();
    const QPoint from = field.cursorRect().center() - QPoint(40, 0); // before the end
    const QPoint to = from - QPoint(60, 0);
    bool waited = false;
    QTimer::singleShot(0, &field, [&] {
        waited = true;
        QDrag::cancel();
    });
    QTest::mousePress(field.viewport(), Qt::LeftButton, Qt::NoModifier, from);
    QMouseEvent move(QEvent::MouseMove, to, field.viewport()->mapToGlobal(to), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(field.viewport(), &move);
    QVERIFY(!waited);
    QTest::mouseRelease(field.viewport(), Qt::LeftButton, Qt::NoModifier, to);
    QVERIFY(field.textCursor().hasSelection()); // a new one
    QVERIFY(field.textCursor().selectedText().size() < 20);
}

LOGITSCOPE_TEST(PromptFieldTest)
#include "tst_prompt_field.moc"
