#include "core/text/utf8_stream.h"
#include "tests/core/text/random_source.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <string>
#include <string_view>

using namespace logitscope;

namespace
{

#define FFFD "\xEF\xBF\xBD"

QByteArray decoded(const QByteArray& bytes)
{
    Utf8Stream stream;
    std::string text = stream.push({bytes.constData(), std::size_t(bytes.size())});
    text += stream.finish();
    return QByteArray::fromStdString(text);
}

QByteArray decodedInParts(const QByteArray& bytes, RandomSource& random)
{
    Utf8Stream stream;
    std::string text;
    for (std::string_view rest(bytes.constData(), std::size_t(bytes.size())); !rest.empty();) {
        const std::size_t length = std::min(std::size_t(random.below(4)), rest.size());
        text += stream.push(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    text += stream.finish();
    return QByteArray::fromStdString(text);
}

} // namespace

class TestUtf8Stream : public QObject
{
    Q_OBJECT

private slots:
    void standardsExamples_data();
    void standardsExamples();
    void agreesWithPython();
    void everyCharacterByteByByte();
    void holdsBackOnlyWhatMayStillComplete_data();
    void holdsBackOnlyWhatMayStillComplete();
    void finishForgets();
    void splitsDontMatter_data();
    void splitsDontMatter();
};

void TestUtf8Stream::standardsExamples_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");

    // Unicode 15, section 3.9, tables 3-8 to 3-11, and the example of Unicode 6's table 3-8.
    QTest::newRow("non-shortest forms") << QByteArray::fromHex("c0af e080bf f08182 41")
                                        << QByteArray(FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
    QTest::newRow("surrogates") << QByteArray::fromHex("eda080 edbfbf edaf 41")
                                << QByteArray(FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
    QTest::newRow("other ill-formed") << QByteArray::fromHex("f4919293 ff 41 80bf 42")
                                      << QByteArray(FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B");
    QTest::newRow("truncated") << QByteArray::fromHex("e180 e2 f09192 f1bf 41")
                               << QByteArray(FFFD FFFD FFFD FFFD "A");
    QTest::newRow("mixed") << QByteArray::fromHex("61 f18080 e180 c2 62 80 63 80 bf 64")
                           << QByteArray("a" FFFD FFFD FFFD "b" FFFD "c" FFFD FFFD "d");
}

void TestUtf8Stream::standardsExamples()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QCOMPARE(decoded(bytes), expected);
}

void TestUtf8Stream::agreesWithPython()
{
    QFile file(LOGITSCOPE_TEST_DATA "/utf8_goldens.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
    QVERIFY(cases.size() > 1000);
    for (const QJsonValue& item : cases)
        QCOMPARE(decoded(QByteArray::fromHex(item[0].toString().toLatin1())),
                 item[1].toString().toUtf8());
}

void TestUtf8Stream::everyCharacterByteByByte()
{
    for (char32_t character = 1; character <= 0x10FFFF; ++character) {
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        const QByteArray bytes = QStringView(QChar::fromUcs4(character)).toUtf8();
        Utf8Stream stream;
        std::string text;
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            if (!text.empty() || static_cast<qsizetype>(stream.pendingBytes()) != i)
                QFAIL(qPrintable(QStringLiteral("U+%1 came out early").arg(character, 0, 16)));
            text = stream.push({bytes.constData() + i, 1});
        }
        if (text != bytes.toStdString() || stream.pendingBytes() != 0)
            QFAIL(qPrintable(QStringLiteral("U+%1 was changed").arg(character, 0, 16)));
    }
}

void TestUtf8Stream::holdsBackOnlyWhatMayStillComplete_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("certain");
    QTest::addColumn<int>("pending");

    QTest::newRow("nothing") << QByteArray() << QByteArray() << 0;
    QTest::newRow("whole") << QByteArray("ab\xc3\xa9") << QByteArray("ab\xc3\xa9") << 0;
    QTest::newRow("one of two") << QByteArray("ab\xc3") << QByteArray("ab") << 1;
    QTest::newRow("two of three") << QByteArray("ab\xe4\xb8") << QByteArray("ab") << 2;
    QTest::newRow("three of four") << QByteArray("ab\xf0\x9f\x98") << QByteArray("ab") << 3;
    QTest::newRow("highest") << QByteArray("\xf4\x8f\xbf") << QByteArray() << 3;
    // These can't become a character any more, although a lead byte came first.
    QTest::newRow("overlong lead") << QByteArray("\xc1") << QByteArray(FFFD) << 0;
    QTest::newRow("overlong of three") << QByteArray("\xe0\x9f") << QByteArray(FFFD FFFD) << 0;
    QTest::newRow("overlong of four") << QByteArray("\xf0\x8f") << QByteArray(FFFD FFFD) << 0;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0") << QByteArray(FFFD FFFD) << 0;
    QTest::newRow("above U+10FFFF") << QByteArray("\xf4\x90") << QByteArray(FFFD FFFD) << 0;
    QTest::newRow("lead above") << QByteArray("\xf5") << QByteArray(FFFD) << 0;
    QTest::newRow("continuation") << QByteArray("\x80") << QByteArray(FFFD) << 0;
    QTest::newRow("lead after lead") << QByteArray("\xe4\xb8\xe4") << QByteArray(FFFD) << 1;
}

void TestUtf8Stream::holdsBackOnlyWhatMayStillComplete()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, certain);
    QFETCH(int, pending);
    Utf8Stream stream;
    QCOMPARE(QByteArray::fromStdString(stream.push(bytes.toStdString())), certain);
    QCOMPARE(static_cast<int>(stream.pendingBytes()), pending);
    QCOMPARE(QByteArray::fromStdString(stream.finish()), QByteArray(pending > 0 ? FFFD : ""));
}

void TestUtf8Stream::finishForgets()
{
    Utf8Stream stream;
    QCOMPARE(stream.push("\xe4\xb8"), std::string());
    QCOMPARE(stream.finish(), std::string(FFFD));
    QCOMPARE(stream.pendingBytes(), std::size_t{0});
    QCOMPARE(stream.finish(), std::string());
    QCOMPARE(stream.push("\xad"), std::string(FFFD)); // not the end of the forgotten character
    QCOMPARE(stream.push("ok"), std::string("ok"));
}

void TestUtf8Stream::splitsDontMatter_data()
{
    QTest::addColumn<QByteArray>("alphabet");
    QTest::newRow("valid") << QByteArray();
    QTest::newRow("random bytes") << QByteArray();
    QTest::newRow("bytes at the borders")
        << QByteArray::fromHex("41808f909fa0bfc1c2dfe0e1ecedeeeff0f1f4f5");
}

void TestUtf8Stream::splitsDontMatter()
{
    QFETCH(QByteArray, alphabet);
    const bool valid = QTest::currentDataTag() == QByteArray("valid");
    RandomSource random(8);
    for (int round = 0; round < 2000; ++round) {
        QByteArray bytes;
        QString characters;
        const qsizetype length = random.below(30);
        for (qsizetype i = 0; i < length; ++i) {
            if (valid)
                characters += QStringView(u"aé中☃").at(random.below(4)) + QString("😀");
            else if (alphabet.isEmpty())
                bytes += char(random.below(256));
            else
                bytes += alphabet[random.below(alphabet.size())];
        }
        bytes += characters.toUtf8();
        if (valid)
            QCOMPARE(decoded(bytes), bytes);
        QCOMPARE(decodedInParts(bytes, random), decoded(bytes));
    }
}

LOGITSCOPE_TEST(TestUtf8Stream)
#include "tst_utf8_stream.moc"
