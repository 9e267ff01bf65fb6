#include "core/server/rate_limit.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;
using namespace std::chrono_literals;

class TestRateLimit : public QObject
{
    Q_OBJECT

private slots:
    void manyAtOnceThenAtAPace();
    void eachHasTheirOwn();
    void lookingTakesNothing();
    void forgetsWhoIsAway();

private:
    const RateLimit::Time begin_{};
};

void TestRateLimit::manyAtOnceThenAtAPace()
{
    RateLimit limit(2, 3);
    for (int i = 0; i < 3; ++i)
        QVERIFY(limit.take("a", begin_));
    QVERIFY(!limit.take("a", begin_));
    QVERIFY(!limit.take("a", begin_ + 499ms)); // 0.998 are back
    QVERIFY(limit.take("a", begin_ + 501ms));
    QVERIFY(!limit.take("a", begin_ + 502ms));
    for (int i = 0; i < 3; ++i) // never more than the bucket holds
        QVERIFY(limit.take("a", begin_ + 1h));
    QVERIFY(!limit.take("a", begin_ + 1h));
}

void TestRateLimit::eachHasTheirOwn()
{
    RateLimit limit(1, 1);
    QVERIFY(limit.take("a", begin_));
    QVERIFY(limit.take("b", begin_));
    QVERIFY(!limit.take("a", begin_));
}

void TestRateLimit::lookingTakesNothing()
{
    RateLimit limit(1, 1);
    QVERIFY(limit.hasLeft("a", begin_));
    QVERIFY(limit.hasLeft("a", begin_));
    QVERIFY(limit.take("a", begin_));
    QVERIFY(!limit.hasLeft("a", begin_));
    QVERIFY(limit.hasLeft("a", begin_ + 1s));
}

void TestRateLimit::forgetsWhoIsAway()
{
    RateLimit limit(1, 2);
    for (int i = 0; i < 10'000; ++i) // a new name each second
        QVERIFY(limit.take(std::to_string(i), begin_ + i * 1s));
    QVERIFY(limit.size() < 200);
}

LOGITSCOPE_TEST(TestRateLimit)
#include "tst_rate_limit.moc"
