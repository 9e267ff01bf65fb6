#include "tests/test_program.h"
#include "widgets/control/seed_box.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <set>

using namespace logitscope;

class SeedBoxTest : public QObject
{
    Q_OBJECT

private slots:
    void takesEverySeed_data();
    void takesEverySeed();
    void whatIsNoSeedGivesTheLastOneBack();
    void aClickGivesANewSeed();
};

void SeedBoxTest::takesEverySeed_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<quint64>("seed");
    QTest::newRow("zero") << "0" << quint64(0);
    QTest::newRow("usual") << "4711" << quint64(4711);
    QTest::newRow("largest") << "18446744073709551615" << quint64(18'446'744'073'709'551'615U);
}

void SeedBoxTest::takesEverySeed()
{
    QFETCH(QString, typed);
    QFETCH(quint64, seed);
    SeedBox box;
    QSignalSpy changed(&box, &SeedBox::seedChanged);
    box.field()->selectAll();
    QTest::keyClicks(box.field(), typed);
    QTest::keyClick(box.field(), Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.front().front().toULongLong(), seed);
    QCOMPARE(quint64(box.seed()), seed);
}

void SeedBoxTest::whatIsNoSeedGivesTheLastOneBack()
{
    SeedBox box;
    box.setSeed(42);
    QSignalSpy changed(&box, &SeedBox::seedChanged);
    box.field()->selectAll();
    QTest::keyClicks(box.field(),
                     "99999999999999999999x-1"); // 20 digits above 2^64, letters refused
    emit box.field()->editingFinished();
    QCOMPARE(box.field()->text(), QString("42"));
    box.field()->clear();
    QTest::keyClick(box.field(), Qt::Key_Return);
    QCOMPARE(box.field()->text(), QString("42"));
    QCOMPARE(changed.count(), 0);
}

void SeedBoxTest::aClickGivesANewSeed()
{
    SeedBox box;
    QSignalSpy changed(&box, &SeedBox::seedChanged);
    std::set<std::uint64_t> seeds;
    for (int i = 0; i < 20; ++i) {
        QTest::mouseClick(box.reroll(), Qt::LeftButton);
        QCOMPARE(box.field()->text(), QString::number(box.seed()));
        seeds.insert(box.seed());
    }
    QCOMPARE(changed.count(), 20);
    QVERIFY(seeds.size() > 10); // random ones would hardly repeat in 20
}

LOGITSCOPE_TEST(SeedBoxTest)
#include "tst_seed_box.moc"
