#include "core/model/key_value_cache.h"
#include "core/model/row_group.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <utility>

using namespace logitscope;

namespace
{

constexpr std::size_t lengthOfBlock = KeyValueCache::blockLength;
constexpr int groupBlock = KeyValueCache::blockLength;

std::unique_ptr<KeyValueCache> newCache()
{
    Gpt2Config config = {};
    config.width = config.layers = config.heads = 1;
    return std::make_unique<KeyValueCache>(config, Precision::F32);
}

// `count` tokens of a text, for which it makes room.
void addTokens(std::vector<Reading>& readings, Gpt2Cache& cache, int begin, int count)
{
    static_cast<KeyValueCache&>(cache).makeRoom(begin, begin + count);
    for (int i = 0; i < count; ++i)
        readings.push_back({&cache, begin + i, 0, {}});
}

// Whether every row sees each of its positions once, in order and where it is.
bool seesItsText(const RowGroup& group, std::size_t row, const Reading& reading)
{
    const auto& cache = static_cast<const KeyValueCache&>(*reading.cache);
    std::size_t next = 0;
    for (std::size_t index = 0; index < group.stretches.size(); ++index) {
        const auto begin = index * stretchLength;
        for (const auto& run : group.stretches[index].runs) {
            if (row < run.firstRow || row >= run.firstRow + run.rows)
                continue;
            if (begin + run.position != next || run.skipped != next % lengthOfBlock)
                return false;
            auto left = run.positions;
            for (auto skipped = run.skipped; const std::byte* block : run.blocks) {
                if (block != cache.block(next) || left == 0)
                    return false;
                const auto count = std::min(lengthOfBlock - std::exchange(skipped, 0), left);
                next += count;
                left -= count;
            }
            if (left > 0)
                return false;
        }
        const auto seen = group.stretches[index].seen[row];
        if (seen > stretchLength || std::min(begin, next) + seen != next)
            return false;
    }
    return next == static_cast<std::size_t>(reading.position) + 1 && group.mostSeen >= next;
}

bool allSeeTheirTexts(const std::vector<Reading>& readings)
{
    std::size_t row = 0;
    for (const auto& group : groupRows(readings)) {
        if (group.first != row)
            return false;
        for (std::size_t i = 0; i < group.rows; ++i)
            if (!seesItsText(group, i, readings[row++]))
                return false;
    }
    return row == readings.size();
}

} // namespace

class TestRowGroup : public QObject
{
    Q_OBJECT

private slots:
    void oneToken();
    void tokensOfOneText();
    void textsOfDifferentLengths();
    void sharedBlocksAreNamedOnce();
    void afterAForkOfAFork();
};

void TestRowGroup::oneToken()
{
    for (const int position : {0, 1, groupBlock - 1, groupBlock, 5 * groupBlock + 3}) {
        const auto cache = newCache();
        cache->makeRoom(0, position);
        std::vector<Reading> readings;
        addTokens(readings, *cache, position, 1);
        QVERIFY(allSeeTheirTexts(readings));
        QCOMPARE(groupRows(readings)[0].stretches[0].runs.size(), std::size_t{1});
    }
}

void TestRowGroup::tokensOfOneText()
{
    for (const int begin : {0, 1, groupBlock - 1, groupBlock, 3 * groupBlock + 5}) {
        for (const int count : {2, 15, 16, 17, 64, 100}) {
            const auto cache = newCache();
            cache->makeRoom(0, begin);
            std::vector<Reading> readings;
            addTokens(readings, *cache, begin, count);
            QVERIFY(allSeeTheirTexts(readings));
        }
    }
}

void TestRowGroup::textsOfDifferentLengths()
{
    std::vector<std::unique_ptr<KeyValueCache>> caches;
    std::vector<Reading> readings;
    for (const int length : {40, 0, 7, groupBlock, 100, 1}) {
        caches.push_back(newCache());
        caches.back()->makeRoom(0, length);
        addTokens(readings, *caches.back(), length, 1 + length % 4);
    }
    QVERIFY(allSeeTheirTexts(readings));
}

void TestRowGroup::sharedBlocksAreNamedOnce()
{
    constexpr int prompt = 4 * groupBlock + 2;
    std::vector<std::unique_ptr<Gpt2Cache>> caches;
    caches.push_back(newCache());
    static_cast<KeyValueCache&>(*caches[0]).makeRoom(0, prompt);
    for (int row = 1; row < 9; ++row)
        caches.push_back(caches[0]->copy(prompt));
    std::vector<Reading> readings;
    for (const auto& cache : caches)
        addTokens(readings, *cache, prompt, 1);
    QVERIFY(allSeeTheirTexts(readings));
    const auto groups = groupRows(readings);
    QCOMPARE(groups.size(), std::size_t{1});
    QCOMPARE(groups[0].stretches[0].runs.size(), std::size_t{1 + 9});
    QCOMPARE(groups[0].stretches[0].runs[0].rows, std::size_t{9});
    QCOMPARE(groups[0].stretches[0].runs[0].blocks.size(), std::size_t{4});
}

// Of four rows, the last two share more than the first.
void TestRowGroup::afterAForkOfAFork()
{
    const auto first = newCache();
    first->makeRoom(0, groupBlock);
    const auto second = first->copy(groupBlock);
    const auto third = first->copy(groupBlock);
    static_cast<KeyValueCache&>(*third).makeRoom(groupBlock, 2 * groupBlock);
    const auto fourth = third->copy(2 * groupBlock);
    std::vector<Reading> readings;
    addTokens(readings, *first, groupBlock, 1);
    addTokens(readings, *second, groupBlock, 1);
    addTokens(readings, *third, 2 * groupBlock, 1);
    addTokens(readings, *fourth, 2 * groupBlock, 1);
    QVERIFY(allSeeTheirTexts(readings));
    const auto groups = groupRows(readings);
    std::vector<std::size_t> rows;
    for (const auto& run : groups[0].stretches[0].runs)
        rows.push_back(run.rows);
    QCOMPARE(rows, (std::vector<std::size_t>{4, 1, 1, 2, 1, 1}));
}

LOGITSCOPE_TEST(TestRowGroup)
#include "tst_row_group.moc"
