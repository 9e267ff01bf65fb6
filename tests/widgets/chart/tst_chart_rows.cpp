#include "tests/test_program.h"
#include "widgets/chart/chart_rows.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace logitscope;

namespace
{

// Token 2 is the most likely, then 0, 3, 1; 4 can't be.
const std::vector<float> fiveLogits{2.0f, 0.0f, 3.0f, 1.0f,
                                    -std::numeric_limits<float>::infinity()};

std::string bytesOfFive(TokenId token)
{
    static const std::vector<std::string> bytes{" the", "\n", "a\\b", "\xe2\x82", "never"};
    return bytes[static_cast<std::size_t>(token)];
}

double softmax(std::size_t token)
{
    double sum = 0.0;
    for (const float logit : fiveLogits)
        sum += std::exp(static_cast<double>(logit));
    return std::exp(static_cast<double>(fiveLogits[token])) / sum;
}

} // namespace

class TestChartRows : public QObject
{
    Q_OBJECT

private slots:
    void smallProbabilitiesAreShort();
    void mostLikelyFirst();
    void labelsAreVisible();
    void fates();
    void chosenBeyondTheListIsAdded();
    void chosenInTheListIsMarkedOnce();
    void othersAreOneRow();
    void countBeyondTheVocabulary();
};

void TestChartRows::mostLikelyFirst()
{
    const Distribution distribution = Distribution::rank(fiveLogits).value();
    const auto rows = chartRows(distribution, distribution.shape({}), 4, std::nullopt, bytesOfFive);
    QCOMPARE(rows.size(), std::size_t{4});
    const std::vector<TokenId> order{2, 0, 3, 1};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QCOMPARE(rows[i].rank, static_cast<int>(i));
        QCOMPARE(rows[i].token, order[i]);
        const auto token = static_cast<std::size_t>(order[i]);
        QVERIFY(std::abs(rows[i].model - softmax(token)) < 1e-9);
        QVERIFY(std::abs(rows[i].sampling - softmax(token)) < 1e-9);
        QCOMPARE(rows[i].logit, fiveLogits[token]);
        QVERIFY(!rows[i].chosen);
    }
}

void TestChartRows::labelsAreVisible()
{
    const Distribution distribution = Distribution::rank(fiveLogits).value();
    const auto rows = chartRows(distribution, distribution.shape({}), 4, std::nullopt, bytesOfFive);
    QCOMPARE(rows[0].label, QStringLiteral("a\\\\b"));
    QCOMPARE(rows[1].label, QStringLiteral("␣the"));
    QCOMPARE(rows[2].label, QStringLiteral("\\xe2\\x82"));
    QCOMPARE(rows[3].label, QStringLiteral("\\n"));
}

void TestChartRows::fates()
{
    const Distribution distribution = Distribution::rank(fiveLogits).value();
    // Of the three that top-k keeps, the first has e/(e + 1 + 1/e) = .665 and two have .91.
    const Shaped shaped = distribution.shape(basicChain({.topK = 3, .topP = 0.8}));
    const auto rows = chartRows(distribution, shaped, 5, std::nullopt, bytesOfFive);
    QVERIFY(rows[0].verdict.isKept());
    QVERIFY(rows[1].verdict.isKept());
    QVERIFY(rows[2].verdict.isRemovedBy(StageKind::TopP));
    QVERIFY(rows[3].verdict.isRemovedBy(StageKind::TopK));
    QVERIFY(rows[4].verdict.isImpossible());
    const double e = std::exp(1.0);
    QVERIFY(std::abs(rows[0].sampling - e / (e + 1.0)) < 1e-6);
    QVERIFY(std::abs(rows[1].sampling - 1.0 / (e + 1.0)) < 1e-6);
    QCOMPARE(rows[2].sampling, 0.0);
    QCOMPARE(rows[3].sampling, 0.0);
    QCOMPARE(rows[4].model, 0.0);
}

void TestChartRows::chosenBeyondTheListIsAdded()
{
    const Distribution distribution = Distribution::rank(fiveLogits).value();
    const auto rows = chartRows(distribution, distribution.shape({}), 2, TokenId{1}, bytesOfFive);
    QCOMPARE(rows.size(), std::size_t{3});
    QCOMPARE(rows[2].token, 1);
    QCOMPARE(rows[2].rank, 3);
    QVERIFY(rows[2].chosen);
    QVERIFY(!rows[0].chosen && !rows[1].chosen);
}

// A server told two of five tokens.
void TestChartRows::othersAreOneRow()
{
    std::vector<float> logits(5, -std::numeric_limits<float>::infinity());
    logits[1] = static_cast<float>(std::log(0.5));
    logits[3] = static_cast<float>(std::log(0.25));
    const auto distribution = Distribution::rank(logits, {2, 5, 0.25}).value();
    const auto shaped = distribution.shape({});
    const auto rows = chartRows(distribution, shaped, 4, TokenId{0}, bytesOfFive);
    QCOMPARE(rows.size(), std::size_t{4});
    QVERIFY(std::abs(rows[0].model - 0.5) < 1e-6);
    QVERIFY(!rows[1].isOthers());
    QVERIFY(rows[2].isOthers());
    QCOMPARE(rows[2].label, QStringLiteral("other tokens (3)"));
    QVERIFY(std::abs(rows[2].model - 0.25) < 1e-6);
    QCOMPARE(samplingText(rows[2]), QStringLiteral("–"));
    QVERIFY(rows[3].chosen && rows[3].verdict.isUnknown());
    QCOMPARE(chartRows(distribution, shaped, 1, {}, bytesOfFive).size(), std::size_t{2});
}

void TestChartRows::chosenInTheListIsMarkedOnce()
{
    const Distribution distribution = Distribution::rank(fiveLogits).value();
    const auto rows = chartRows(distribution, distribution.shape({}), 2, TokenId{0}, bytesOfFive);
    QCOMPARE(rows.size(), std::size_t{2});
    QVERIFY(!rows[0].chosen);
    QVERIFY(rows[1].chosen);
}

void TestChartRows::countBeyondTheVocabulary()
{
    const Distribution distribution = Distribution::rank(fiveLogits).value();
    QCOMPARE(chartRows(distribution, distribution.shape({}), 40, TokenId{1}, bytesOfFive).size(),
             fiveLogits.size());
}

void TestChartRows::smallProbabilitiesAreShort()
{
    QCOMPARE(chartPercent(0.0), "0%");
    QCOMPARE(chartPercent(1.8e-12), "<0.001%");
    QCOMPARE(chartPercent(0.99e-5), "<0.001%");
    QCOMPARE(chartPercent(0.000123), "0.0123%");
    QCOMPARE(chartPercent(0.5), "50.0%");
    for (double probability = 1.0; probability > 1e-20; probability *= 0.83)
        QVERIFY(chartPercent(probability).size() <= 8);
}

LOGITSCOPE_TEST(TestChartRows)
#include "tst_chart_rows.moc"
