#include "core/text/token_label.h"
#include "tests/core/text/random_source.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;

namespace
{

QByteArray label(const QByteArray& bytes)
{
    return QByteArray::fromStdString(tokenLabel(bytes.toStdString()));
}

// Reads a label back, as a person does with the header's table.
QByteArray unlabelled(const QString& text)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'␣') {
            bytes += ' ';
        } else if (text[i] != u'\\') {
            qsizetype length = text[i].isHighSurrogate() ? 2 : 1;
            bytes += text.sliced(i, length).toUtf8();
            i += length - 1;
        } else if (text[i + 1] == u'x') {
            bytes += QByteArray::fromHex(text.sliced(i + 2, 2).toLatin1());
            i += 3;
        } else if (text[i + 1] == u'u') {
            const qsizetype end = text.indexOf(u'}', i);
            const char32_t character = text.sliced(i + 3, end - i - 3).toUInt(nullptr, 16);
            bytes += QStringView(QChar::fromUcs4(character)).toUtf8();
            i = end;
        } else {
            const QByteArray letters = "ntr\\";
            bytes += "\n\t\r\\"[letters.indexOf(text[i + 1].toLatin1())];
            ++i;
        }
    }
    return bytes;
}

bool isUnseen(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Separator_Space:
        return true;
    default:
        return false;
    }
}

} // namespace

class TestTokenLabel : public QObject
{
    Q_OBJECT

private slots:
    void labels_data();
    void labels();
    void everyCharacter();
    void isUnambiguous();
    void tokensWithoutText();
};

void TestTokenLabel::labels_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("word") << QByteArray("the") << QByteArray("the");
    QTest::newRow("leading space") << QByteArray(" the") << QByteArray("␣the");
    QTest::newRow("every space") << QByteArray("  a b ") << QByteArray("␣␣a␣b␣");
    QTest::newRow("newline") << QByteArray("\n") << QByteArray("\\n");
    QTest::newRow("tab and return") << QByteArray("\t\r\n") << QByteArray("\\t\\r\\n");
    QTest::newRow("backslash") << QByteArray("\\n") << QByteArray("\\\\n");
    QTest::newRow("control") << QByteArray("\x1b[0m") << QByteArray("\\x1b[0m");
    QTest::newRow("zero") << QByteArray("\0", 1) << QByteArray("\\x00");
    QTest::newRow("delete") << QByteArray("\x7f") << QByteArray("\\x7f");
    QTest::newRow("C1 control") << QByteArray("\u0085") << QByteArray("\\u{85}");
    QTest::newRow("no-break space") << QByteArray("\u00a0") << QByteArray("\\u{a0}");
    QTest::newRow("soft hyphen") << QByteArray("a\u00adb") << QByteArray("a\\u{ad}b");
    QTest::newRow("zero-width space") << QByteArray("\u200b") << QByteArray("\\u{200b}");
    QTest::newRow("right-to-left override") << QByteArray("\u202e") << QByteArray("\\u{202e}");
    QTest::newRow("byte order mark") << QByteArray("\ufeff") << QByteArray("\\u{feff}");
    QTest::newRow("line separator") << QByteArray("\u2028") << QByteArray("\\u{2028}");
    QTest::newRow("ideographic space") << QByteArray("\u3000") << QByteArray("\\u{3000}");
    QTest::newRow("variation selector") << QByteArray("❤\ufe0f") << QByteArray("❤\\u{fe0f}");
    QTest::newRow("Hangul filler") << QByteArray("\u3164") << QByteArray("\\u{3164}");
    QTest::newRow("tag") << QByteArray("\U000e0041") << QByteArray("\\u{e0041}");
    QTest::newRow("the space's sign itself") << QByteArray("␣") << QByteArray("\\u{2423}");
    QTest::newRow("other scripts") << QByteArray("中é😀ж") << QByteArray("中é😀ж");
    QTest::newRow("part of a character") << QByteArray("\xe4\xb8") << QByteArray("\\xe4\\xb8");
    QTest::newRow("its end") << QByteArray("\xad!") << QByteArray("\\xad!");
    QTest::newRow("space and a part") << QByteArray(" \xf0\x9f") << QByteArray("␣\\xf0\\x9f");
    QTest::newRow("never UTF-8") << QByteArray("a\xff\xc0z") << QByteArray("a\\xff\\xc0z");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\\xed\\xa0\\x80");
}

void TestTokenLabel::labels()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QCOMPARE(label(bytes), expected);
}

// By Qt's tables of Unicode: no invisible character is shown as it is, and no other is escaped.
void TestTokenLabel::everyCharacter()
{
    // Marks, symbols and letters by category, but default ignorable.
    const QList<char32_t> fillers{0x34F,  0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B,
                                  0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0};
    const auto isFiller = [&](char32_t character) {
        return fillers.contains(character) || (character >= 0xFE00 && character <= 0xFE0F) ||
               (character >= 0xE0100 && character <= 0xE01EF);
    };

    for (char32_t character = 0; character <= 0x10FFFF; ++character) {
        if (QChar::category(character) == QChar::Other_Surrogate ||
            QChar::category(character) == QChar::Other_NotAssigned)
            continue;
        const QByteArray bytes = QStringView(QChar::fromUcs4(character)).toUtf8();
        const bool escaped = isUnseen(character) || isFiller(character) || character == U'\\' ||
                             character == U'␣';
        if ((label(bytes) != bytes) != escaped || unlabelled(label(bytes)) != bytes)
            QFAIL(qPrintable(QStringLiteral("U+%1 is shown as %2")
                                 .arg(character, 0, 16)
                                 .arg(QString::fromUtf8(label(bytes)))));
    }
}

void TestTokenLabel::isUnambiguous()
{
    const QByteArrayList parts{" ",    "\n",   "n",        "x",      "u",        "{",    "}",
                               "\\",   "a0",   "␣",        "\u00a0", "\u200b",   "中",   "😀",
                               "\xe4", "\xb8", "\xf0\x9f", "\xff",   "\xc2\xa0", "\x1b", "\\x1b"};
    RandomSource random(4);
    for (int round = 0; round < 5000; ++round) {
        QByteArray bytes;
        for (qsizetype left = random.below(12); left > 0; --left)
            bytes += parts[random.below(parts.size())];
        const QByteArray text = label(bytes);
        QVERIFY(text.isValidUtf8());
        QCOMPARE(unlabelled(text), bytes);
    }
}

void TestTokenLabel::tokensWithoutText()
{
    QCOMPARE(tokenLabel(50300, ""), std::string("[50300]"));
    QCOMPARE(tokenLabel(50300, " a"), std::string("␣a"));
}

LOGITSCOPE_TEST(TestTokenLabel)
#include "tst_token_label.moc"
