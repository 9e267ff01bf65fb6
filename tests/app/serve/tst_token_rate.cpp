#include "app/serve/token_rate.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace std::chrono_literals;

class TokenRateTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingBeforeTwoReadings();
    void theLastSecondCounts();
};

void TokenRateTest::nothingBeforeTwoReadings()
{
    TokenRate rate;
    QCOMPARE(rate.perSecond(), 0.0);
    rate.read(TokenRate::Time(5s), 700);
    QCOMPARE(rate.perSecond(), 0.0);
}

void TokenRateTest::theLastSecondCounts()
{
    TokenRate rate;
    rate.read(TokenRate::Time(0ms), 0);
    rate.read(TokenRate::Time(250ms), 50);
    QCOMPARE(rate.perSecond(), 200.0);
    rate.read(TokenRate::Time(1000ms), 100);
    QCOMPARE(rate.perSecond(), 100.0);
    rate.read(TokenRate::Time(1500ms), 100);
    QCOMPARE(rate.perSecond(), 50.0 / 1.25); // since 250 ms, the last reading a second old
    rate.read(TokenRate::Time(2000ms), 100);
    QCOMPARE(rate.perSecond(), 0.0);
}

LOGITSCOPE_TEST(TokenRateTest)
#include "tst_token_rate.moc"
