#include "core/library/hub_answer.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

constexpr const char* aCommit = "607a30d783dfa663caf39e06633721c8d4cfcd7e";
constexpr const char* aSum = "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707";

WebHeaders headersOf(std::initializer_list<std::string> lines)
{
    WebHeaders headers;
    for (const auto& line : lines)
        headers.addLine(line);
    return headers;
}

} // namespace

class TestHubAnswer : public QObject
{
    Q_OBJECT

private slots:
    void headers();
    void endlessHeaders();
    void largeFile();
    void smallFile();
    void unknownSize();
    void noHub();
    void etags_data();
    void etags();
    void contentRanges_data();
    void contentRanges();
    void retryAfter_data();
    void retryAfter();
};

void TestHubAnswer::headers()
{
    const auto headers =
        headersOf({"HTTP/1.1 200 OK\r\n", "X-Repo-Commit:  one \r\n", "x-repo-commit: two\r\n",
                   "Empty:\r\n", "\r\n", "ETag: \"a:b\""});
    QCOMPARE(headers.find("x-repo-commit"), std::string_view("two"));
    QCOMPARE(headers.find("empty"), std::string_view());
    QCOMPARE(headers.find("etag"), std::string_view("\"a:b\""));
    QCOMPARE(headers.extensions().find("etag"), std::string_view());
    QCOMPARE(headers.extensions().find("x-repo-commit"), std::string_view("two"));
}

// The hub's own answer to HEAD gpt2/resolve/main/model.safetensors, which redirects.
void TestHubAnswer::endlessHeaders()
{
    WebHeaders many;
    for (int number = 0; number < 2000; ++number)
        many.addLine("x-" + std::to_string(number) + ": 1");
    QCOMPARE(many.find("x-999"), std::string_view("1"));
    QCOMPARE(many.find("x-1000"), std::string_view());
    WebHeaders large;
    large.addLine("x-a: 1");
    large.addLine("x-b: " + std::string(300'000, 'b'));
    large.addLine("x-c: 1");
    QCOMPARE(large.find("x-a"), std::string_view("1"));
    QCOMPARE(large.find("x-b"), std::string_view());
    QCOMPARE(large.find("x-c"), std::string_view());
}

void TestHubAnswer::largeFile()
{
    const auto file = remoteFileFrom(
        "model.safetensors",
        headersOf({"Content-Length: 1365", "ETag: \"of-the-redirect\"",
                   std::string("X-Linked-ETag: \"") + aSum + "\"", "X-Linked-Size: 548105171",
                   std::string("X-Repo-Commit: ") + aCommit}),
        true);
    QVERIFY(file);
    QCOMPARE(file->name, "model.safetensors");
    QCOMPARE(file->commit, aCommit);
    QCOMPARE(file->etag, aSum);
    QCOMPARE(file->size.value_or(-1), std::int64_t{548105171});
}

void TestHubAnswer::smallFile()
{
    const auto file = remoteFileFrom(
        "config.json",
        headersOf({"Content-Length: 665", "ETag: W/\"10c66461e4c109db5a2196bff4bb59be30396ed8\"",
                   std::string("X-Repo-Commit: ") + aCommit}),
        false);
    QVERIFY(file);
    QCOMPARE(file->etag, "10c66461e4c109db5a2196bff4bb59be30396ed8");
    QCOMPARE(file->size.value_or(-1), std::int64_t{665});
}

// Of an answer that redirects, the length isn't the file's.
void TestHubAnswer::unknownSize()
{
    const auto headers =
        headersOf({"Content-Length: 665", "ETag: abc", std::string("X-Repo-Commit: ") + aCommit});
    const auto file = remoteFileFrom("config.json", headers, true);
    QVERIFY(file && !file->size);
}

void TestHubAnswer::noHub()
{
    const auto commit = std::string("X-Repo-Commit: ") + aCommit;
    QVERIFY(!remoteFileFrom("a", headersOf({"ETag: abc"}), false));
    QVERIFY(!remoteFileFrom("a", headersOf({"ETag: abc", "X-Repo-Commit: ../../x"}), false));
    QVERIFY(!remoteFileFrom("a", headersOf({commit}), false));
    QVERIFY(!remoteFileFrom("a", headersOf({commit, "ETag: \"../../x\""}), false));
}

void TestHubAnswer::etags_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::addColumn<int>("sum");
    const QString sha256(64, 'a');
    const QString sha1(40, '0');
    QTest::newRow("SHA-256") << '"' + sha256 + '"' << sha256 << int(EtagSum::Sha256);
    QTest::newRow("weak") << "W/\"" + sha1 + '"' << sha1 << int(EtagSum::GitBlob);
    QTest::newRow("no quotes") << sha1 << sha1 << int(EtagSum::GitBlob);
    QTest::newRow("of another server") << "\"6578-abc\""
                                       << "6578-abc" << int(EtagSum::None);
    QTest::newRow("capitals") << QString(40, 'A') << QString(40, 'A') << int(EtagSum::None);
    QTest::newRow("nothing") << "\"\""
                             << "" << int(EtagSum::None);
    QTest::newRow("one quote") << "\""
                               << "" << int(EtagSum::None);
    QTest::newRow("a path") << "\"../x\""
                            << "" << int(EtagSum::None);
    QTest::newRow("hidden") << "\".x\""
                            << "" << int(EtagSum::None);
    QTest::newRow("too long") << QString(129, 'a') << "" << int(EtagSum::None);
}

void TestHubAnswer::etags()
{
    QFETCH(QString, text);
    QFETCH(QString, plain);
    QFETCH(int, sum);
    QCOMPARE(QString::fromStdString(plainEtag(text.toStdString())), plain);
    QCOMPARE(int(sumOfEtag(plain.toStdString())), sum);
}

void TestHubAnswer::contentRanges_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<qint64>>("numbers"); // -1: unknown; none: it is no range
    QTest::newRow("usual") << "bytes 100-199/200" << QList<qint64>{100, 199, 200};
    QTest::newRow("unknown size") << "bytes 0-0/*" << QList<qint64>{0, 0, -1};
    QTest::newRow("beyond the end") << "bytes 0-200/200" << QList<qint64>();
    QTest::newRow("backwards") << "bytes 5-4/200" << QList<qint64>();
    QTest::newRow("refused") << "bytes */200" << QList<qint64>();
    QTest::newRow("other units") << "items 0-1/2" << QList<qint64>();
    QTest::newRow("no number") << "bytes a-b/c" << QList<qint64>();
    QTest::newRow("negative") << "bytes -1-5/6" << QList<qint64>();
    QTest::newRow("too large") << "bytes 0-1/99999999999999999999" << QList<qint64>();
    QTest::newRow("slash first") << "bytes /1-2" << QList<qint64>();
    QTest::newRow("dash in the unit") << "by-es 1/2" << QList<qint64>();
    QTest::newRow("nothing") << "" << QList<qint64>();
}

void TestHubAnswer::contentRanges()
{
    QFETCH(QString, text);
    QFETCH(QList<qint64>, numbers);
    const auto range = parseContentRange(text.toStdString());
    QCOMPARE(range.has_value(), !numbers.isEmpty());
    if (range)
        QCOMPARE((QList<qint64>{range->first, range->last, range->whole.value_or(-1)}), numbers);
}

void TestHubAnswer::retryAfter_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("seconds"); // -1: nothing
    QTest::newRow("seconds") << "120" << qint64(120);
    QTest::newRow("at once") << "0" << qint64(0);
    QTest::newRow("a date") << "Thu, 01 Jan 1970 00:17:00 GMT" << qint64(20);
    QTest::newRow("a date in the past") << "Thu, 01 Jan 1970 00:00:01 GMT" << qint64(0);
    QTest::newRow("a word") << "soon" << qint64(-1);
    QTest::newRow("nothing") << "" << qint64(-1);
    QTest::newRow("negative") << "-5" << qint64(-1);
}

void TestHubAnswer::retryAfter()
{
    QFETCH(QString, text);
    QFETCH(qint64, seconds);
    const auto after = parseRetryAfter(text.toStdString(), 1000);
    QCOMPARE(after ? qint64(after->count()) : -1, seconds);
}

LOGITSCOPE_TEST(TestHubAnswer)
#include "tst_hub_answer.moc"
