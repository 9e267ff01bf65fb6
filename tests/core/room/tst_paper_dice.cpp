#include "core/room/paper_dice.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace logitscope;

class PaperDiceTest : public QObject
{
    Q_OBJECT

private slots:
    void byHand();
    void narrowOnesAreTheOthers();
    void aCertainTokenTakesAllRolls();
    void everyRollPicksOneRow();
};

// 0.29 · 100 is a little less than 29 in binary, and must not be 28.
void PaperDiceTest::byHand()
{
    const std::vector<double> q{0.29, 0.255, 0.25, 0.205};
    const std::vector<PaperDiceRow> rows{
        {0, 0, 28, 0.29}, {1, 29, 53, 0.255}, {2, 54, 78, 0.25}, {3, 79, 99, 0.205}};
    QVERIFY(paperDice(q) == rows);
}

void PaperDiceTest::narrowOnesAreTheOthers()
{
    const std::vector<double> q{0.5, 0.4, 0.07, 0.009, 0.009, 0.008, 0.004};
    const auto rows = paperDice(q);
    QCOMPARE(rows.size(), std::size_t(4));
    QCOMPARE(rows[2].first, 90);
    QCOMPARE(rows[2].last, 96);
    QCOMPARE(rows[3].place, -1);
    QCOMPARE(rows[3].first, 97);
    QCOMPARE(rows[3].last, 99);
    QVERIFY(std::abs(rows[3].probability - 0.03) < 1e-12);
}

void PaperDiceTest::aCertainTokenTakesAllRolls()
{
    const std::vector<double> q{1.0};
    QVERIFY((paperDice(q) == std::vector<PaperDiceRow>{{0, 0, 99, 1.0}}));
    QVERIFY(paperDice({}).empty());
}

void PaperDiceTest::everyRollPicksOneRow()
{
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        std::vector<double> q(1 + random() % 300);
        std::exponential_distribution<double> width(1.0);
        for (auto& share : q)
            share = std::pow(width(random), 1 + round % 5);
        const double sum = std::accumulate(q.begin(), q.end(), 0.0);
        for (auto& share : q)
            share /= sum;
        std::ranges::sort(q, std::greater());
        int next = 0;
        for (const auto& row : paperDice(q)) {
            QCOMPARE(row.first, next);
            QVERIFY(row.last >= row.first);
            QVERIFY(std::abs(row.rolls() - 100.0 * row.probability) <= 1.0 + 1e-6);
            next = row.last + 1;
        }
        QCOMPARE(next, 100);
    }
}

LOGITSCOPE_TEST(PaperDiceTest)
#include "tst_paper_dice.moc"
