#include "core/model/key_value_cache.h"
#include "tests/test_program.h"

#include <QTest>

#include <set>

using namespace logitscope;

namespace
{

constexpr int inBlock = KeyValueCache::blockLength;

Gpt2Config twoLayers()
{
    Gpt2Config config = {};
    config.width = 6;
    config.layers = 2;
    config.heads = 3;
    return config;
}

class CacheText
{
public:
    CacheText() : cache_(std::make_unique<KeyValueCache>(twoLayers())) {}

    // Its first positions, which it shares.
    CacheText beginning(int positions)
    {
        CacheText other;
        other.cache_ = cache_->copy(positions);
        return other;
    }

    // From `begin` to `end` the number, in every layer and head.
    void write(int begin, int end, float number)
    {
        cache().makeRoom(begin, end);
        for (int position = begin; position < end; ++position)
            forEach(position, [&](float& value) { value = number; });
    }

    bool has(int position, float number) const
    {
        bool same = true;
        forEach(position, [&](float& value) { same = same && value == number; });
        return same;
    }

    // Those of its first positions.
    std::set<const float*> blocks(int positions) const
    {
        std::set<const float*> all;
        for (int position = 0; position < positions; position += inBlock)
            all.insert(cache().block(static_cast<std::size_t>(position)));
        return all;
    }

private:
    KeyValueCache& cache() const { return static_cast<KeyValueCache&>(*cache_); }

    template <class Act>
    void forEach(int position, const Act& act) const
    {
        float* block = cache().block(static_cast<std::size_t>(position));
        for (int layer = 0; layer < 2; ++layer) {
            for (int head = 0; head < 3; ++head) {
                const auto keys = cache().keysAt(layer, head);
                for (const auto part : {keys, keys + cache().half()}) {
                    for (int i = 0; i < 2; ++i)
                        act(block[part + static_cast<std::size_t>(position % inBlock * 2 + i)]);
                }
            }
        }
    }

    std::unique_ptr<Gpt2Cache> cache_;
};

std::size_t distinctBlocks(const std::vector<CacheText>& texts, int positions)
{
    std::set<const float*> all;
    for (const auto& text : texts)
        all.merge(text.blocks(positions));
    return all.size();
}

} // namespace

class TestKeyValueCache : public QObject
{
    Q_OBJECT

private slots:
    void everyNumberHasItsPlace();
    void forksShareWhatIsFull();
    void whoWritesCopiesTheRest_data();
    void whoWritesCopiesTheRest();
    void goingBackBehindAFork();
    void goingBackAloneCopiesNothing();
    void memoryOfManyRows_data();
    void memoryOfManyRows();
};

// Each of layers, keys and values, heads and positions has its own, and a block has no more.
void TestKeyValueCache::everyNumberHasItsPlace()
{
    KeyValueCache cache(twoLayers());
    std::set<std::size_t> places;
    for (int layer = 0; layer < 2; ++layer) {
        for (int head = 0; head < 3; ++head) {
            for (std::size_t i = 0; i < std::size_t{2} * inBlock; ++i) {
                places.insert(cache.keysAt(layer, head) + i);
                places.insert(cache.keysAt(layer, head) + cache.half() + i);
            }
        }
    }
    QCOMPARE(places.size(), std::size_t{2} * 2 * 6 * inBlock);
    QCOMPARE(*places.rbegin() + 1, places.size());
}

void TestKeyValueCache::forksShareWhatIsFull()
{
    CacheText text;
    text.write(0, 2 * inBlock, 1);
    auto fork = text.beginning(2 * inBlock);
    QVERIFY(fork.blocks(2 * inBlock) == text.blocks(2 * inBlock));
    fork.write(2 * inBlock, 2 * inBlock + 1, 2);
    text.write(2 * inBlock, 2 * inBlock + 1, 3);
    QVERIFY(fork.blocks(2 * inBlock) == text.blocks(2 * inBlock));
    QVERIFY(fork.has(2 * inBlock, 2));
    QVERIFY(text.has(2 * inBlock, 3));
}

void TestKeyValueCache::whoWritesCopiesTheRest_data()
{
    QTest::addColumn<bool>("forkFirst");
    QTest::newRow("the fork first") << true;
    QTest::newRow("the original first") << false;
}

void TestKeyValueCache::whoWritesCopiesTheRest()
{
    QFETCH(bool, forkFirst);
    CacheText text;
    text.write(0, inBlock + 3, 1);
    auto fork = text.beginning(inBlock + 3);
    auto& first = forkFirst ? fork : text;
    auto& second = forkFirst ? text : fork;
    first.write(inBlock + 3, inBlock + 5, 2);
    second.write(inBlock + 3, inBlock + 5, 3);
    for (int position = 0; position < inBlock + 3; ++position)
        QVERIFY(first.has(position, 1) && second.has(position, 1));
    for (int position = inBlock + 3; position < inBlock + 5; ++position)
        QVERIFY(first.has(position, 2) && second.has(position, 3));
    QVERIFY(text.blocks(inBlock) == fork.blocks(inBlock));
    const auto own = first.blocks(inBlock + 5);
    first.write(inBlock + 5, inBlock + 6, 4); // it is its own by now
    QVERIFY(first.blocks(inBlock + 6) == own);
}

void TestKeyValueCache::goingBackBehindAFork()
{
    CacheText text;
    text.write(0, 3 * inBlock, 1);
    const auto fork = text.beginning(2 * inBlock + 4);
    text.write(5, 3 * inBlock, 2);
    for (int position = 0; position < 2 * inBlock + 4; ++position)
        QVERIFY(fork.has(position, 1));
    for (int position = 0; position < 3 * inBlock; ++position)
        QVERIFY(text.has(position, position < 5 ? 1 : 2));
    const auto own = text.blocks(3 * inBlock);
    text.write(5, 3 * inBlock, 3); // nobody else reads these
    QVERIFY(text.blocks(3 * inBlock).contains(*own.begin()));
    QVERIFY(text.has(5, 3));
}

void TestKeyValueCache::goingBackAloneCopiesNothing()
{
    CacheText text;
    text.write(0, inBlock, 1);
    const auto own = text.blocks(inBlock);
    text.write(inBlock / 2, inBlock, 2);
    QVERIFY(text.blocks(inBlock) == own);
    QVERIFY(text.has(inBlock / 2 - 1, 1));
    QVERIFY(text.has(inBlock / 2, 2));
}

void TestKeyValueCache::memoryOfManyRows_data()
{
    QTest::addColumn<int>("added");
    for (const int added : {1, 12, 13, 64})
        QTest::addRow("%d tokens more", added) << added;
}

// 64 rows on one prompt: it once, and what each has for itself.
void TestKeyValueCache::memoryOfManyRows()
{
    QFETCH(int, added);
    constexpr int prompt = 900;
    std::vector<CacheText> rows(1);
    rows[0].write(0, prompt, 1);
    for (int row = 1; row < 64; ++row)
        rows.push_back(rows[0].beginning(prompt));
    QCOMPARE(distinctBlocks(rows, prompt), std::size_t{(prompt + inBlock - 1) / inBlock});
    for (auto& row : rows)
        row.write(prompt, prompt + added, 2);
    const int own = (prompt % inBlock + added + inBlock - 1) / inBlock; // blocks
    QCOMPARE(distinctBlocks(rows, prompt + added),
             static_cast<std::size_t>(prompt / inBlock + 64 * own));
}

LOGITSCOPE_TEST(TestKeyValueCache)
#include "tst_key_value_cache.moc"
