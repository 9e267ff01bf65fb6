#include "core/model/attention.h"
#include "core/model/key_value_cache.h"
#include "tests/core/each_target.h"
#include "tests/core/model/random_floats.h"
#include "tests/core/model/rows.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

using namespace logitscope;

namespace
{

using Floats = std::vector<float>;

constexpr std::size_t blockLength = KeyValueCache::blockLength;

using Block = std::vector<std::byte>;

// Each instruction set with keys and values in either format.
void addCases()
{
    QTest::addColumn<std::int64_t>("target");
    QTest::addColumn<Precision>("precision");
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        for (const auto precision : {Precision::F32, Precision::BF16})
            QTest::addRow("%s %s", hwy::TargetName(target), nameOf(precision).data())
                << target << precision;
}

// Without the bits that BF16 lacks.
Floats cut(Floats numbers)
{
    for (float& number : numbers)
        number = std::bit_cast<float>(std::bit_cast<std::uint32_t>(number) & 0xffff0000u);
    return numbers;
}

Block asKept(const Floats& numbers, Precision precision)
{
    Block bytes;
    for (const float number : numbers) {
        const auto bits = std::bit_cast<std::array<std::byte, 4>>(number); // little-endian
        bytes.insert(bytes.end(), bits.begin() + (precision == Precision::BF16 ? 2 : 0),
                     bits.end());
    }
    return bytes;
}

// In a block that has one head alone.
std::size_t valuesAt(std::size_t size)
{
    return blockLength * KeyValueCache::roundedUp(size);
}

// Runs whose positions count from the text's first, cut where stretches begin.
std::vector<Stretch> inStretches(const std::vector<SeenRun>& runs,
                                 const std::vector<std::size_t>& seen)
{
    std::vector<Stretch> stretches;
    for (std::size_t begin = 0; begin < std::ranges::max(seen); begin += stretchLength) {
        Stretch& stretch = stretches.emplace_back();
        for (const auto length : seen)
            stretch.seen.push_back(std::min(length - std::min(length, begin), stretchLength));
        for (const auto& run : runs) {
            const auto first = std::max(run.position, begin);
            const auto end = std::min(run.position + run.positions, begin + stretchLength);
            if (first >= end)
                continue;
            SeenRun part{run.firstRow, run.rows, first - begin, end - first, 0, {}};
            const auto before = run.skipped + first - run.position; // positions
            part.skipped = before % blockLength;
            const auto after = before + part.positions;
            for (auto block = before / blockLength; block * blockLength < after; ++block)
                part.blocks.push_back(run.blocks[block]);
            stretch.blocks.insert(stretch.blocks.end(), part.blocks.begin(), part.blocks.end());
            stretch.runs.push_back(std::move(part));
        }
    }
    return stretches;
}

// What each row gets, [rows, H, D], its stretches shared by that many threads' ranges.
Floats attendedBy(const AttentionHeads& heads, const std::vector<SeenRun>& runs,
                  const std::vector<std::size_t>& seen, std::size_t ranges)
{
    const auto stretches = inStretches(runs, seen);
    const auto width = heads.count * heads.size;
    StretchSums sums(seen.size(), stretches.size(), heads.count, heads.size);
    for (std::size_t range = 0; range < ranges; ++range) {
        const auto begin = range * stretches.size() / ranges;
        const auto end = (range + 1) * stretches.size() / ranges;
        if (begin < end)
            attend(heads, stretches, begin, end, sums);
    }
    Floats out(seen.size() * width, -1.0f);
    for (std::size_t row = 0; row < seen.size(); ++row)
        sums.putTogether(row, (seen[row] + stretchLength - 1) / stretchLength,
                         std::span(out).subspan(row * width, width));
    return out;
}

struct Head
{
    Precision precision;
    std::size_t size; // D
    float scale = 1.0f / std::sqrt(static_cast<float>(size));
    Floats query;  // [D]
    Floats keys;   // [P, D]
    Floats values; // [P, D]

    Head(Precision kept, std::size_t headSize, std::size_t positions, std::mt19937& random,
         float spread = 3.0f)
        : precision(kept)
        , size(headSize)
        , query(randomFloats(size, random, spread))
        , keys(cut(randomFloats(positions * size, random, spread)))
        , values(cut(randomFloats(positions * size, random)))
    {
    }

    std::size_t positions() const { return keys.size() / size; }

    Floats attended() const { return attended(std::vector<std::size_t>{positions()}); }

    // With the positions in runs of these lengths, in blocks of four.
    Floats attended(const std::vector<std::size_t>& lengths, std::size_t ranges = 1) const
    {
        const auto blocks = inBlocks();
        std::vector<SeenRun> runs;
        std::size_t position = 0;
        for (const auto length : lengths) {
            SeenRun run{.firstRow = 0,
                        .rows = 1,
                        .position = position,
                        .positions = length,
                        .skipped = position % blockLength,
                        .blocks = {}};
            for (auto block = position / blockLength; block * blockLength < position + length;
                 ++block)
                run.blocks.push_back(blocks[block].data());
            runs.push_back(run);
            position += length;
        }
        return attendedBy(heads(query.data(), 0), runs, {position}, ranges);
    }

    AttentionHeads heads(const float* queries, std::size_t queryStride) const
    {
        return {.count = 1,
                .size = size,
                .precision = precision,
                .keysAt = 0,
                .valuesAt = valuesAt(size),
                .queries = queries,
                .queryStride = queryStride,
                .scale = scale};
    }

    // Each has its positions' keys, then their values; NaN where there are none, and 0 where a
    // key was rounded up to whole fours.
    std::vector<Block> inBlocks() const
    {
        const auto wide = KeyValueCache::roundedUp(size);
        std::vector<Block> blocks;
        for (std::size_t first = 0; first < positions(); first += blockLength) {
            Floats block(2 * valuesAt(size), notANumber);
            for (std::size_t at = 0; at < std::min(blockLength, positions() - first); ++at) {
                for (std::size_t i = 0; i < wide; ++i) {
                    const auto from = (first + at) * size + i;
                    block[(i / 4 * blockLength + at) * 4 + i % 4] = i < size ? keys[from] : 0.0f;
                    block[valuesAt(size) + at * wide + i] = i < size ? values[from] : notANumber;
                }
            }
            blocks.push_back(asKept(block, precision));
        }
        return blocks;
    }

    // As the paper writes it, in double.
    std::vector<double> expected() const
    {
        std::vector<double> weights;
        for (std::size_t there = 0; there < positions(); ++there) {
            double score = 0.0;
            for (std::size_t i = 0; i < size; ++i)
                score += static_cast<double>(query[i]) * keys[there * size + i];
            weights.push_back(score * scale);
        }
        const double highest = *std::ranges::max_element(weights);
        double sum = 0.0;
        for (double& weight : weights)
            sum += weight = std::exp(weight - highest);
        std::vector<double> out(size, 0.0);
        for (std::size_t there = 0; there < positions(); ++there) {
            for (std::size_t i = 0; i < size; ++i)
                out[i] += weights[there] / sum * values[there * size + i];
        }
        return out;
    }
};

// Values are within ± 1.
bool near(const Floats& out, const std::vector<double>& expected, double tolerance = 1e-5)
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (!(std::fabs(out[i] - expected[i]) <= tolerance))
            return false;
    }
    return out.size() == expected.size();
}

Floats valueAt(const Head& head, std::size_t position)
{
    const auto begin = head.values.begin() + static_cast<std::ptrdiff_t>(position * head.size);
    return {begin, begin + static_cast<std::ptrdiff_t>(head.size)};
}

const std::vector<std::size_t> textLengths = {1, 4, 7, 8, 16, 33, 64, 80};

} // namespace

class TestAttention : public QObject
{
    Q_OBJECT

private slots:

    void likeTheFormula_data() { addCases(); }

    void likeTheFormula();

    void otherScales_data() { addCases(); }

    void otherScales();

    void onePositionIsItsValue_data() { addCases(); }

    void onePositionIsItsValue();

    void equalKeysGiveTheMean_data() { addCases(); }

    void equalKeysGiveTheMean();

    void hugeScores_data() { addCases(); }

    void hugeScores();

    void scoresFarApart_data() { addCases(); }

    void scoresFarApart();

    void readsNothingBeyondThePositions_data() { addCases(); }

    void readsNothingBeyondThePositions();

    void runsDontMatter_data() { addCases(); }

    void runsDontMatter();

    void rangesDontMatter_data() { addCases(); }

    void rangesDontMatter();

    void headsDontMatter_data() { addCases(); }

    void headsDontMatter();

    void rowsDontMatter_data() { addCases(); }

    void rowsDontMatter();

    void badValuesShow_data() { addCases(); }

    void badValuesShow();
};

void TestAttention::likeTheFormula()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(1);
    for (const auto size : textLengths) {
        for (const std::size_t positions : {1, 2, 3, 15, 16, 17, 33, 500}) {
            for (const float spread : {0.1f, 1.0f, 3.0f}) {
                const Head head(precision, size, positions, random, spread);
                QVERIFY2(near(head.attended(), head.expected()),
                         qPrintable(QString("D %1, P %2").arg(size).arg(positions)));
            }
        }
    }
}

// Without the head's size, and divided by a layer's number.
void TestAttention::otherScales()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(8);
    for (const float scale : {1.0f, 1.0f / 8 / 12, 0.0f}) {
        Head head(precision, 64, 33, random, 1.0f);
        head.scale = scale;
        QVERIFY(near(head.attended(), head.expected()));
    }
}

void TestAttention::onePositionIsItsValue()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(2);
    for (const auto size : textLengths) {
        const Head head(precision, size, 1, random);
        QVERIFY(sameBits(head.attended(), head.values));
    }
}

void TestAttention::equalKeysGiveTheMean()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(3);
    for (const auto size : textLengths) {
        for (const std::size_t positions : {2, 17, 500}) {
            Head head(precision, size, positions, random, 10.0f);
            for (std::size_t i = size; i < head.keys.size(); ++i)
                head.keys[i] = head.keys[i % size];
            std::vector<double> mean(size, 0.0);
            for (std::size_t i = 0; i < head.values.size(); ++i)
                mean[i % size] += static_cast<double>(head.values[i]) / double(positions);
            QVERIFY(near(head.attended(), mean, 1e-6));
        }
    }
}

// exp(89) is more than F32 holds: only differences may be raised to a power. The last two are as
// large as scores can be.
void TestAttention::hugeScores()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(4);
    for (const float size : {100.0f, 1e4f, 1e10f, 1e37f, -100.0f, -1e4f, -1e37f}) {
        for (const std::size_t positions : {2, 17, 500}) {
            Head head(precision, 4, positions, random);
            std::ranges::fill(head.query, 1.0f); // a score is twice the key's number
            std::ranges::fill(head.keys, size);
            const std::size_t winner = positions / 2;
            for (std::size_t i = 0; i < 4; ++i)
                head.keys[winner * 4 + i] = size + 2 * std::fabs(size);
            QVERIFY(near(head.attended(), head.expected()));
            const auto value = valueAt(head, winner);
            QVERIFY(near(head.attended(), {value.begin(), value.end()}));
        }
    }
}

// What is far below the highest has no weight, not even a denormal's, and there is no NaN.
void TestAttention::scoresFarApart()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(5);
    Head head(precision, 1, 20, random);
    head.query = {1.0f};
    for (std::size_t position = 0; position < 20; ++position)
        head.keys[position] = -10.0f * static_cast<float>(position * position);
    QVERIFY(near(head.attended(), head.expected()));
    head.keys[7] = 3e38f;
    head.keys[8] = -3e38f;
    head.values[8] = 1e30f;
    QCOMPARE(head.attended(), valueAt(head, 7));
}

// A block has room for more; what a longer text left there counts for nothing.
void TestAttention::readsNothingBeyondThePositions()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(6);
    for (const auto size : textLengths) {
        for (const std::size_t positions : {1, 5, 17}) {
            const Head head(precision, size, positions, random);
            auto longer = head;
            longer.keys.resize(40 * size, notANumber);
            longer.values.resize(40 * size, notANumber);
            QVERIFY(sameBits(longer.attended({positions}), head.attended()));
        }
    }
}

void TestAttention::runsDontMatter()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(9);
    for (const auto size : textLengths) {
        const Head head(precision, size, 70, random);
        const auto whole = head.attended();
        for (const auto& lengths : std::vector<std::vector<std::size_t>>{
                 {64, 6}, {1, 69}, {69, 1}, {3, 5, 7, 9, 11, 13, 22}})
            QVERIFY(sameBits(head.attended(lengths), whole));
        QVERIFY(sameBits(head.attended(std::vector<std::size_t>(70, 1)), whole));
    }
}

// Whichever thread attends to which stretches.
void TestAttention::rangesDontMatter()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(11);
    for (const auto size : textLengths) {
        const Head head(precision, size, 500, random);
        const auto whole = head.attended();
        for (const std::size_t ranges : {2, 3, 8})
            QVERIFY(sameBits(head.attended({500}, ranges), whole));
    }
}

// Several side by side are as each alone, though their blocks are fetched in another order.
void TestAttention::headsDontMatter()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(12);
    constexpr std::size_t count = 3;
    for (const auto size : textLengths) {
        for (const std::size_t positions : {1, 63, 64, 130}) {
            std::vector<Head> heads;
            Floats queries;
            std::vector<Block> blocks((positions + blockLength - 1) / blockLength);
            SeenRun run{0, 1, 0, positions, 0, {}};
            for (std::size_t head = 0; head < count; ++head) {
                heads.emplace_back(precision, size, positions, random);
                queries.insert(queries.end(), heads[head].query.begin(), heads[head].query.end());
            }
            for (const bool isValues : {false, true}) {
                for (const auto& head : heads) {
                    const auto own = head.inBlocks();
                    for (std::size_t i = 0; i < blocks.size(); ++i) {
                        const auto half = static_cast<std::ptrdiff_t>(own[i].size() / 2);
                        blocks[i].insert(blocks[i].end(), own[i].begin() + (isValues ? half : 0),
                                         isValues ? own[i].end() : own[i].begin() + half);
                    }
                }
            }
            for (const auto& block : blocks)
                run.blocks.push_back(block.data());
            auto all = heads[0].heads(queries.data(), 0);
            all.count = count;
            all.valuesAt = count * valuesAt(size);
            const auto out = attendedBy(all, {run}, {positions}, 2);
            for (std::size_t head = 0; head < count; ++head)
                QVERIFY(
                    sameBits(std::span(out).subspan(head * size, size), heads[head].attended()));
        }
    }
}

// All share what they see first, and then each sees something of its own.
void TestAttention::rowsDontMatter()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(10);
    for (const auto size : textLengths) {
        for (const std::size_t count : {1, 2, 3, 4, 5, 6, 9, 11, 16}) {
            // Own positions begin in the first stretch, at the end of one, and in the second.
            const std::size_t shared = std::array{20, 60, 64, 72}[count % 4];
            std::vector<Head> rows(count, Head(precision, size, shared, random));
            std::vector<std::vector<Block>> memory = {rows[0].inBlocks()};
            std::vector<SeenRun> runs = {{0, count, 0, shared, 0, {}}};
            std::vector<std::size_t> seen;
            Floats queries;
            for (std::size_t row = 0; row < count; ++row) {
                auto& whole = rows[row];
                const Head own(precision, size, 1 + row % 7, random);
                whole.query = own.query;
                whole.keys.insert(whole.keys.end(), own.keys.begin(), own.keys.end());
                whole.values.insert(whole.values.end(), own.values.begin(), own.values.end());
                memory.push_back(own.inBlocks());
                runs.push_back({row, 1, shared, own.positions(), 0, {}});
                seen.push_back(whole.positions());
                queries.insert(queries.end(), own.query.begin(), own.query.end());
            }
            for (std::size_t run = 0; run < runs.size(); ++run)
                for (const auto& block : memory[run])
                    runs[run].blocks.push_back(block.data());
            const auto out = attendedBy(rows[0].heads(queries.data(), size), runs, seen, 1);
            for (std::size_t row = 0; row < count; ++row) {
                const auto found = std::span(out).subspan(row * size, size);
                QVERIFY(sameBits(found, rows[row].attended()));
                QVERIFY(near({found.begin(), found.end()}, rows[row].expected()));
            }
        }
    }
}

// They become NaN logits, which the sampler refuses: never a number that looks right.
void TestAttention::badValuesShow()
{
    QFETCH(std::int64_t, target);
    QFETCH(Precision, precision);
    const OnTarget only(target);
    std::mt19937 random(7);
    for (const std::size_t positions : {1, 3, 17, 40}) {
        for (const std::size_t bad : {std::size_t{0}, positions / 2, positions - 1}) {
            for (const float value : {notANumber, infinity}) {
                Head head(precision, 8, positions, random);
                head.keys[bad * 8 + 3] = value;
                head.query[3] = 1.0f;
                for (const float number : head.attended())
                    QVERIFY(std::isnan(number));
                head = Head(precision, 8, positions, random);
                head.values[bad * 8 + 3] = value;
                QVERIFY(!std::isfinite(head.attended()[3]));
                QVERIFY(std::isfinite(head.attended()[4]));
            }
        }
    }
}

LOGITSCOPE_TEST(TestAttention)
#include "tst_attention.moc"
