#include "core/text/tokenizer.h"
#include "tests/core/text/random_source.h"
#include "tests/core/text/tokenizer_files.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

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

QByteArray decoded(const Tokenizer& tokenizer, const Ids& tokens)
{
    return QByteArray::fromStdString(
        tokenizer.decode(std::vector<TokenId>(tokens.begin(), tokens.end())));
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
    void endOfText_data();
    void endOfText();
    void endOfTextAmongGpt2sTokens();
    void withoutEndOfText();
    void everyByteRoundTrips();
    void randomBytesRoundTrip();
    void longPiecesRoundTrip_data();
    void longPiecesRoundTrip();
    void mergesLikeTheReference();
    void laterRankOfRepeatedMergeCounts();
    void idsOutsideTheVocabulary();
    void threads();

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
        // Whatever the ids, the bytes survive. They need not be the same ids.
        QCOMPARE(decoded(*gpt2_, encoded(*gpt2_, bytesOf(token.key()))), bytesOf(token.key()));
    }
}

void TestTokenizer::endOfText_data()
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
    QTest::newRow("with itself begun") << QByteArray("<|<|endoftext|>") << Ids{'<', '|', 258};
    // The spaces' look-ahead ends where the special token begins.
    QTest::newRow("after spaces") << QByteArray("a  <|endoftext|>") << Ids{'a', ' ', ' ', 258};
}

void TestTokenizer::endOfText()
{
    QFETCH(QByteArray, text);
    QFETCH(Ids, ids);
    const Files files = smallFiles();
    const Result<Tokenizer> tokenizer = loadFiles(files.vocab(), files.merges);
    QVERIFY(tokenizer);
    QCOMPARE(decoded(*tokenizer, ids), text);
    QCOMPARE(encoded(*tokenizer, text, SpecialTokens::Recognised), ids);
    QVERIFY(!encoded(*tokenizer, text, SpecialTokens::AsText).contains(258));
}

// As tiktoken has it, with the special token allowed.
void TestTokenizer::endOfTextAmongGpt2sTokens()
{
    QCOMPARE(encoded(*gpt2_, "one<|endoftext|>two <|endoftext|>\n", SpecialTokens::Recognised),
             Ids({505, 50256, 11545, 220, 50256, 198}));
}

void TestTokenizer::withoutEndOfText()
{
    Files files = smallFiles();
    files.tokens.removeLast();
    const Result<Tokenizer> tokenizer = loadFiles(files.vocab(), files.merges);
    QVERIFY(tokenizer);
    QCOMPARE(tokenizer->size(), 258);
    QVERIFY(!tokenizer->endOfText());
    QCOMPARE(encoded(*tokenizer, "<|endoftext|>", SpecialTokens::Recognised),
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

LOGITSCOPE_TEST(TestTokenizer)
#include "tst_tokenizer.moc"
