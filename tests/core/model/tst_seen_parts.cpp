#include "core/model/key_value_cache.h"
#include "core/model/seen_parts.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

constexpr int blockLength = KeyValueCache::blockLength;

std::unique_ptr<KeyValueCache> newCache()
{
    Gpt2Config config = {};
    config.width = config.layers = config.heads = 1;
    return std::make_unique<KeyValueCache>(config);
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
    for (const auto& part : group.parts) {
        if (row < part.firstRow || row >= part.firstRow + part.rows)
            continue;
        if (part.position != next || part.block != cache.block(next) ||
            part.skipped != next % blockLength ||
            part.skipped + part.positions > std::size_t{blockLength})
            return false;
        next += part.positions;
    }
    return next == static_cast<std::size_t>(reading.position) + 1 && group.seen[row] == next &&
           group.mostSeen >= next;
}

bool allSeeTheirTexts(const std::vector<Reading>& readings)
{
    std::size_t row = 0;
    for (const auto& group : groupRows(readings)) {
        if (group.first != row)
            return false;
        for (std::size_t i = 0; i < group.seen.size(); ++i)
            if (!seesItsText(group, i, readings[row++]))
                return false;
    }
    return row == readings.size();
}

} // namespace

class TestSeenParts : public QObject
{
    Q_OBJECT

private slots:
    void oneToken();
    void tokensOfOneText();
    void textsOfDifferentLengths();
    void sharedBlocksAreNamedOnce();
    void afterAForkOfAFork();
};

void TestSeenParts::oneToken()
{
    for (const int position : {0, 1, blockLength - 1, blockLength, 5 * blockLength + 3}) {
        const auto cache = newCache();
        cache->makeRoom(0, position);
        std::vector<Reading> readings;
        addTokens(readings, *cache, position, 1);
        QVERIFY(allSeeTheirTexts(readings));
        QCOMPARE(groupRows(readings)[0].parts.size(),
                 static_cast<std::size_t>(position / blockLength + 1));
    }
}

void TestSeenParts::tokensOfOneText()
{
    for (const int begin : {0, 1, blockLength - 1, blockLength, 3 * blockLength + 5}) {
        for (const int count : {2, 15, 16, 17, 64, 100}) {
            const auto cache = newCache();
            cache->makeRoom(0, begin);
            std::vector<Reading> readings;
            addTokens(readings, *cache, begin, count);
            QVERIFY(allSeeTheirTexts(readings));
        }
    }
}

void TestSeenParts::textsOfDifferentLengths()
{
    std::vector<std::unique_ptr<KeyValueCache>> caches;
    std::vector<Reading> readings;
    for (const int length : {40, 0, 7, blockLength, 100, 1}) {
        caches.push_back(newCache());
        caches.back()->makeRoom(0, length);
        addTokens(readings, *caches.back(), length, 1 + length % 4);
    }
    QVERIFY(allSeeTheirTexts(readings));
}

void TestSeenParts::sharedBlocksAreNamedOnce()
{
    constexpr int prompt = 4 * blockLength + 2;
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
    QCOMPARE(groups[0].parts.size(), std::size_t{4 + 9});
    for (std::size_t part = 0; part < 4; ++part)
        QCOMPARE(groups[0].parts[part].rows, std::size_t{9});
}

// Of four rows, the last two share more than the first.
void TestSeenParts::afterAForkOfAFork()
{
    const auto first = newCache();
    first->makeRoom(0, blockLength);
    const auto second = first->copy(blockLength);
    const auto third = first->copy(blockLength);
    static_cast<KeyValueCache&>(*third).makeRoom(blockLength, 2 * blockLength);
    const auto fourth = third->copy(2 * blockLength);
    std::vector<Reading> readings;
    addTokens(readings, *first, blockLength, 1);
    addTokens(readings, *second, blockLength, 1);
    addTokens(readings, *third, 2 * blockLength, 1);
    addTokens(readings, *fourth, 2 * blockLength, 1);
    QVERIFY(allSeeTheirTexts(readings));
    const auto groups = groupRows(readings);
    std::vector<std::size_t> rows;
    for (const auto& part : groups[0].parts)
        rows.push_back(part.rows);
    QCOMPARE(rows, (std::vector<std::size_t>{4, 1, 1, 2, 1, 1}));
}

LOGITSCOPE_TEST(TestSeenParts)
#include "tst_seen_parts.moc"
