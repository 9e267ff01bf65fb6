#include "core/model/safetensors.h"
#include "tests/fixtures/dtype.h"
#include "tests/fixtures/safetensors_bytes.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cstring>
#include <limits>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;
using Json = nlohmann::ordered_json;

namespace
{

// Three tensors, one of each dtype, and the data that they name.
Json goodHeader()
{
    return {
        {"matrix", {{"dtype", "F32"}, {"shape", {2, 3}}, {"data_offsets", {0, 24}}}},
        {"halves", {{"dtype", "F16"}, {"shape", {2}}, {"data_offsets", {24, 28}}}},
        {"one", {{"dtype", "BF16"}, {"shape", Json::array()}, {"data_offsets", {28, 30}}}},
    };
}

QByteArray goodData()
{
    const std::vector<float> matrix = {1, 2, 3, 4, 5, 6};
    const std::vector<float> halves = {0.5f, -0.25f};
    const std::vector<float> one = {-2};
    return encoded(matrix, "F32") + encoded(halves, "F16") + encoded(one, "BF16");
}

QByteArray bytesOf(const SafetensorsFile::Tensor* tensor)
{
    return {reinterpret_cast<const char*>(tensor->bytes.data()),
            static_cast<qsizetype>(tensor->bytes.size())};
}

} // namespace

class TestSafetensors : public QObject
{
    Q_OBJECT

private slots:
    void tensorsOfEachType();
    void metadataIsNoTensor();
    void typesNobodyAsksFor();
    void emptyTensors();
    void noTensors();
    void tensorsOutliveAMove();
    void brokenFiles_data();
    void brokenFiles();
    void brokenEntries_data();
    void brokenEntries();
    void overlaps_data();
    void overlaps();
    void truncatedAnywhere();
    void noFile();
    void folderForAFile();
    void anyBytesFlipped();
    void shapeTexts();

private:
    Result<SafetensorsFile> open(const QByteArray& contents) const
    {
        folder_.write("model.safetensors", contents);
        return SafetensorsFile::open(folder_.file("model.safetensors"));
    }

    // What is wrong, without the file's name, which must come first.
    QString complaint(const QByteArray& contents) const
    {
        const auto file = open(contents);
        const QString name = "folder/model.safetensors: ";
        const QString message = file ? "it opened" : folder_.named(file.error().message);
        return message.startsWith(name) ? message.mid(name.size()) : "unnamed: " + message;
    }

    TestFolder folder_;
};

void TestSafetensors::tensorsOfEachType()
{
    const auto file = open(safetensorsBytes(goodHeader(), goodData()));
    QVERIFY(file);
    QCOMPARE(file->path(), folder_.file("model.safetensors"));

    const auto* matrix = file->find("matrix");
    QVERIFY(matrix);
    QCOMPARE(matrix->dtype, std::string("F32"));
    QCOMPARE(matrix->shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(bytesOf(matrix), goodData().mid(0, 24));

    const auto* halves = file->find("halves");
    QVERIFY(halves);
    QCOMPARE(halves->dtype, std::string("F16"));
    QCOMPARE(halves->shape, std::vector<std::int64_t>{2});
    QCOMPARE(bytesOf(halves), QByteArray::fromHex("003800b4")); // 0.5, -0.25

    const auto* one = file->find("one");
    QVERIFY(one);
    QCOMPARE(one->dtype, std::string("BF16"));
    QVERIFY(one->shape.empty());
    QCOMPARE(bytesOf(one), QByteArray::fromHex("00c0")); // -2

    QVERIFY(!file->find("two"));
    QVERIFY(!file->find(""));
}

void TestSafetensors::metadataIsNoTensor()
{
    Json header = {{"__metadata__", {{"format", "pt"}}}};
    header.update(goodHeader());
    const auto file = open(safetensorsBytes(header, goodData()));
    QVERIFY(file);
    QVERIFY(file->find("matrix"));
    QVERIFY(!file->find("__metadata__"));
}

void TestSafetensors::typesNobodyAsksFor()
{
    Json header = goodHeader();
    header["mask"] = {{"dtype", "BOOL"}, {"shape", {1, 1, 2, 2}}, {"data_offsets", {30, 34}}};
    header["future"] = {{"dtype", "F4_E2M1"}, {"shape", {3}}, {"data_offsets", {34, 36}}};
    const auto file = open(safetensorsBytes(header, goodData() + QByteArray(6, '\1')));
    QVERIFY(file);
    QCOMPARE(bytesOf(file->find("matrix")), goodData().mid(0, 24));
    QCOMPARE(bytesOf(file->find("mask")), QByteArray(4, '\1'));
    QCOMPARE(file->find("future")->dtype, std::string("F4_E2M1"));
}

// An empty tensor takes no bytes, so it shares its offset with its neighbour, whatever their names.
void TestSafetensors::emptyTensors()
{
    Json header = goodHeader();
    for (const char* name : {"a", "m", "n", "z"})
        header[name] = {{"dtype", "F32"}, {"shape", {0, 3}}, {"data_offsets", {0, 0}}};
    header["y"] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {24, 24}}};
    header["last"] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {30, 30}}};
    const auto file = open(safetensorsBytes(header, goodData()));
    QVERIFY2(file, file ? "" : file.error().message.c_str());
    QVERIFY(file->find("a")->bytes.empty());
    QCOMPARE(bytesOf(file->find("matrix")), goodData().mid(0, 24));
}

void TestSafetensors::noTensors()
{
    const auto file = open(safetensorsBytes(Json::object(), {}));
    QVERIFY(file);
    QVERIFY(!file->find("matrix"));
}

void TestSafetensors::tensorsOutliveAMove()
{
    auto file = open(safetensorsBytes(goodHeader(), goodData()));
    QVERIFY(file);
    const SafetensorsFile moved = std::move(*file);
    QCOMPARE(bytesOf(moved.find("matrix")), goodData().mid(0, 24));
}

void TestSafetensors::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("sentence");

    const QByteArray good = safetensorsBytes(goodHeader(), goodData());
    const QString notStart = "does not start like a safetensors file; choose a folder whose "
                             "model.safetensors is one";
    const QString notObject = "its header is not a JSON object; the file is damaged, get it again";

    QTest::newRow("empty") << QByteArray()
                           << "has 0 bytes, too few for a safetensors file; get it again";
    QTest::newRow("7 bytes") << good.first(7)
                             << "has 7 bytes, too few for a safetensors file; get it again";
    QTest::newRow("no header") << safetensorsBytes(2, "", "")
                               << "is cut short: its header takes 2 bytes, the file has 8; get it "
                                  "again";
    QTest::newRow("header one byte longer than the file")
        << safetensorsBytes(3, "{}", "")
        << "is cut short: its header takes 3 bytes, the file has 10; get it again";
    QTest::newRow("header of the largest size allowed")
        << safetensorsBytes(100'000'000, "{}", "")
        << "is cut short: its header takes 100000000 bytes, the file has 10; get it again";
    QTest::newRow("header larger than allowed")
        << safetensorsBytes(100'000'001, "{}", "") << notStart;
    QTest::newRow("header of 2^64 - 1")
        << safetensorsBytes(std::numeric_limits<std::uint64_t>::max(), "{}", "") << notStart;
    QTest::newRow("header of 2^64 - 8") // + 8 is 0
        << safetensorsBytes(std::numeric_limits<std::uint64_t>::max() - 7, "{}", "") << notStart;
    QTest::newRow("another format")
        << QByteArray("PK\3\4 is how PyTorch's own files start") << notStart;
    QTest::newRow("header of length 0") << safetensorsBytes(0, "", "{}") << notObject;
    QTest::newRow("header ends too early") << safetensorsBytes(1, "{}", "") << notObject;
    QTest::newRow("not JSON") << safetensorsBytes(QByteArray("{tensor}"), {}) << notObject;
    QTest::newRow("bytes after the JSON") << safetensorsBytes(QByteArray("{}}"), {}) << notObject;
    QTest::newRow("not UTF-8") << safetensorsBytes(QByteArray("{\"\xff\": 1}"), {}) << notObject;
    QTest::newRow("a number beyond double")
        << safetensorsBytes(QByteArray("{\"a\": 1e999}"), {}) << notObject;
    QTest::newRow("array") << safetensorsBytes(QByteArray("[]"), {}) << notObject;
    QTest::newRow("string") << safetensorsBytes(QByteArray("\"F32\""), {}) << notObject;
    QTest::newRow("null") << safetensorsBytes(QByteArray("null"), {}) << notObject;
    QTest::newRow("deep array") << safetensorsBytes(QByteArray(1'000'000, '['), {}) << notObject;
    QTest::newRow("deep object") << safetensorsBytes(QByteArray("{\"a\":").repeated(200'000), {})
                                 << notObject;
    QTest::newRow("deep array that ends")
        << safetensorsBytes(QByteArray(500'000, '[') + QByteArray(500'000, ']'), {}) << notObject;
}

void TestSafetensors::brokenFiles()
{
    QFETCH(QByteArray, contents);
    QFETCH(QString, sentence);
    QCOMPARE(complaint(contents), sentence);
}

// One tensor, h, in a file with 24 bytes of data.
void TestSafetensors::brokenEntries_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("sentence");

    const auto row = [](const char* name, const QByteArray& entry, const QString& what) {
        QTest::newRow(name) << entry << "tensor h " + what + "; the file is damaged, get it again";
    };
    const auto entry = [](const char* dtype, const char* shape, const char* offsets) {
        return QByteArray("{\"dtype\":") + dtype + ",\"shape\":" + shape +
               ",\"data_offsets\":" + offsets + '}';
    };
    const auto f32 = [&](const char* shape, const char* offsets) {
        return entry("\"F32\"", shape, offsets);
    };

    const QString noType = "has no dtype in the header";
    row("entry is a number", "3", noType);
    row("entry is an array", "[\"F32\",[2,3],[0,24]]", noType);
    row("entry is null", "null", noType);
    row("dtype missing", R"({"shape":[2,3],"data_offsets":[0,24]})", noType);
    row("dtype is a number", entry("32", "[2,3]", "[0,24]"), noType);
    row("dtype is null", entry("null", "[2,3]", "[0,24]"), noType);

    const QString noShape = "has no shape in the header";
    row("shape missing", R"({"dtype":"F32","data_offsets":[0,24]})", noShape);
    row("shape is a number", f32("6", "[0,24]"), noShape);
    row("shape is an object", f32("{}", "[0,24]"), noShape);

    const QString noOffsets = "has no data_offsets in the header";
    row("offsets missing", R"({"dtype":"F32","shape":[2,3]})", noOffsets);
    row("offsets are a number", f32("[2,3]", "24"), noOffsets);
    row("one offset", f32("[2,3]", "[24]"), noOffsets);
    row("three offsets", f32("[2,3]", "[0,24,24]"), noOffsets);
    row("negative begin", f32("[2,3]", "[-24,0]"), noOffsets);
    row("negative end", f32("[2,3]", "[0,-24]"), noOffsets);
    row("fractional offset", f32("[2,3]", "[0,24.0]"), noOffsets);
    row("offset beyond 64 bits", f32("[2,3]", "[0,18446744073709551616]"), noOffsets);
    row("offset as text", f32("[2,3]", "[0,\"24\"]"), noOffsets);

    row("begin after end", f32("[2,3]", "[24,0]"), "claims bytes 24 to 0 of 24");
    row("end beyond the file", f32("[7]", "[0,28]"), "claims bytes 0 to 28 of 24");
    row("end one beyond the file", f32("[6]", "[1,25]"), "claims bytes 1 to 25 of 24");
    row("both beyond the file", f32("[0]", "[25,25]"), "claims bytes 25 to 25 of 24");
    row("begin after end, both beyond", f32("[2,3]", "[18446744073709551615,23]"),
        "claims bytes 18446744073709551615 to 23 of 24");
    row("the last offset there is", f32("[2,3]", "[0,18446744073709551615]"),
        "claims bytes 0 to 18446744073709551615 of 24");
    row("end beyond the file, unknown type", entry("\"I64\"", "[4]", "[0,32]"),
        "claims bytes 0 to 32 of 24");

    const QString noCounts = "has a shape that is not a list of counts";
    row("negative dimension", f32("[-2,-3]", "[0,24]"), noCounts);
    row("fractional dimension", f32("[2.0,3]", "[0,24]"), noCounts);
    row("dimension as text", f32("[\"2\",3]", "[0,24]"), noCounts);
    row("dimension is null", f32("[null]", "[0,24]"), noCounts);
    row("dimension of 2^63", f32("[9223372036854775808]", "[0,24]"), noCounts);
    row("dimension beyond 64 bits", f32("[18446744073709551616]", "[0,24]"), noCounts);
    row("nested shape", f32("[[2,3]]", "[0,24]"), noCounts);
    row("deeply nested shape",
        f32((QByteArray(50, '[') + QByteArray(50, ']')).constData(), "[0,24]"), noCounts);

    const QString noFile = "has a shape that no file can hold";
    row("2^64 elements", f32("[4294967296,4294967296]", "[0,24]"), noFile);
    row("2^64 + 6 elements", f32("[2,9223372036854775811]", "[0,24]"), noCounts);
    row("2^63 elements", f32("[4294967296,2147483648]", "[0,24]"), noFile);
    row("2^64 bytes", f32("[4611686018427387904]", "[0,24]"), noFile);
    row("2^64 + 24 bytes", f32("[4611686018427387910]", "[0,24]"), noFile);
    row("overflow in an unknown type", entry("\"I64\"", "[4294967296,4294967296]", "[0,24]"),
        noFile);
    row("2^63 bytes", f32("[2305843009213693952]", "[0,24]"),
        "is 2305843009213693952 of F32, which takes 9223372036854775808 bytes, but has 24");

    row("too few bytes", f32("[2,3]", "[0,20]"), "is 2×3 of F32, which takes 24 bytes, but has 20");
    row("too many bytes", f32("[2,2]", "[0,24]"),
        "is 2×2 of F32, which takes 16 bytes, but has 24");
    row("F64 with F32's bytes", entry("\"F64\"", "[2,3]", "[0,24]"),
        "is 2×3 of F64, which takes 48 bytes, but has 24");
    row("F16 with F32's bytes", entry("\"F16\"", "[2,3]", "[0,24]"),
        "is 2×3 of F16, which takes 12 bytes, but has 24");
    row("BF16 with F32's bytes", entry("\"BF16\"", "[6]", "[0,24]"),
        "is 6 of BF16, which takes 12 bytes, but has 24");
    row("no bytes", f32("[2,3]", "[0,0]"), "is 2×3 of F32, which takes 24 bytes, but has 0");
    row("bytes for no elements", f32("[0,3]", "[0,4]"),
        "is 0×3 of F32, which takes 0 bytes, but has 4");
    row("scalar of six", f32("[]", "[0,24]"), "is scalar of F32, which takes 4 bytes, but has 24");
}

void TestSafetensors::brokenEntries()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, sentence);
    QCOMPARE(complaint(safetensorsBytes("{\"h\":" + entry + '}', QByteArray(24, '\0'))), sentence);
}

void TestSafetensors::overlaps_data()
{
    QTest::addColumn<QByteArray>("offsets"); // of an F16 tensor z
    QTest::addColumn<int>("elements");
    QTest::addColumn<QString>("names");

    QTest::newRow("the same bytes") << QByteArray("[24,28]") << 2 << "halves and z";
    QTest::newRow("the last byte of one") << QByteArray("[27,29]") << 1 << "halves and z";
    QTest::newRow("inside another") << QByteArray("[4,8]") << 2 << "matrix and z";
    QTest::newRow("around all others") << QByteArray("[0,30]") << 15 << "matrix and z";
}

void TestSafetensors::overlaps()
{
    QFETCH(QByteArray, offsets);
    QFETCH(int, elements);
    QFETCH(QString, names);
    Json header = goodHeader();
    header["z"] = {{"dtype", "F16"},
                   {"shape", {elements}},
                   {"data_offsets", Json::parse(offsets.toStdString())}};
    QCOMPARE(complaint(safetensorsBytes(header, goodData())),
             "tensors " + names + " overlap; the file is damaged, get it again");
}

void TestSafetensors::truncatedAnywhere()
{
    const QByteArray header = QByteArray::fromStdString(goodHeader().dump());
    const QByteArray good = safetensorsBytes(header, goodData());
    const auto dataBegin = 8 + header.size();
    for (qsizetype size = 0; size < good.size(); ++size) {
        const QString what = complaint(good.first(size));
        if (size < 8) {
            QCOMPARE(
                what,
                QString("has %1 bytes, too few for a safetensors file; get it again").arg(size));
        } else if (size < dataBegin) {
            QCOMPARE(what, QString("is cut short: its header takes %1 bytes, the file has %2; get "
                                   "it again")
                               .arg(header.size())
                               .arg(size));
        } else { // the first of halves, matrix and one, by name, that is no longer whole
            const auto left = size - dataBegin;
            const QString tensor = left < 28 ? "halves" : "one";
            QCOMPARE(what,
                     QString("tensor %1 claims bytes %2 to %3 of %4; the file is damaged, get "
                             "it again")
                         .arg(tensor)
                         .arg(left < 28 ? 24 : 28)
                         .arg(left < 28 ? 28 : 30)
                         .arg(left));
        }
    }
}

void TestSafetensors::noFile()
{
    const auto file = SafetensorsFile::open(folder_.file("none.safetensors"));
    QVERIFY(!file);
    QCOMPARE(folder_.named(file.error().message),
             "folder/none.safetensors: can't be read: No such file or directory");
}

void TestSafetensors::folderForAFile()
{
    const auto file = SafetensorsFile::open(folder_.path());
    QVERIFY(!file);
    QCOMPARE(folder_.named(file.error().message), QString("folder: is not a file"));
}

// Whatever a disk or a download does to a file: it opens, and then every tensor can be read and has
// the size that its shape says, or there is an Error that names the file.
void TestSafetensors::anyBytesFlipped()
{
    const QByteArray good = safetensorsBytes(goodHeader(), goodData());
    std::mt19937 random(3);
    const auto below = [&](qsizetype limit) {
        return static_cast<qsizetype>(random() % static_cast<std::uint32_t>(limit));
    };
    int opened = 0;
    for (int round = 0; round < 4000; ++round) {
        QByteArray damaged = good;
        for (auto flips = 1 + below(4); flips > 0; --flips)
            damaged[below(damaged.size())] = static_cast<char>(below(256));
        const auto file = open(damaged);
        if (!file) {
            QVERIFY(folder_.named(file.error().message).startsWith("folder/model.safetensors: "));
            continue;
        }
        ++opened;
        for (const char* name : {"matrix", "halves", "one"}) {
            const auto* tensor = file->find(name);
            if (!tensor)
                continue;
            std::size_t elements = 1;
            for (const auto dimension : tensor->shape)
                elements *= static_cast<std::size_t>(dimension);
            if (tensor->dtype == "F32")
                QCOMPARE(tensor->bytes.size(), 4 * elements);
            if (tensor->dtype == "F16" || tensor->dtype == "BF16")
                QCOMPARE(tensor->bytes.size(), 2 * elements);
            QCOMPARE(static_cast<std::size_t>(bytesOf(tensor).size()), tensor->bytes.size());
        }
    }
    QVERIFY(opened > 0 && opened < 4000); // both kinds were tried
}

void TestSafetensors::shapeTexts()
{
    const std::vector<std::int64_t> matrix = {768, 2304};
    const std::vector<std::int64_t> vector = {5};
    QCOMPARE(QString::fromStdString(shapeText(matrix)), QString("768×2304"));
    QCOMPARE(QString::fromStdString(shapeText(vector)), QString("5"));
    QCOMPARE(QString::fromStdString(shapeText({})), QString("scalar"));
}

LOGITSCOPE_TEST(TestSafetensors)
#include "tst_safetensors.moc"
