#include "core/text/added_tokens.h"
#include "tests/core/text/tokenizer_files.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using More = QList<std::pair<QString, QByteArray>>;

Result<Tokenizer> withMore(const More& more)
{
    const auto files = smallFiles();
    return loadFiles(files.vocab(), files.merges, more);
}

std::string textOf(const Tokenizer& tokenizer, TokenId token)
{
    return std::string(tokenizer.bytes(token));
}

} // namespace

// In smallFiles() a byte is its own id, "ab" is 256, "abc" 257 and <|endoftext|> 258.
class TestAddedTokens : public QObject
{
    Q_OBJECT

private slots:
    void addedTokensJson();
    void tokenizerJson();
    void specialTokensMap();
    void gapsAreNoTokens();
    void aTokenThatIsThereTwice();
    void longestFirst();
    void endOfTextThatIsAdded();
    void errors_data();
    void errors();
};

// What only added_tokens.json has is not known to be special.
void TestAddedTokens::addedTokensJson()
{
    const auto tokenizer = withMore({{"added_tokens.json", R"({"<|pad|>": 259, "né ": 260})"}});
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
    QCOMPARE(textOf(*tokenizer, 259), std::string("<|pad|>"));
    QCOMPARE(textOf(*tokenizer, 260), std::string("né "));
    for (const auto special : {SpecialTokens::Recognised, SpecialTokens::AsText})
        QCOMPARE(encoded(*tokenizer, "abc<|pad|>né ab", special), Ids({257, 259, 260, 256}));
}

void TestAddedTokens::tokenizerJson()
{
    const auto tokenizer =
        withMore({{"tokenizer.json",
                   R"({"model": {"vocab": {"added_tokens": [7]}}, "added_tokens": [
            {"id": 258, "content": "<|endoftext|>", "special": true, "normalized": false},
            {"id": 259, "content": "<s>", "special": true},
            {"id": 300, "content": "[x]", "special": false}]})"}});
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
    QCOMPARE(textOf(*tokenizer, 300), std::string("[x]"));
    QCOMPARE(encoded(*tokenizer, "<s>[x]<|endoftext|>", SpecialTokens::Recognised),
             Ids({259, 300, 258}));
    QCOMPARE(encoded(*tokenizer, "<s>[x]", SpecialTokens::AsText), Ids({'<', 's', '>', 300}));
    for (const auto* none : {"{}", R"({"added_tokens": null})", R"({"added_tokens": []})"})
        QVERIFY(withMore({{"tokenizer.json", none}}));
}

// Names tokens of vocab.json, and says which of the added ones are special.
void TestAddedTokens::specialTokensMap()
{
    auto files = smallFiles();
    files.tokens << "</s>"
                 << "<m>";
    const auto tokenizer =
        loadFiles(files.vocab(), files.merges,
                  {{"added_tokens.json", R"({"<p>": 261})"},
                   {"special_tokens_map.json",
                    R"({"eos_token": "</s>", "pad_token": {"content": "<p>", "lstrip": false},
                        "unk_token": "none of these", "bos_token": null,
                        "additional_special_tokens": ["<m>", {"content": "abc"}]})"}});
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
    QCOMPARE(encoded(*tokenizer, "xabc</s><m><p>", SpecialTokens::Recognised),
             Ids({'x', 257, 259, 260, 261}));
    auto special = tokenizer->specialTokens();
    std::ranges::sort(special);
    QCOMPARE(special, (std::vector<std::string>{"</s>", "<m>", "<p>", "<|endoftext|>", "abc"}));
    QCOMPARE(encoded(*tokenizer, "<p></s>", SpecialTokens::AsText),
             Ids({'<', 'p', '>', '<', '/', 's', '>'}));
}

void TestAddedTokens::gapsAreNoTokens()
{
    const auto tokenizer = withMore({{"added_tokens.json", R"({"<p>": 2147483647})"}});
    QVERIFY(tokenizer);
    QCOMPARE(textOf(*tokenizer, 2147483647), std::string("<p>"));
    QCOMPARE(textOf(*tokenizer, 259), std::string());
    QCOMPARE(tokenizer->decode(std::vector<TokenId>{'a', 259, 'b'}), std::string("ab"));
}

void TestAddedTokens::aTokenThatIsThereTwice()
{
    const auto tokenizer =
        withMore({{"tokenizer.json",
                   R"({"added_tokens": [{"id": 259, "content": "<p>", "special": true}]})"},
                  {"added_tokens.json", R"({"<p>": 259, "abc": 257})"}});
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
    QCOMPARE(encoded(*tokenizer, "<p>", SpecialTokens::AsText), Ids({'<', 'p', '>'}));
}

void TestAddedTokens::longestFirst()
{
    const auto tokenizer =
        withMore({{"added_tokens.json", R"({"[[": 259, "[[[[": 260, "<|": 261})"}});
    QVERIFY(tokenizer);
    QCOMPARE(encoded(*tokenizer, "[[[[[[[<|[[", SpecialTokens::Recognised),
             Ids({260, 259, '[', 261, 259}));
    QCOMPARE(encoded(*tokenizer, "<|endoftext|>", SpecialTokens::Recognised), Ids{258});
    // What is read as text may hold a token that is none of the special ones.
    QCOMPARE(encoded(*tokenizer, "<|endoftext|>", SpecialTokens::AsText).first(), 261);
}

void TestAddedTokens::endOfTextThatIsAdded()
{
    auto files = smallFiles();
    files.tokens.removeLast();
    const auto tokenizer = loadFiles(files.vocab(), files.merges,
                                     {{"added_tokens.json", R"({"<|endoftext|>": 258})"}});
    QVERIFY(tokenizer);
    QCOMPARE(tokenizer->endOfText(), std::optional<TokenId>(258));
    QCOMPARE(encoded(*tokenizer, "<|endoftext|>", SpecialTokens::AsText).size(), 13);
}

void TestAddedTokens::errors_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QByteArray& contents, const QString& message) {
        QTest::newRow(contents.left(80)) << name << contents << message;
    };
    const QString sameModel = "; take all files from the same model";
    row("added_tokens.json", R"({"<p>": "259"})",
        "the id of token \"<p>\" is \"259\", expected a whole number, 0 or more");
    row("added_tokens.json", R"({"<p>": -1})",
        "the id of token \"<p>\" is -1, expected a whole number, 0 or more");
    row("added_tokens.json", R"({"<p>": 97})",
        "token \"<p>\" has the id 97, which is that of \"a\"" + sameModel);
    row("added_tokens.json", R"({"abc": 300})",
        "token \"abc\" has the id 300, but 257 in another place" + sameModel);
    row("added_tokens.json", R"({"<a>": 300, "<b>": 300})",
        "token \"<b>\" has the id 300, which is that of \"<a>\"" + sameModel);
    row("added_tokens.json", R"({"": 300})",
        "the token with the id 300 has no text; fetch the file again");
    row("added_tokens.json", "[]", "holds a JSON array, expected an object from token to id");
    row("added_tokens.json", "{\"" + QByteArray(5000, 'x') + "\": 97}",
        "token \"" + QString(59, 'x') + "…\" has the id 97, which is that of \"a\"" + sameModel);
    row("tokenizer.json", "{\"added_tokens\": [",
        "not valid JSON at byte 19; it may be damaged or an unfinished download, so fetch it "
        "again");
    row("tokenizer.json", R"({"added_tokens": {}})",
        "added_tokens is an object, expected an array");
    row("tokenizer.json", R"({"added_tokens": [7]})", "added_tokens[0] is 7, expected an object");
    row("tokenizer.json", R"({"added_tokens": [{"content": "<p>"}]})",
        "added_tokens[0] has no id; fetch the file again");
    row("tokenizer.json", R"({"added_tokens": [{"id": 300}]})",
        "added_tokens[0] has no content; fetch the file again");
    row("tokenizer.json", R"({"added_tokens": [{"id": 300, "content": 7}]})",
        "added_tokens[0].content is 7, expected a string");
    row("special_tokens_map.json", "7", "holds a JSON number, expected an object");
    row("special_tokens_map.json", "{\"a\": " + QByteArray(1'000'000, '['),
        "has JSON of more than 64 levels; fetch it again");
}

void TestAddedTokens::errors()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, contents);
    QFETCH(QString, message);
    const auto tokenizer = withMore({{name, contents}});
    QVERIFY(!tokenizer);
    QCOMPARE(QString::fromStdString(tokenizer.error().message), "model/" + name + ": " + message);
}

LOGITSCOPE_TEST(TestAddedTokens)
#include "tst_added_tokens.moc"
