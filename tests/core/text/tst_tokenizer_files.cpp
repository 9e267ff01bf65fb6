// What a tokenizer's files may hold, and what is said of those that are broken.
#include "tests/core/text/tokenizer_files.h"
#include "tests/test_program.h"

#include <QDir>
#include <QTest>

#include <sys/stat.h>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestTokenizerFiles : public QObject
{
    Q_OBJECT

private slots:
    void lineEndings_data();
    void lineEndings();
    void brokenFiles_data();
    void brokenFiles();
    void missingFiles();
    void folderForAFile();
    void pipeForAFile();
};

void TestTokenizerFiles::lineEndings_data()
{
    QTest::addColumn<QByteArray>("merges");
    QTest::newRow("Unix") << QByteArray("#version: 0.2\na b\nab c\n");
    QTest::newRow("Windows") << QByteArray("#version: 0.2\r\na b\r\nab c\r\n");
    QTest::newRow("no last newline") << QByteArray("#version: 0.2\na b\nab c");
    QTest::newRow("no version") << QByteArray("a b\nab c\n");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf#version: 0.2\na b\nab c\n");
    QTest::newRow("byte order mark, no version") << QByteArray("\xef\xbb\xbf"
                                                               "a b\nab c\n");
    QTest::newRow("empty lines") << QByteArray("#version: 0.2\n\na b\nab c\n\n");
}

void TestTokenizerFiles::lineEndings()
{
    QFETCH(QByteArray, merges);
    const Result<Tokenizer> tokenizer = loadFiles(smallFiles().vocab(), merges);
    QVERIFY(tokenizer);
    QCOMPARE(encoded(*tokenizer, "abc"), Ids{257});
}

void TestTokenizerFiles::brokenFiles_data()
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
    QTest::newRow("long spelling")
        << "{\"" + QByteArray(5000, 'a') + "\": 1.5}" << good.merges
        << badVocab + "the id of token \"" + QByteArray(59, 'a') + "\u2026\" is not an integer";
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

    QTest::newRow("byte order mark in the middle")
        << good.vocab() << QByteArray("a b\n\xef\xbb\xbf#version: 0.2\n")
        << badMerges + "line 2 needs token \"\\u{feff}#version:\", which is not in the vocabulary; "
                       "take vocab.json and merges.txt from the same model";

    const QByteArray otherModel = ", which is not in the vocabulary; take vocab.json and "
                                  "merges.txt from the same model";
    QTest::newRow("unknown result") << good.vocab() << good.merges + "abc d\n"
                                    << badMerges + "line 4 needs token \"abcd\"" + otherModel;
    QTest::newRow("unknown left part") << good.vocab() << good.merges + "bc a\n"
                                       << badMerges + "line 4 needs token \"bc\"" + otherModel;
    QTest::newRow("unknown right part") << good.vocab() << QByteArray("a bc\n")
                                        << badMerges + "line 1 needs token \"bc\"" + otherModel;
    QTest::newRow("a long word") << good.vocab() << "a " + QByteArray(5000, '[') + '\n'
                                 << badMerges + "line 1 needs token \"" + QByteArray(59, '[') +
                                        "\u2026\"" + otherModel;
    QTest::newRow("merges that are not UTF-8")
        << good.vocab() << QByteArray("a \xff\n")
        << badMerges + "line 1 needs token \"\\xff\"" + otherModel;
}

void TestTokenizerFiles::brokenFiles()
{
    QFETCH(QByteArray, vocab);
    QFETCH(QByteArray, merges);
    QFETCH(QByteArray, message);
    const Result<Tokenizer> tokenizer = loadFiles(vocab, merges);
    QVERIFY(!tokenizer);
    QCOMPARE(QByteArray::fromStdString(tokenizer.error().message), message);
}

void TestTokenizerFiles::missingFiles()
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

void TestTokenizerFiles::folderForAFile()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("vocab.json"));
    const Result<Tokenizer> tokenizer = loadFolder(folder.path());
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().message,
             folder.path().toStdString() + "/vocab.json: this is a folder; expected a file");
}

// Opening it would wait for ever.
void TestTokenizerFiles::pipeForAFile()
{
    const QTemporaryDir folder;
    const auto path = folder.path().toStdString() + "/vocab.json";
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    const Result<Tokenizer> tokenizer = loadFolder(folder.path());
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().message, path + ": this is a pipe or a device; expected a file");
}

LOGITSCOPE_TEST(TestTokenizerFiles)
#include "tst_tokenizer_files.moc"
