#include "core/text/tokenizer.h"
#include "tests/core/text/random_source.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace logitscope;

namespace
{

using Ids = QList<int>;

// bytes_to_unicode() of GPT-2's encoder.py, as it is written there.
QString byteAlphabet()
{
    QList<int> bytes;
    for (int byte = '!'; byte <= '~'; ++byte)
        bytes << byte;
    for (int byte = 0xA1; byte <= 0xAC; ++byte)
        bytes << byte;
    for (int byte = 0xAE; byte <= 0xFF; ++byte)
        bytes << byte;
    QString alphabet(256, QChar());
    for (const int byte : bytes)
        alphabet[byte] = QChar(byte);
    int next = 256;
    for (int byte = 0; byte < 256; ++byte) {
        if (!bytes.contains(byte))
            alphabet[byte] = QChar(next++);
    }
    return alphabet;
}

QByteArray bytesOf(const QString& spelling)
{
    static const QString alphabet = byteAlphabet();
    QByteArray bytes;
    for (const QChar character : spelling)
        bytes += char(alphabet.indexOf(character));
    return bytes;
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject readObject(const QString& path)
{
    return QJsonDocument::fromJson(readFile(path)).object();
}

Result<Tokenizer> loadFolder(const QString& folder)
{
    return Tokenizer::load((folder + "/vocab.json").toStdString(),
                           (folder + "/merges.txt").toStdString());
}

Ids encoded(const Tokenizer& tokenizer, const QByteArray& text,
            SpecialTokens special = SpecialTokens::AsText)
{
    const std::vector<TokenId> tokens = tokenizer.encode(text.toStdString(), special);
    return {tokens.begin(), tokens.end()};
}

QByteArray decoded(const Tokenizer& tokenizer, const Ids& tokens)
{
    return QByteArray::fromStdString(
        tokenizer.decode(std::vector<TokenId>(tokens.begin(), tokens.end())));
}

// A model's two files, made up.
struct Files
{
    QStringList tokens; // by id
    QByteArray merges = "#version: 0.2\n";

    QByteArray vocab() const
    {
        QJsonObject object;
        for (int id = 0; id < tokens.size(); ++id)
            object[tokens[id]] = id;
        return QJsonDocument(object).toJson();
    }
};

// Single bytes, then "ab" and "abc", and <|endoftext|> last.
Files smallFiles()
{
    Files files;
    for (const QChar character : byteAlphabet())
        files.tokens << character;
    files.tokens << "ab"
                 << "abc"
                 << "<|endoftext|>";
    files.merges += "a b\nab c\n";
    return files;
}

Result<Tokenizer> loadFiles(const QByteArray& vocab, const QByteArray& merges)
{
    const QTemporaryDir folder;
    for (const auto& [name, contents] : {std::pair("vocab.json", vocab), {"merges.txt", merges}}) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
            return fail("the test could not write its files");
    }
    Result<Tokenizer> tokenizer = loadFolder(folder.path());
    if (!tokenizer)
        tokenizer.error().message.replace(
            tokenizer.error().message.find(folder.path().toStdString()),
            std::size_t(folder.path().size()), "model");
    return tokenizer;
}

// bpe() of GPT-2's encoder.py: slow, but word for word what it does.
QStringList referenceBpe(QStringList word, const QList<std::pair<QString, QString>>& merges)
{
    while (true) {
        qsizetype best = merges.size();
        for (qsizetype i = 0; i + 1 < word.size(); ++i) {
            const qsizetype rank = merges.lastIndexOf(std::pair(word[i], word[i + 1]));
            if (rank >= 0)
                best = std::min(best, rank);
        }
        if (best == merges.size())
            return word;
        QStringList merged;
        for (qsizetype i = 0; i < word.size(); ++i) {
            if (i + 1 < word.size() && std::pair(word[i], word[i + 1]) == merges[best]) {
                merged << word[i] + word[i + 1];
                ++i;
            } else {
                merged << word[i];
            }
        }
        word = merged;
    }
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void gpt2Goldens_data();
    void gpt2Goldens();
    void starterGoldens_data();
    void starterGoldens();
    void sizesAndEndOfText();
    void bytesOfEveryToken();
    void endOfTextAsSpecial_data();
    void endOfTextAsSpecial();
    void withoutEndOfText();
    void everyByteRoundTrips();
    void randomBytesRoundTrip();
    void longPiecesRoundTrip_data();
    void longPiecesRoundTrip();
    void mergesLikeTheReference();
    void laterRankOfRepeatedMergeCounts();
    void lineEndings_data();
    void lineEndings();
    void idsOutsideTheVocabulary();
    void threads();
    void brokenFiles_data();
    void brokenFiles();
    void missingFiles();
    void folderForAFile();

private:
    std::unique_ptr<Tokenizer> gpt2_;
    std::unique_ptr<Tokenizer> starter_;
};

void TestTokenizer::initTestCase()
{
    const auto load = [](const QString& folder) {
        Result<Tokenizer> tokenizer = loadFolder(folder);
        if (!tokenizer)
            qFatal("%s", tokenizer.error().message.c_str());
        return std::make_unique<Tokenizer>(*std::move(tokenizer));
    };
    gpt2_ = load(LOGITSCOPE_TEST_DATA "/gpt2");
    starter_ = load(LOGITSCOPE_STARTER_MODEL);
}

void TestTokenizer::gpt2Goldens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Ids>("ids");
    const QJsonObject goldens = readObject(LOGITSCOPE_TEST_DATA "/tokenizer_goldens.json");
    for (const QJsonValue& item : goldens["cases"].toArray()) {
        Ids ids;
        for (const QJsonValue& id : item["token_ids"].toArray())
            ids << id.toInt();
        QTest::newRow(item["name"].toString().toUtf8()) << item["text"].toString().toUtf8() << ids;
    }
}

void TestTokenizer::gpt2Goldens()
{
    QFETCH(QByteArray, text);
    QFETCH(Ids, ids);
    QCOMPARE(encoded(*gpt2_, text), ids);
    QCOMPARE(decoded(*gpt2_, ids), text);
}

void TestTokenizer::starterGoldens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Ids>("ids");
    const QJsonObject goldens = readObject(LOGITSCOPE_STARTER_MODEL "/golden.json");
    for (const QJsonValue& item : goldens["cases"].toArray()) {
        const QByteArray text = item["text"].toString().toUtf8();
        Ids ids;
        for (const QJsonValue& id : item["token_ids"].toArray())
            ids << id.toInt();
        QTest::newRow(text) << text << ids;
    }
}

void TestTokenizer::starterGoldens()
{
    QFETCH(QByteArray, text);
    QFETCH(Ids, ids);
    QCOMPARE(encoded(*starter_, text), ids);
    QCOMPARE(decoded(*starter_, ids), text);
}

void TestTokenizer::sizesAndEndOfText()
{
    QCOMPARE(gpt2_->size(), 50257);
    QCOMPARE(gpt2_->endOfText(), std::optional<TokenId>(50256));

    const QJsonObject vocab = readObject(LOGITSCOPE_STARTER_MODEL "/vocab.json");
    QCOMPARE(starter_->size(), vocab.size());
    QCOMPARE(starter_->endOfText(), std::optional<TokenId>(vocab["<|endoftext|>"].toInt()));
}

void TestTokenizer::bytesOfEveryToken()
{
    const QJsonObject vocab = readObject(LOGITSCOPE_TEST_DATA "/gpt2/vocab.json");
    QCOMPARE(vocab.size(), 50257);
    for (auto token = vocab.begin(); token != vocab.end(); ++token) {
        const int id = token.value().toInt();
        const std::string_view bytes = gpt2_->bytes(id);
        QCOMPARE(QByteArray(bytes.data(), qsizetype(bytes.size())), bytesOf(token.key()));
        QCOMPARE(decoded(*gpt2_, {id}), bytesOf(token.key()));
        // Whatever the ids, the bytes survive. They need not be the same ids: "<|endoftext|>" as
        // text is not one token.
        QCOMPARE(decoded(*gpt2_, encoded(*gpt2_, bytesOf(token.key()))), bytesOf(token.key()));
    }
}

void TestTokenizer::endOfTextAsSpecial_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Ids>("ids");

    // In smallFiles() "ab" is 256, "abc" 257 and <|endoftext|> 258.
    QTest::newRow("alone") << QByteArray("<|endoftext|>") << Ids{258};
    QTest::newRow("none") << QByteArray("abc") << Ids{257};
    QTest::newRow("between") << QByteArray("ab<|endoftext|>abc") << Ids{256, 258, 257};
    QTest::newRow("twice") << QByteArray("<|endoftext|><|endoftext|>a") << Ids{258, 258, 'a'};
    QTest::newRow("last") << QByteArray("abc<|endoftext|>") << Ids{257, 258};
    QTest::newRow("not quite") << QByteArray("<|endo") << Ids{'<', '|', 'e', 'n', 'd', 'o'};
    // The spaces' look-ahead ends where the special token begins.
    QTest::newRow("after spaces") << QByteArray("a  <|endoftext|>") << Ids{'a', ' ', ' ', 258};
}

void TestTokenizer::endOfTextAsSpecial()
{
    QFETCH(QByteArray, text);
    QFETCH(Ids, ids);
    const Files files = smallFiles();
    const Result<Tokenizer> tokenizer = loadFiles(files.vocab(), files.merges);
    QVERIFY(tokenizer);
    QCOMPARE(encoded(*tokenizer, text, SpecialTokens::AsSpecial), ids);
    QCOMPARE(decoded(*tokenizer, ids), text);
    QVERIFY(!encoded(*tokenizer, text, SpecialTokens::AsText).contains(258));
}

void TestTokenizer::withoutEndOfText()
{
    Files files = smallFiles();
    files.tokens.removeLast();
    const Result<Tokenizer> tokenizer = loadFiles(files.vocab(), files.merges);
    QVERIFY(tokenizer);
    QCOMPARE(tokenizer->size(), 258);
    QVERIFY(!tokenizer->endOfText());
    QCOMPARE(encoded(*tokenizer, "<|endoftext|>", SpecialTokens::AsSpecial),
             Ids({'<', '|', 'e', 'n', 'd', 'o', 'f', 't', 'e', 'x', 't', '|', '>'}));
}

void TestTokenizer::everyByteRoundTrips()
{
    const QJsonObject vocab = readObject(LOGITSCOPE_TEST_DATA "/gpt2/vocab.json");
    const QString alphabet = byteAlphabet();
    for (int byte = 0; byte < 256; ++byte) {
        const QByteArray text(1, char(byte));
        QCOMPARE(encoded(*gpt2_, text), Ids{vocab[QString(alphabet[byte])].toInt()});
        QCOMPARE(decoded(*gpt2_, encoded(*gpt2_, text)), text);
    }
}

void TestTokenizer::randomBytesRoundTrip()
{
    RandomSource random(124);
    for (int round = 0; round < 500; ++round) {
        QByteArray text;
        for (qsizetype left = random.below(200); left > 0; --left)
            text += char(random.below(256));
        QCOMPARE(decoded(*gpt2_, encoded(*gpt2_, text)), text);
        QCOMPARE(decoded(*starter_, encoded(*starter_, text)), text);
    }
}

// Were merging quadratic, a quarter of a million bytes in one piece would run into the test's time
// limit.
void TestTokenizer::longPiecesRoundTrip_data()
{
    QTest::addColumn<QByteArray>("text");
    constexpr qsizetype length = 1 << 18;
    QTest::newRow("letter") << QByteArray(length, 'a');
    QTest::newRow("space") << QByteArray(length, ' ');
    QTest::newRow("dash") << QByteArray(length, '-');
    QTest::newRow("word") << QByteArray("abracadabra").repeated(length / 11);
    QTest::newRow("ill-formed") << QByteArray(length, '\xff');
}

void TestTokenizer::longPiecesRoundTrip()
{
    QFETCH(QByteArray, text);
    QVERIFY(decoded(*gpt2_, encoded(*gpt2_, text)) == text);
}

// Lists of merges as no training makes them: ranks in any order, several ways to the same token.
void TestTokenizer::mergesLikeTheReference()
{
    RandomSource random(7);
    for (int round = 0; round < 60; ++round) {
        Files files = smallFiles();
        files.merges = "#version: 0.2\n";
        QStringList parts{"a", "b", "c"};
        QList<std::pair<QString, QString>> merges;
        for (int i = 0; i < 25; ++i) {
            const std::pair merge(parts[random.below(parts.size())],
                                  parts[random.below(parts.size())]);
            const QString whole = merge.first + merge.second;
            if (whole.size() > 7 || merges.contains(merge))
                continue;
            merges << merge;
            if (!parts.contains(whole))
                parts << whole;
            if (!files.tokens.contains(whole))
                files.tokens << whole;
        }
        for (qsizetype i = merges.size() - 1; i > 0; --i)
            merges.swapItemsAt(i, random.below(i + 1));
        for (const auto& [left, right] : merges)
            files.merges += (left + ' ' + right + '\n').toUtf8();
        const Result<Tokenizer> tokenizer = loadFiles(files.vocab(), files.merges);
        QVERIFY(tokenizer);

        for (int i = 0; i < 100; ++i) {
            QStringList letters;
            for (qsizetype left = 1 + random.below(40); left > 0; --left)
                letters << QString(QChar('a' + char(random.below(3))));
            Ids expected;
            for (const QString& token : referenceBpe(letters, merges))
                expected << int(files.tokens.indexOf(token));
            QCOMPARE(encoded(*tokenizer, letters.join("").toUtf8()), expected);
        }
    }
}

void TestTokenizer::laterRankOfRepeatedMergeCounts()
{
    Files files = smallFiles();
    files.tokens << "bc";
    const Result<Tokenizer> once = loadFiles(files.vocab(), "a b\nb c\n");
    const Result<Tokenizer> twice = loadFiles(files.vocab(), "a b\nb c\na b\n");
    QVERIFY(once && twice);
    QCOMPARE(encoded(*once, "abc"), Ids({256, 'c'}));
    QCOMPARE(encoded(*twice, "abc"), Ids({'a', 259}));
}

void TestTokenizer::lineEndings_data()
{
    QTest::addColumn<QByteArray>("merges");
    QTest::newRow("Unix") << QByteArray("#version: 0.2\na b\nab c\n");
    QTest::newRow("Windows") << QByteArray("#version: 0.2\r\na b\r\nab c\r\n");
    QTest::newRow("no last newline") << QByteArray("#version: 0.2\na b\nab c");
    QTest::newRow("no version") << QByteArray("a b\nab c\n");
    QTest::newRow("empty lines") << QByteArray("#version: 0.2\n\na b\nab c\n\n");
}

void TestTokenizer::lineEndings()
{
    QFETCH(QByteArray, merges);
    const Result<Tokenizer> tokenizer = loadFiles(smallFiles().vocab(), merges);
    QVERIFY(tokenizer);
    QCOMPARE(encoded(*tokenizer, "abc"), Ids{257});
}

void TestTokenizer::idsOutsideTheVocabulary()
{
    QCOMPARE(gpt2_->bytes(50257), std::string_view());
    QCOMPARE(gpt2_->bytes(-1), std::string_view());
    QCOMPARE(decoded(*gpt2_, {15496, 50300, 995}), QByteArray("Hello world"));
}

void TestTokenizer::threads()
{
    const QByteArray text = readFile(LOGITSCOPE_STARTER_MODEL "/CARD.md");
    QVERIFY(text.size() > 1000);
    const Ids expected = encoded(*gpt2_, text);
    std::vector<Ids> results(4);
    std::vector<std::thread> threads;
    for (Ids& result : results) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i)
                result = encoded(*gpt2_, text);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    for (const Ids& result : results)
        QCOMPARE(result, expected);
}

void TestTokenizer::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("vocab");
    QTest::addColumn<QByteArray>("merges");
    QTest::addColumn<QByteArray>("message");

    const Files good = smallFiles();
    const QByteArray badVocab = "model/vocab.json: ";
    const QByteArray badMerges = "model/merges.txt: ";

    QTest::newRow("empty file")
        << QByteArray() << good.merges
        << badVocab + "not valid JSON at byte 1; it may be damaged or an unfinished download, so "
                      "fetch it again";
    QTest::newRow("unfinished")
        << QByteArray("{\"a\": 0, \"b") << good.merges
        << badVocab + "not valid JSON at byte 12; it may be damaged or an unfinished download, so "
                      "fetch it again";
    QTest::newRow("not UTF-8")
        << QByteArray("{\"\xff\": 0}") << good.merges
        << badVocab + "not valid JSON at byte 3; it may be damaged or an unfinished download, so "
                      "fetch it again";
    QTest::newRow("list") << QByteArray("[\"a\", \"b\"]") << good.merges
                          << badVocab + "holds a JSON array, expected an object from token to id";
    QTest::newRow("huge number") << QByteArray("{\"a\": 1e999}") << good.merges
                                 << badVocab + "holds a number too large for an id; fetch it again";
    QTest::newRow("text as id") << QByteArray("{\"\u0120a\": \"0\"}") << good.merges
                                << badVocab + "the id of token \"\u0120a\" is not an integer";
    QTest::newRow("fraction as id") << QByteArray("{\"a\": 0.5}") << good.merges
                                    << badVocab + "the id of token \"a\" is not an integer";
    QTest::newRow("same id twice")
        << QByteArray("{\"a\": 0, \"b\": 0}") << good.merges
        << badVocab + "tokens \"a\" and \"b\" both have the id 0; each token needs its own";
    QTest::newRow("missing id") << QByteArray("{\"a\": 0, \"b\": 2}") << good.merges
                                << badVocab + "token \"b\" has the id 2, but the ids of 2 tokens "
                                              "must be 0 to 1 without a gap";
    QTest::newRow("negative id") << QByteArray("{\"a\": -1}") << good.merges
                                 << badVocab + "token \"a\" has the id -1, but the ids of 1 tokens "
                                               "must be 0 to 0 without a gap";
    QTest::newRow("id of 64 bits")
        << QByteArray("{\"a\": 18446744073709551615}") << good.merges
        << badVocab + "token \"a\" has the id 18446744073709551615, but the ids of 1 tokens must "
                      "be 0 to 0 without a gap";
    QTest::newRow("not spelt in bytes")
        << QByteArray("{\"a b\": 0}") << good.merges
        << badVocab + "token \"a␣b\" (id 0) has a character that spells no byte; expected a "
                      "GPT-2 byte-level vocabulary";
    QTest::newRow("character beyond the alphabet")
        << QByteArray("{\"\u0144\": 0}") << good.merges
        << badVocab + "token \"\u0144\" (id 0) has a character that spells no byte; expected a "
                      "GPT-2 byte-level vocabulary";
    QTest::newRow("no tokens")
        << QByteArray("{}") << good.merges
        << badVocab + "no token stands for the single byte 0x00, so not every text can be encoded; "
                      "expected a GPT-2 byte-level vocabulary";
    Files noNewline = good;
    noNewline.tokens['\n'] = "abab";
    QTest::newRow("no token for a byte")
        << noNewline.vocab() << good.merges
        << badVocab + "no token stands for the single byte 0x0a, so not every text can be encoded; "
                      "expected a GPT-2 byte-level vocabulary";

    const QByteArray notTwo = " is not two tokens with one space between them; the file may be "
                              "damaged, so fetch it again";
    QTest::newRow("one token in a line") << good.vocab() << good.merges + "abc\n"
                                         << badMerges + "line 4" + notTwo;
    QTest::newRow("three tokens") << good.vocab() << good.merges + "a b c\n"
                                  << badMerges + "line 4" + notTwo;
    QTest::newRow("two spaces") << good.vocab() << good.merges + "a  b\n"
                                << badMerges + "line 4" + notTwo;
    QTest::newRow("nothing on the left") << good.vocab() << good.merges + " b\n"
                                         << badMerges + "line 4" + notTwo;
    QTest::newRow("nothing on the right") << good.vocab() << good.merges + "b \n"
                                          << badMerges + "line 4" + notTwo;
    QTest::newRow("only the first line is a comment")
        << good.vocab() << good.merges + "#version: 0.2\n"
        << badMerges + "line 4 needs token \"#version:\", which is not in the vocabulary; take "
                       "vocab.json and merges.txt from the same model";

    const QByteArray otherModel = ", which is not in the vocabulary; take vocab.json and "
                                  "merges.txt from the same model";
    QTest::newRow("unknown result") << good.vocab() << good.merges + "abc d\n"
                                    << badMerges + "line 4 needs token \"abcd\"" + otherModel;
    QTest::newRow("unknown left part") << good.vocab() << good.merges + "bc a\n"
                                       << badMerges + "line 4 needs token \"bc\"" + otherModel;
    QTest::newRow("unknown right part") << good.vocab() << QByteArray("a bc\n")
                                        << badMerges + "line 1 needs token \"bc\"" + otherModel;
    QTest::newRow("merges that are not UTF-8")
        << good.vocab() << QByteArray("a \xff\n")
        << badMerges + "line 1 needs token \"\\xff\"" + otherModel;
}

void TestTokenizer::brokenFiles()
{
    QFETCH(QByteArray, vocab);
    QFETCH(QByteArray, merges);
    QFETCH(QByteArray, message);
    const Result<Tokenizer> tokenizer = loadFiles(vocab, merges);
    QVERIFY(!tokenizer);
    QCOMPARE(QByteArray::fromStdString(tokenizer.error().message), message);
}

void TestTokenizer::missingFiles()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    const std::string noSuchFile = ": there is no such file; a GPT-2 model's folder needs it";

    Result<Tokenizer> tokenizer = loadFolder(folder.path());
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().message, path + "/vocab.json" + noSuchFile);

    QVERIFY(QFile::copy(LOGITSCOPE_STARTER_MODEL "/vocab.json", folder.filePath("vocab.json")));
    tokenizer = loadFolder(folder.path());
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().message, path + "/merges.txt" + noSuchFile);
}

void TestTokenizer::folderForAFile()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("vocab.json"));
    const Result<Tokenizer> tokenizer = loadFolder(folder.path());
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().message,
             folder.path().toStdString() + "/vocab.json: this is a folder; expected a file");
}

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
