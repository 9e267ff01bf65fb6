// What the page is compared with: the core's own numbers.
#pragma once

#include "tests/core/generation/alone.h"
#include "tests/core/run/branches.h"
#include "widgets/chart/distribution_chart.h"
#include "window_fixture.h"

#include <QTest>

#include <string>
#include <vector>

namespace logitscope
{

// One run of the core alone: the steps, and the logits of each.
struct CoreRun
{
    std::vector<Step> steps;
    std::vector<std::vector<float>> logits;

    CoreRun(const std::string& prompt, int tokens, std::uint64_t seed, const SamplerChain& settings)
    {
        auto alone = drawAlone(bundledModel(), prompt, settings, seed, tokens);
        steps = std::move(alone.steps);
        logits = std::move(alone.logits);
    }

    QString text() const { return QString::fromStdString(continuationOf(branchOf(steps))); }
};

// "Of rank i the chart shows exactly what the core computes", for every row.
inline void compareChart(const DistributionChart& chart, const std::vector<float>& logits,
                         const SamplerChain& settings)
{
    const auto distribution = Distribution::rank(logits).value();
    const auto shaped = distribution.shape(settings);
    const auto rows = chart.rows();
    QVERIFY(static_cast<int>(rows.size()) >= chart.rowCount());
    for (const auto& row : rows) {
        QCOMPARE(row.token, distribution.token(row.rank));
        QVERIFY(qAbs(row.model - distribution.probability(row.rank)) < 1e-12);
        QVERIFY(qAbs(row.sampling - shaped.probability(row.rank)) < 1e-12);
        QCOMPARE(row.verdict, shaped.verdict(row.rank));
    }
}

} // namespace logitscope
