#include "core/server/cors.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;

namespace
{

std::string find(const HeaderList& headers, std::string_view name)
{
    const auto found =
        std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
    return found == headers.end() ? "none" : found->second;
}

} // namespace

class TestCors : public QObject
{
    Q_OBJECT

private slots:
    void noOrigin();
    void origin();
    void requestedHeaders();
};

void TestCors::noOrigin()
{
    QVERIFY(corsHeaders("").empty());
    QVERIFY(preflightHeaders("", "authorization").empty());
}

void TestCors::origin()
{
    const auto headers = corsHeaders("https://example.org");
    QCOMPARE(find(headers, "Access-Control-Allow-Origin"), std::string("https://example.org"));
    QCOMPARE(find(headers, "Vary"), std::string("Origin"));
}

void TestCors::requestedHeaders()
{
    const auto allowed = [](std::string_view requested) {
        return find(preflightHeaders("*", requested), "Access-Control-Allow-Headers");
    };
    QCOMPARE(allowed("authorization, x-stainless-os"),
             std::string("authorization, x-stainless-os"));
    QCOMPARE(allowed(""), std::string("authorization, content-type"));
    QCOMPARE(allowed("a\r\nSet-Cookie: b"), std::string("authorization, content-type"));
}

LOGITSCOPE_TEST(TestCors)
#include "tst_cors.moc"
