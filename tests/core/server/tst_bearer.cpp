#include "core/server/bearer.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestBearer : public QObject
{
    Q_OBJECT

private slots:
    void keys();
};

void TestBearer::keys()
{
    QVERIFY(bringsKey("Bearer secret", "secret"));
    QVERIFY(bringsKey("bearer  secret", "secret"));
    QVERIFY(!bringsKey("Bearer Secret", "secret"));
    QVERIFY(!bringsKey("Bearer secre", "secret"));
    QVERIFY(!bringsKey("Bearer secrets", "secret"));
    QVERIFY(!bringsKey("Bearer secretsecret", "secret"));
    QVERIFY(!bringsKey("Bearer ", "secret"));
    QVERIFY(!bringsKey("Bearer", "secret"));
    QVERIFY(!bringsKey("Basic secret", "secret"));
    QVERIFY(!bringsKey("secret", "secret"));
    QVERIFY(!bringsKey("", "secret"));
    QVERIFY(!bringsKey("Bearer ", "")); // a server without a key lets none in
}

LOGITSCOPE_TEST(TestBearer)
#include "tst_bearer.moc"
