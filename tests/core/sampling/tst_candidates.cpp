#include "core/sampling/candidates.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestCandidates : public QObject
{
    Q_OBJECT

private slots:

    void wanted_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::addColumn<int>("wanted");
        const auto row = [](const char* chain, int wanted) {
            QTest::addRow("%s", chain) << chain << wanted;
        };
        row("", 64);
        row("temperature=0.8", 64);
        row("temperature=0", 2);
        row("temperature=0.8,top-k=40,top-p=0.9", 41);
        row("top-k=0,top-p=0.9", 64);
        row("presence-penalty=0.5,top-k=5", 6);
        row("top-p=0.9,top-k=40", 64);
        row("top-k=999", 1000);
        row("top-k=1000", 1000);
        row("top-k=2000000000", 1000);
        row("top-n-sigma=1", 1000);
        row("dynamic-temperature=0.5:1.5:1", 1000);
    }

    void wanted()
    {
        QFETCH(QString, chain);
        QFETCH(int, wanted);
        const auto parsed = parseChain(chain.toStdString()).value();
        QCOMPARE(candidatesWanted(parsed, 1000), wanted);
        QCOMPARE(candidatesWanted(parsed, 1), 1);
    }
};

LOGITSCOPE_TEST(TestCandidates)
#include "tst_candidates.moc"
