#include "core/remote/candidates.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace logitscope;

class TestCandidates : public QObject
{
    Q_OBJECT

private slots:
    void sorts();
    void coverage();
    void logits();
    void lies_data();
    void lies();
};

namespace
{

using Told = std::vector<Candidate>;

const Wanted three{.server = "host:1", .vocabulary = 3, .candidates = 2};

double ln(double probability)
{
    return std::log(probability);
}

} // namespace

void TestCandidates::sorts()
{
    const auto sorted =
        checked({{2, ln(0.25)}, {1, ln(0.25)}, {0, ln(0.5)}}, CandidateOrder::Any, three);
    QVERIFY(sorted);
    QCOMPARE(*sorted, Told({{0, ln(0.5)}, {1, ln(0.25)}, {2, ln(0.25)}}));

    // Rounding may make a certain token's logarithm a little positive; the least float is finite.
    const auto rounded = checked({{0, 1e-6}, {1, std::numeric_limits<float>::lowest()}},
                                 CandidateOrder::MostLikelyFirst, three);
    QVERIFY(rounded);
    QCOMPARE(rounded->front().logProbability, 0.0);
    QVERIFY(rounded->back().logProbability < -1000.0);
    QVERIFY(std::isfinite(static_cast<float>(rounded->back().logProbability) / 0.01F));
}

void TestCandidates::coverage()
{
    const Told two{{0, ln(0.5)}, {1, ln(0.25)}};
    const auto part = coverageOf(two, 3);
    QCOMPARE(part.known, 2);
    QCOMPARE(part.vocabulary, 3);
    QVERIFY(std::abs(part.rest - 0.25) < 1e-12);
    QVERIFY(!part.whole());
    const Told all{{0, ln(0.5)}, {1, ln(0.25)}, {2, ln(0.25)}};
    QCOMPARE(coverageOf(all, 3), (Coverage{3, 3, 0.0}));
}

void TestCandidates::logits()
{
    std::vector<float> logits(3, 7.0F);
    writeLogits(Told{{2, -0.5}}, logits);
    const auto nothing = -std::numeric_limits<float>::infinity();
    QCOMPARE(logits, std::vector<float>({nothing, nothing, -0.5F}));
}

void TestCandidates::lies_data()
{
    constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
    QTest::addColumn<Told>("told");
    QTest::addColumn<QString>("part");
    QTest::newRow("no number") << Told{{0, nan}, {1, -3.0}}
                               << "token 0 has the log probability nan";
    QTest::newRow("positive") << Told{{0, 0.01}, {1, -9.0}}
                              << "token 0 has the log probability 0.01";
    QTest::newRow("infinite") << Told{{0, std::numeric_limits<double>::infinity()}, {1, -1.0}}
                              << "token 0 has the log probability inf";
    QTest::newRow("id beyond") << Told{{3, -1.0}, {1, -3.0}}
                               << "tells of token 3, but the model has 3 tokens";
    QTest::newRow("id below") << Told{{-1, -1.0}, {1, -3.0}} << "tells of token -1";
    QTest::newRow("twice") << Told{{1, -1.0}, {1, -1.0}} << "tells of token 1 twice";
    QTest::newRow("more than 1") << Told{{0, ln(0.7)}, {1, ln(0.3002)}}
                                 << "1.000200 together, more than 1";
    QTest::newRow("less than 1") << Told{{0, ln(0.6)}, {1, ln(0.3)}, {2, ln(0.0998)}}
                                 << "0.999800 together, expected 1";
    QTest::newRow("order") << Told{{0, ln(0.3)}, {1, ln(0.5)}} << "most likely tokens first";
    QTest::newRow("fewer") << Told{{0, ln(0.3)}} << "tells of 1 tokens, but 2 were asked for";
}

void TestCandidates::lies()
{
    QFETCH(Told, told);
    QFETCH(QString, part);
    const auto result = checked(told, CandidateOrder::MostLikelyFirst, three);
    QVERIFY(!result);
    const auto message = QString::fromStdString(result.error().message);
    QVERIFY2(message.startsWith("host:1: ") && message.contains(part), qPrintable(message));
}

LOGITSCOPE_TEST(TestCandidates)
#include "tst_candidates.moc"
