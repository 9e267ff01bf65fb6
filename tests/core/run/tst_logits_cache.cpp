#include "core/run/logits_cache.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

std::vector<float> filled(std::size_t count, float value)
{
    return std::vector<float>(count, value);
}

} // namespace

class TestLogitsCache : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItWasGiven();
    void keepsHowMuchIsKnown();
    void theOldestMakeRoom();
    void theNewestStaysHoweverLarge();
    void aSmallerBoundMakesRoom();
    void clears();
};

void TestLogitsCache::keepsWhatItWasGiven()
{
    LogitsCache cache;
    const auto one = follow(nullptr, Step());
    const auto two = follow(one, Step());
    QVERIFY(cache.find(one).empty());
    cache.put(one, {1.0f, 2.0f});
    cache.put(two, {3.0f});
    QCOMPARE(cache.find(one).size(), std::size_t{2});
    QCOMPARE(cache.find(one)[1], 2.0f);
    QCOMPARE(cache.find(two)[0], 3.0f);
    QVERIFY(cache.find(follow(one, Step())).empty()); // another node of the same step
}

void TestLogitsCache::keepsHowMuchIsKnown()
{
    LogitsCache cache;
    const auto node = follow(nullptr, Step());
    const Coverage coverage{2, 3, 0.25};
    cache.put(node, {1.0f, 2.0f, 3.0f}, coverage);
    QCOMPARE(cache.find(node).coverage, coverage);
    cache.put(node, {1.0f, 2.0f, 3.0f}); // it was asked for the rest
    QVERIFY(cache.find(node).coverage.whole());
}

void TestLogitsCache::theOldestMakeRoom()
{
    LogitsCache cache(10 * sizeof(float));
    std::vector<NodePtr> nodes;
    for (int i = 0; i < 5; ++i) {
        nodes.push_back(follow(nullptr, Step()));
        cache.put(nodes.back(), filled(4, static_cast<float>(i)));
    }
    for (int i = 0; i < 5; ++i)
        QCOMPARE(cache.find(nodes[static_cast<std::size_t>(i)]).empty(), i < 3);
}

void TestLogitsCache::theNewestStaysHoweverLarge()
{
    LogitsCache cache(2 * sizeof(float));
    const auto small = follow(nullptr, Step());
    const auto large = follow(nullptr, Step());
    cache.put(small, filled(1, 1.0f));
    cache.put(large, filled(100, 2.0f));
    QVERIFY(cache.find(small).empty());
    QCOMPARE(cache.find(large).size(), std::size_t{100});
}

void TestLogitsCache::aSmallerBoundMakesRoom()
{
    LogitsCache cache;
    const auto first = follow(nullptr, Step());
    const auto second = follow(nullptr, Step());
    cache.put(first, filled(3, 1.0f));
    cache.put(second, filled(3, 2.0f));
    cache.setMostBytes(5 * sizeof(float));
    QVERIFY(cache.find(first).empty());
    QCOMPARE(cache.find(second).size(), std::size_t{3});
}

void TestLogitsCache::clears()
{
    LogitsCache cache(3 * sizeof(float));
    const auto node = follow(nullptr, Step());
    cache.put(node, filled(2, 1.0f));
    cache.clear();
    QVERIFY(cache.find(node).empty());
    const auto other = follow(nullptr, Step());
    cache.put(node, filled(1, 1.0f)); // what was cleared takes no room
    cache.put(other, filled(2, 1.0f));
    QVERIFY(!cache.find(node).empty() && !cache.find(other).empty());
}

LOGITSCOPE_TEST(TestLogitsCache)
#include "tst_logits_cache.moc"
