#include "core/api/prompt_field.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

using Tokens = std::vector<TokenId>;
using Prompts = std::vector<Tokens>;

Q_DECLARE_METATYPE(Prompts)

class TestPromptField : public QObject
{
    Q_OBJECT

private slots:
    void prompts_data();
    void prompts();
    void noField();
    void specialTokensAsText();
    void errors_data();
    void errors();
    void noMoreThanAskedFor();
    void aModelWithoutEndOfText();
    void aLongText();

private:
    const std::shared_ptr<const OpenModel> model_ = open(randomCheckpoint({}, 1));
};

// The made-up vocabulary: a token for each byte, 256 is "he", 257 is " t".
void TestPromptField::prompts_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<Prompts>("prompts");
    const Tokens beginning{endOfText};
    QTest::newRow("a string") << QByteArray(R"("a the")") << Prompts{{'a', 257, 256}};
    QTest::newRow("strings") << QByteArray(R"(["ab", "he"])") << Prompts{{'a', 'b'}, {256}};
    QTest::newRow("bytes") << QByteArray(R"("\u00e9")") << Prompts{{0xc3, 0xa9}};
    QTest::newRow("NUL") << QByteArray(R"("a\u0000b")") << Prompts{{'a', 0, 'b'}};
    QTest::newRow("ids") << QByteArray("[97, 257, 0, 258]") << Prompts{{'a', 257, 0, 258}};
    QTest::newRow("lists of ids") << QByteArray("[[97], [98, 99]]") << Prompts{{'a'}, {'b', 'c'}};
    QTest::newRow("empty") << QByteArray(R"("")") << Prompts{beginning};
    QTest::newRow("<|endoftext|>") << QByteArray(R"("<|endoftext|>")") << Prompts{beginning};
    QTest::newRow("among others") << QByteArray(R"(["", "a", "<|endoftext|>"])")
                                  << Prompts{beginning, {'a'}, beginning};
    QTest::newRow("<|endoftext|> in a text")
        << QByteArray(R"("a<|endoftext|>he")") << Prompts{{'a', endOfText, 256}};
}

void TestPromptField::prompts()
{
    QFETCH(QByteArray, value);
    QFETCH(Prompts, prompts);
    const auto field = json::parse(value.toStdString());
    const auto read = readPrompts(&field, *model_, 8);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(*read, prompts);
}

void TestPromptField::noField()
{
    QCOMPARE(readPrompts(nullptr, *model_, 8).value(), (Prompts{{endOfText}}));
}

void TestPromptField::specialTokensAsText()
{
    const json texts = {"<|endoftext|>", ""};
    QCOMPARE(
        readPrompts(&texts, *model_, 8, SpecialTokens::AsText).value(),
        (Prompts{{'<', '|', 'e', 'n', 'd', 'o', 'f', 't', 'e', 'x', 't', '|', '>'}, {endOfText}}));
}

void TestPromptField::errors_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("message");
    const QString expected =
        "a string, an array of strings, an array of token ids or an array of such arrays";
    const QString ids = "expected a token id of this model, 0 to 258";
    const auto row = [](const QByteArray& value, const QString& message) {
        QTest::newRow(value) << value << message;
    };
    row("1", "prompt is 1, expected " + expected);
    row("true", "prompt is true, expected " + expected);
    row("{}", "prompt is an object, expected " + expected);
    row("[]", "prompt is an empty array, expected " + expected);
    row("[null]", "prompt[0] is null, expected prompt to be " + expected);
    row("[\"a\", 1]", "prompt[1] is 1, expected prompt to be " + expected);
    row("[1, 2, \"a\"]", "prompt[2] is \"a\", expected prompt to be " + expected);
    row("[[1], 2]", "prompt[1] is 2, expected prompt to be " + expected);
    row("[[1], \"a\"]", "prompt[1] is \"a\", expected prompt to be " + expected);
    row("[\"a\", null]", "prompt[1] is null, expected prompt to be " + expected);
    row("[259]", "prompt[0] is 259, " + ids);
    row("[0, -1]", "prompt[1] is -1, " + ids);
    row("[1, 2.5]", "prompt[1] is 2.5, " + ids);
    row("[18446744073709551615]", "prompt[0] is 18446744073709551615, " + ids);
    row("[4294967296]", "prompt[0] is 4294967296, " + ids);
    row("[1e300]", "prompt[0] is 1e+300, " + ids);
    row("[[]]", "prompt[0] is an empty array, expected at least one token id");
    row("[[1], []]", "prompt[1] is an empty array, expected at least one token id");
    row("[[1], [2, 300]]", "prompt[1][1] is 300, " + ids);
    row("[[1], [\"a\"]]", "prompt[1][0] is \"a\", " + ids);
    row("[[[1]]]", "prompt[0][0] is an array, " + ids);
}

void TestPromptField::errors()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, message);
    const auto field = json::parse(value.toStdString());
    const auto read = readPrompts(&field, *model_, 8);
    QVERIFY(!read);
    QCOMPARE(QString::fromStdString(read.error().message), message);
    QCOMPARE(read.error().param, std::optional<std::string>("prompt"));
    QCOMPARE(read.error().status, 400);
}

void TestPromptField::noMoreThanAskedFor()
{
    const json four = {"a", "b", "c", "d"};
    QCOMPARE(readPrompts(&four, *model_, 4).value().size(), std::size_t{4});
    const auto read = readPrompts(&four, *model_, 3);
    QVERIFY(!read);
    QCOMPARE(read.error().message,
             std::string("prompt is an array of 4 prompts, expected 3 at most"));
}

void TestPromptField::aModelWithoutEndOfText()
{
    const json empty = "";
    const auto read = readPrompts(&empty, *openEndless(1), 8);
    QVERIFY(!read);
    QCOMPARE(read.error().message,
             std::string("prompt: the prompt is empty, and this model has no <|endoftext|> to "
                         "start from; type a prompt"));
}

// Whether it fits is another's question, which has to know how long it is.
void TestPromptField::aLongText()
{
    const json text = std::string(100'000, 'a');
    QCOMPARE(readPrompts(&text, *model_, 8).value().front().size(), std::size_t{100'000});
}

LOGITSCOPE_TEST(TestPromptField)
#include "tst_prompt_field.moc"
