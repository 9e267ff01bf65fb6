#include "core/server/chunked_body.h"

#include <QTest>

#include <string>
#include <string_view>

using namespace logitscope;

namespace
{

// The body, or the refusal's status as a number. Whatever the pieces it comes in.
std::string read(std::string_view bytes, std::size_t piece, const HttpLimits& limits = {})
{
    ChunkedBody chunks(limits);
    std::string body;
    std::size_t at = 0;
    while (at < bytes.size() && !chunks.whole()) {
        const auto used = chunks.take(bytes.substr(at, piece), body);
        if (!used)
            return std::to_string(used.error().status);
        at += *used;
    }
    return body + (chunks.whole() ? "" : " unfinished") + std::string(bytes.substr(at));
}

} // namespace

class TestChunkedBody : public QObject
{
    Q_OBJECT

private slots:
    void bodies_data();
    void bodies();
    void tooLong();
    void trailersWithoutEnd();
};

void TestChunkedBody::bodies_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const std::string& bytes, const std::string& expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("two", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "abc0123456789");
    row("line ends inside", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
    row("extension", "3;name=\"x\"\r\nabc\r\n0\r\n\r\n", "abc");
    row("trailers", "1\r\na\r\n0\r\nX: y\r\nZ: z\r\n\r\n", "a");
    row("empty", "0\r\n\r\n", "");
    row("the next request stays", "1\r\na\r\n0\r\n\r\nGET", "aGET");
    row("in its middle", "5\r\nab", "ab unfinished");
    row("no end", "1\r\na\r\n", "a unfinished");
    row("no length", "\r\nabc", "400");
    row("no number", "xyz\r\nabc", "400");
    row("negative", "-1\r\nabc", "400");
    row("0x", "0x3\r\nabc\r\n", "400");
    row("longer than it says", "2\r\nabc\r\n0\r\n\r\n", "400");
    row("longer than any number", "fffffffffffffffff\r\nabc", "413");
    row("longer than allowed", "7fffffff\r\nabc", "413");
    row("endless length", std::string(5000, '0'), "400");
}

void TestChunkedBody::bodies()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, expected);
    QCOMPARE(read(bytes, bytes.size()), expected);
    QCOMPARE(read(bytes, 1), expected);
    QCOMPARE(read(bytes, 3), expected);
}

// Each chunk is small, and their sum isn't.
void TestChunkedBody::tooLong()
{
    const HttpLimits limits{.bodyBytes = 10};
    QCOMPARE(read("5\r\nabcde\r\n5\r\nabcde\r\n0\r\n\r\n", 100, limits), std::string("abcdeabcde"));
    QCOMPARE(read("5\r\nabcde\r\n6\r\nabcdef\r\n0\r\n\r\n", 100, limits), std::string("413"));
}

void TestChunkedBody::trailersWithoutEnd()
{
    std::string bytes = "0\r\n";
    for (int i = 0; i < 10'000; ++i)
        bytes += "Name: value\r\n";
    QCOMPARE(read(bytes, 100), std::string("431"));
}

QTEST_GUILESS_MAIN(TestChunkedBody)
#include "tst_chunked_body.moc"
