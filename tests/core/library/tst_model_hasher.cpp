#include "core/library/model_hasher.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QByteArray sha256Of(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray sha256Of(const TestFolder& folder, const char* name)
{
    QFile file(QString::fromStdString(folder.file(name).string()));
    return file.open(QIODevice::ReadOnly) ? sha256Of(file.readAll()) : QByteArray("(no file)");
}

std::optional<ModelDigest> digestOf(const TestFolder& folder)
{
    const ModelIdentity identity("F32", "native");
    ModelHasher hasher;
    hasher.start(folder.path(), identity);
    hasher.wait();
    return identity.digest();
}

} // namespace

class TestModelHasher : public QObject
{
    Q_OBJECT

private slots:
    void digest();
    void aFileMore();
    void severalFilesOfWeights();
    void noModel();
    void anotherModel();
    void endsWithTheHasher();
};

void TestModelHasher::digest()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    const auto digest = digestOf(folder);
    QVERIFY(digest);
    QCOMPARE(QByteArray::fromStdString(digest->weights), sha256Of(folder, "model.safetensors"));
    QCOMPARE(QByteArray::fromStdString(digest->tokenizer),
             sha256Of(sha256Of(folder, "merges.txt") + '\n' + sha256Of(folder, "vocab.json") + '\n'));
}

void TestModelHasher::aFileMore()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    const auto before = digestOf(folder);
    folder.write("added_tokens.json", R"({"<pad>": 300})");
    const auto after = digestOf(folder);
    QVERIFY(before && after);
    QCOMPARE(after->weights, before->weights);
    QCOMPARE(QByteArray::fromStdString(after->tokenizer),
             sha256Of(sha256Of(folder, "added_tokens.json") + '\n' + sha256Of(folder, "merges.txt") + '\n' +
                   sha256Of(folder, "vocab.json") + '\n'));
}

// One file twice, under the names of two: what is in them doesn't matter here.
void TestModelHasher::severalFilesOfWeights()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    std::filesystem::rename(folder.file("model.safetensors"), folder.file("b.safetensors"));
    std::filesystem::copy(folder.file("b.safetensors"), folder.file("a.safetensors"));
    folder.write(
        "model.safetensors.index.json",
        R"({"weight_map": {"wte.weight": "b.safetensors", "wpe.weight": "a.safetensors"}})");
    const auto digest = digestOf(folder);
    QVERIFY(digest);
    const auto line = sha256Of(folder, "a.safetensors") + '\n';
    QCOMPARE(QByteArray::fromStdString(digest->weights), sha256Of(line + line));
}

void TestModelHasher::noModel()
{
    const TestFolder folder;
    QVERIFY(!digestOf(folder));
}

// Neither is taken for the other, also where the first was not known yet.
void TestModelHasher::anotherModel()
{
    const TestFolder first;
    const TestFolder second;
    randomCheckpoint({}, 1).writeTo(first);
    randomCheckpoint({}, 2).writeTo(second);
    const ModelIdentity one("F32", "native");
    const ModelIdentity other("F32", "native");
    ModelHasher hasher;
    hasher.start(first.path(), one);
    hasher.start(second.path(), other);
    hasher.wait();
    QCOMPARE(other.digest(), digestOf(second));
    QVERIFY(!one.digest() || one.digest() == digestOf(first));
}

// A file that takes long to read holds nobody up.
void TestModelHasher::endsWithTheHasher()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    {
        QFile large(QString::fromStdString(folder.file("tokenizer.json").string()));
        QVERIFY(large.open(QIODevice::WriteOnly));
        QVERIFY(large.resize(qint64(1) << 40)); // of zeros, which take no room
    }
    const ModelIdentity identity("F32", "native");
    {
        ModelHasher hasher;
        hasher.start(folder.path(), identity);
    }
    QVERIFY(!identity.digest());
}

LOGITSCOPE_TEST(TestModelHasher)
#include "tst_model_hasher.moc"
