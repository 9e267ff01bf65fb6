// Two chains' tokens as sets, and their probabilities by the textbook in long double.
#include "core/sampling/chain_difference.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace logitscope;

namespace
{

struct Expected
{
    std::map<TokenId, long double> kept;

    Expected(const std::vector<float>& logits, const SamplerChain& chain, const ChainInput& input)
    {
        for (const auto& candidate : reference::runChain(logits, chain, input).candidates)
            if (candidate.isAlive())
                kept[candidate.token] = candidate.probability;
    }

    long double operator[](TokenId token) const
    {
        const auto found = kept.find(token);
        return found == kept.end() ? 0.0L : found->second;
    }
};

} // namespace

class TestChainDifference : public QObject
{
    Q_OBJECT

private slots:

    void areTheSets_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::newRow("order") << "temperature=0.6,top-p=0.8"
                               << "top-p=0.8,temperature=0.6";
        QTest::newRow("two lengths") << "top-k=3"
                                     << "top-k=30";
        QTest::newRow("apart") << "xtc=0.05:1,temperature=2"
                               << "top-k=1";
        QTest::newRow("penalties in one") << "repetition-penalty=1.6,top-k=9"
                                          << "top-k=12,min-p=0.02";
        QTest::newRow("in both") << "presence-penalty=2,top-p=0.9"
                                 << "frequency-penalty=1.5,top-p=0.7,temperature=1.3";
        QTest::newRow("all kept") << "temperature=0.7"
                                  << "temperature=1.4";
    }

    void areTheSets()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        const auto chainA = parseChain(a.toStdString()).value();
        const auto chainB = parseChain(b.toStdString()).value();
        std::mt19937 random(11);
        const std::vector<TokenId> sampled = {1, 2, 3, 5, 5};
        const ChainInput input{.sampled = sampled, .chance = 0.1};
        for (int round = 0; round < 20; ++round) {
            const auto logits = randomLogits(100, static_cast<LogitKind>(round % 5), random);
            const auto distribution = Distribution::rank(logits).value();
            const double u = std::uniform_real_distribution(0.0, 1.0)(random);
            const auto stepA = shapeStep(distribution, chainA, input, u, {});
            const auto stepB = shapeStep(distribution, chainB, input, u, {});
            const auto difference = differenceOf(stepA, stepB);
            const Expected expectedA(logits, chainA, input);
            const Expected expectedB(logits, chainB, input);

            std::set<TokenId> all;
            int both = 0;
            for (const auto& [token, p] : expectedA.kept) {
                all.insert(token);
                both += expectedB.kept.contains(token);
            }
            for (const auto& [token, p] : expectedB.kept)
                all.insert(token);
            QCOMPARE(difference.both, both);
            QCOMPARE(difference.onlyA, static_cast<int>(expectedA.kept.size()) - both);
            QCOMPARE(difference.onlyB, static_cast<int>(expectedB.kept.size()) - both);

            long double sum = 0.0L;
            for (const auto token : all)
                sum += std::abs(expectedA[token] - expectedB[token]);
            QVERIFY(std::abs(difference.totalVariation - sum / 2) < 1e-9L);

            std::set<TokenId> listed;
            int before = -1;
            for (const auto& token : difference.tokens) {
                QVERIFY(std::abs(token.a - expectedA[token.token]) < 1e-9L);
                QVERIFY(std::abs(token.b - expectedB[token.token]) < 1e-9L);
                QCOMPARE(stepA.distribution.token(token.rankA), token.token);
                QCOMPARE(stepB.distribution.token(token.rankB), token.token);
                QVERIFY(token.rankB > before);
                before = token.rankB;
                listed.insert(token.token);
            }
            QCOMPARE(listed, all);

            const auto sorted = difference.byDifference();
            QCOMPARE(sorted.size(), difference.tokens.size());
            QVERIFY(std::ranges::is_sorted(sorted, std::greater(), &TokenDifference::size));
            QVERIFY(std::ranges::is_permutation(sorted, difference.tokens));
            QCOMPARE(difference.pickedA, stepA.distribution.token(stepA.shaped.draw(u)));
            QCOMPARE(difference.pickedB, stepB.distribution.token(stepB.shaped.draw(u)));
        }
    }

    void aChainIsNoDifferentFromItself()
    {
        std::mt19937 random(3);
        const auto logits = randomLogits(50, LogitKind::Model, random);
        const auto step =
            shapeStep(*Distribution::rank(logits), parseChain("top-k=7").value(), {}, 0.4, {});
        const auto difference = differenceOf(step, step);
        QVERIFY(difference.isNone());
        QCOMPARE(difference.both, 7);
        QCOMPARE(difference.totalVariation, 0.0);
        QCOMPARE(difference.pickedA, difference.pickedB);
    }

    void nothingInCommonIsAll()
    {
        const std::vector<float> logits{2.0f, 1.0f, 0.0f};
        const auto distribution = Distribution::rank(logits).value();
        const auto first = shapeStep(distribution, parseChain("top-k=1").value(), {}, 0.5, {});
        const auto others =
            shapeStep(distribution, parseChain("xtc=0.1:1").value(), {.chance = 0.0}, 0.5, {});
        const auto difference = differenceOf(first, others);
        QCOMPARE(difference.both, 0);
        QCOMPARE(difference.onlyA, 1);
        QCOMPARE(difference.totalVariation, 1.0);
        QVERIFY(!difference.isNone());
    }
};

LOGITSCOPE_TEST(TestChainDifference)
#include "tst_chain_difference.moc"
