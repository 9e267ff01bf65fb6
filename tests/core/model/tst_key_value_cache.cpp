#include "core/model/key_value_cache.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <set>

using namespace logitscope;

namespace
{

constexpr int inBlock = KeyValueCache::blockLength;
constexpr int layers = 2;
constexpr int heads = 3;
constexpr int size = 6; // of a head: one four and a half
constexpr int width = heads * size;

Gpt2Config twoLayers()
{
    Gpt2Config config = {};
    config.width = width;
    config.layers = layers;
    config.heads = heads;
    return config;
}

// Where the cache says that attention finds them: keys and then values, [2, H, D].
template <class Number>
std::vector<Number> kept(const KeyValueCache& cache, int position, int layer)
{
    const auto* block =
        reinterpret_cast<const Number*>(cache.block(static_cast<std::size_t>(position)));
    const int at = position % inBlock;
    std::vector<Number> numbers;
    for (int head = 0; head < heads; ++head)
        for (int i = 0; i < size; ++i)
            numbers.push_back(block[cache.keysAt(layer, head) +
                                    static_cast<std::size_t>((i / 4 * inBlock + at) * 4 + i % 4)]);
    for (int head = 0; head < heads; ++head)
        for (int i = 0; i < size; ++i)
            numbers.push_back(block[cache.keysAt(layer, head) + cache.half() +
                                    static_cast<std::size_t>(at * 8 + i)]);
    return numbers;
}

class CacheText
{
public:
    CacheText() : cache_(std::make_unique<KeyValueCache>(twoLayers(), Precision::F32)) {}

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
            for (int layer = 0; layer < layers; ++layer)
                cache().keep(std::vector<float>(2 * width, number), position, layer);
    }

    bool has(int position, float number) const
    {
        for (int layer = 0; layer < layers; ++layer)
            if (kept<float>(cache(), position, layer) != std::vector<float>(2 * width, number))
                return false;
        return true;
    }

    // Those of its first positions.
    std::set<const std::byte*> blocks(int positions) const
    {
        std::set<const std::byte*> all;
        for (int position = 0; position < positions; position += inBlock)
            all.insert(cache().block(static_cast<std::size_t>(position)));
        return all;
    }

private:
    KeyValueCache& cache() const { return static_cast<KeyValueCache&>(*cache_); }

    std::unique_ptr<Gpt2Cache> cache_;
};

std::size_t distinctBlocks(const std::vector<CacheText>& texts, int positions)
{
    std::set<const std::byte*> all;
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
    void asExactAsTheWeights();
    void forksShareWhatIsFull();
    void whoWritesCopiesTheRest_data();
    void whoWritesCopiesTheRest();
    void goingBackBehindAFork();
    void goingBackAloneCopiesNothing();
    void memoryOfManyRows_data();
    void memoryOfManyRows();
};

// All numbers of a block differ, so none of them is in another's place; what is added to a head is
// 0, as a query times a key would be wrong otherwise.
void TestKeyValueCache::everyNumberHasItsPlace()
{
    KeyValueCache cache(twoLayers(), Precision::F32);
    cache.makeRoom(0, inBlock);
    const auto numbers = [](int position, int layer) {
        std::vector<float> all(2 * width);
        std::iota(all.begin(), all.end(),
                  static_cast<float>(1 + (position * layers + layer) * 2 * width));
        return all;
    };
    for (int position = 0; position < inBlock; ++position)
        for (int layer = 0; layer < layers; ++layer)
            cache.keep(numbers(position, layer), position, layer);
    for (int position = 0; position < inBlock; ++position)
        for (int layer = 0; layer < layers; ++layer)
            QCOMPARE(kept<float>(cache, position, layer), numbers(position, layer));

    const auto all = cache.bytesOf(inBlock) / sizeof(float);
    QCOMPARE(all, std::size_t{layers * 2 * heads * 8 * inBlock});
    const auto* block = reinterpret_cast<const float*>(cache.block(0));
    const auto zeros = std::count(block, block + all, 0.0f);
    QCOMPARE(zeros, std::ptrdiff_t{layers * 2 * heads * (8 - size) * inBlock});
}

void TestKeyValueCache::asExactAsTheWeights()
{
    // Of two steps that BF16 has, the nearest; of two as near, the even one.
    const std::vector<float> numbers = {1.0f,           -3.5f,          1.0f + 0x1p-9f,
                                        1.0f + 0x1p-8f, 1.0f + 0x3p-8f, 0x1p-130f};
    const std::vector<std::uint16_t> rounded = {0x3f80, 0xc060, 0x3f80, 0x3f80, 0x3f82, 0x0008};
    std::vector<float> all;
    std::vector<std::uint16_t> expected;
    for (int part = 0; part < 2 * heads; ++part) {
        all.insert(all.end(), numbers.begin(), numbers.end());
        expected.insert(expected.end(), rounded.begin(), rounded.end());
    }
    for (const auto weights : {Precision::BF16, Precision::INT8}) {
        KeyValueCache cache(twoLayers(), weights);
        cache.makeRoom(0, 1);
        cache.keep(all, 0, 1);
        QVERIFY(cache.precision() == Precision::BF16);
        QCOMPARE(kept<std::uint16_t>(cache, 0, 1), expected);
        QCOMPARE(cache.bytesOf(100), KeyValueCache(twoLayers(), Precision::F32).bytesOf(100) / 2);
    }
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
