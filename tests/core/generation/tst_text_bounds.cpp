#include "core/generation/text_bounds.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Ids = QList<int>;

Result<TextBounds> read(const QByteArray& config, const QByteArray& generation, bool hasEndOfText)
{
    auto checkpoint = randomCheckpoint({}, 1);
    if (!hasEndOfText)
        removeEndOfText(checkpoint);
    const TestFolder folder;
    checkpoint.writeTo(folder);
    folder.write("config.json", config);
    if (!generation.isEmpty())
        folder.write("generation_config.json", generation);
    auto bounds =
        readTextBounds(folder.path(), Tokenizer::load(folder.path()).value(), vocabularySize);
    if (!bounds)
        bounds.error().message = folder.named(bounds.error().message).toStdString();
    return bounds;
}

} // namespace

// <|endoftext|> is 258, the last of the vocabulary.
class TestTextBounds : public QObject
{
    Q_OBJECT

private slots:
    void bounds_data();
    void bounds();
    void withoutEndOfText();
    void everyEndEnds();
    void errors_data();
    void errors();
};

void TestTextBounds::bounds_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("generation");
    QTest::addColumn<int>("begin");
    QTest::addColumn<Ids>("ends");
    const auto row = [](const char* name, const char* config, const char* generation, int begin,
                        const Ids& ends) {
        QTest::newRow(name) << QByteArray(config) << QByteArray(generation) << begin << ends;
    };
    row("by name", "{}", "", 258, {258});
    row("null is not given", R"({"bos_token_id": null, "eos_token_id": null})", "{}", 258, {258});
    row("config", R"({"bos_token_id": 1, "eos_token_id": 2})", "", 1, {2});
    row("a list", R"({"eos_token_id": [2, 3, 258]})", "", 258, {2, 3, 258});
    row("generation_config goes first", R"({"bos_token_id": 1, "eos_token_id": 2})",
        R"({"bos_token_id": 3, "eos_token_id": [4, 5]})", 3, {4, 5});
    row("each by itself", R"({"bos_token_id": 1, "eos_token_id": 2})", R"({"eos_token_id": 4})", 1,
        {4});
    row("0 is a token", R"({"bos_token_id": 0, "eos_token_id": 0})", "", 0, {0});
    // GPT2Config's default, in a model that was trained with a smaller vocabulary.
    row("of another vocabulary", R"({"bos_token_id": 50256, "eos_token_id": 50256})", "", 258,
        {258});
    row("some of another vocabulary", R"({"eos_token_id": [50256, -1, 259, 7]})", "", 258, {7});
    row("written as a float", R"({"eos_token_id": 7.0})", "", 258, {7});
}

void TestTextBounds::bounds()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, generation);
    QFETCH(int, begin);
    QFETCH(Ids, ends);
    const auto bounds = read(config, generation, true);
    QVERIFY2(bounds, bounds ? "" : bounds.error().message.c_str());
    QCOMPARE(bounds->begin, std::optional<TokenId>(begin));
    QCOMPARE(Ids(bounds->ends.begin(), bounds->ends.end()), ends);
}

void TestTextBounds::withoutEndOfText()
{
    const auto none = read("{}", "", false).value();
    QVERIFY(!none.begin);
    QVERIFY(none.ends.empty());
    QVERIFY(!none.isEnd(258));
    QVERIFY(read(R"({"bos_token_id": 9})", "", false).value().begin == 9);
}

void TestTextBounds::everyEndEnds()
{
    const auto bounds = read(R"({"bos_token_id": 1, "eos_token_id": [2, 3]})", "", true).value();
    for (TokenId token = 0; token < vocabularySize; ++token)
        QCOMPARE(bounds.isEnd(token), token == 2 || token == 3);
}

void TestTextBounds::errors_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("generation");
    QTest::addColumn<QString>("message");
    QTest::newRow("text") << QByteArray(R"({"eos_token_id": "</s>"})") << QByteArray()
                          << "folder/config.json: eos_token_id is \"</s>\", expected a token id or "
                             "a list of them";
    QTest::newRow("text in a list") << QByteArray(R"({"eos_token_id": [1, "x"]})") << QByteArray()
                                    << "folder/config.json: eos_token_id is an array, expected a "
                                       "token id or a list of them";
    QTest::newRow("several to begin with")
        << QByteArray(R"({"bos_token_id": [1]})") << QByteArray()
        << "folder/config.json: bos_token_id is an array, expected a token id";
    QTest::newRow("a fraction") << QByteArray("{}") << QByteArray(R"({"bos_token_id": 1.5})")
                                << "folder/generation_config.json: bos_token_id is 1.5, expected a "
                                   "token id";
    QTest::newRow("no JSON") << QByteArray("{}") << QByteArray("{")
                             << "folder/generation_config.json: not valid JSON at byte 2; it may "
                                "be damaged or an unfinished download, so fetch it again";
}

void TestTextBounds::errors()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, generation);
    QFETCH(QString, message);
    const auto bounds = read(config, generation, true);
    QVERIFY(!bounds);
    QCOMPARE(QString::fromStdString(bounds.error().message), message);
}

LOGITSCOPE_TEST(TestTextBounds)
#include "tst_text_bounds.moc"
