#include "core/model/key_value_cache.h"
#include "core/model/pass_attention.h"
#include "core/parallel.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace logitscope;

namespace
{

using Floats = std::vector<float>;

constexpr std::size_t textHeads = 3;
constexpr std::size_t textHeadSize = 6; // one four and a half
constexpr std::size_t textWidth = textHeads * textHeadSize;
constexpr int textLayers = 2;

Gpt2Config textConfig()
{
    Gpt2Config config = {};
    config.width = static_cast<int>(textWidth);
    config.heads = static_cast<int>(textHeads);
    config.layers = textLayers;
    config.scaledByHeadSize = true;
    return config;
}

// A text whose last token is read.
struct Text
{
    explicit Text(int length, std::mt19937& random)
        : cache(std::make_unique<KeyValueCache>(textConfig(), Precision::F32))
    {
        cache->makeRoom(0, length);
        for (int position = 0; position < length; ++position) {
            for (int layer = 0; layer < textLayers; ++layer) {
                parts[layer].push_back(randomFloats(3 * textWidth, random, 2.0f));
                cache->keep(std::span(parts[layer].back()).subspan(textWidth), position, layer);
            }
        }
    }

    Reading reading() const { return {cache.get(), static_cast<int>(parts[0].size()) - 1, 0, {}}; }

    // Of the last token, as the paper writes it, in double.
    std::vector<double> expected(int layer) const
    {
        const auto& all = parts[layer];
        std::vector<double> out;
        for (std::size_t head = 0; head < textHeads; ++head) {
            std::vector<double> sums(textHeadSize, 0.0);
            double total = 0.0;
            for (const auto& token : all) {
                double score = 0.0;
                for (std::size_t i = head * textHeadSize; i < (head + 1) * textHeadSize; ++i)
                    score += double(all.back()[i]) * double(token[textWidth + i]);
                const double power = std::exp(score / std::sqrt(double(textHeadSize)));
                total += power;
                for (std::size_t i = 0; i < textHeadSize; ++i)
                    sums[i] += power * double(token[2 * textWidth + head * textHeadSize + i]);
            }
            for (const double sum : sums)
                out.push_back(sum / total);
        }
        return out;
    }

    std::unique_ptr<KeyValueCache> cache;
    std::vector<Floats> parts[textLayers]; // of each token: query, key and value, [3, H, D]
};

// [R, H, D]
Floats attended(std::span<const Text> texts, int layer)
{
    const auto config = textConfig();
    std::vector<Reading> readings;
    Floats parts;
    for (const auto& text : texts) {
        readings.push_back(text.reading());
        parts.insert(parts.end(), text.parts[layer].back().begin(), text.parts[layer].back().end());
    }
    Floats out(texts.size() * textWidth);
    PassAttention(readings, config).attend(layer, parts, out);
    return out;
}

const std::vector<Text>& someTexts()
{
    static const auto texts = [] {
        std::mt19937 random(1);
        std::vector<Text> made;
        for (const int length : {1, 5, 63, 64, 65, 128, 129, 300, 1000})
            for (int i = 0; i < 2; ++i)
                made.emplace_back(length + i, random);
        return made;
    }();
    return texts;
}

} // namespace

class TestPassAttention : public QObject
{
    Q_OBJECT

private slots:
    void likeTheFormula();
    void aloneAndTogether();
    void threadsDontMatter();
};

void TestPassAttention::likeTheFormula()
{
    for (const auto& text : someTexts()) {
        for (int layer = 0; layer < textLayers; ++layer) {
            const auto out = attended({&text, 1}, layer);
            const auto expected = text.expected(layer);
            for (std::size_t i = 0; i < textWidth; ++i)
                QVERIFY(std::fabs(double(out[i]) - expected[i]) <= 1e-5);
        }
    }
}

// A long text alone is shared by stretches, several by heads.
void TestPassAttention::aloneAndTogether()
{
    const auto& texts = someTexts();
    const auto together = attended(texts, 1);
    for (std::size_t row = 0; row < texts.size(); ++row)
        QVERIFY(sameBits(std::span(together).subspan(row * textWidth, textWidth),
                         attended({&texts[row], 1}, 1)));
}

void TestPassAttention::threadsDontMatter()
{
    const int before = threadCount();
    const auto& longest = someTexts().back();
    setThreadCount(1);
    const auto expected = attended({&longest, 1}, 0);
    for (const int threads : {2, 3, 16}) {
        setThreadCount(threads);
        QVERIFY(sameBits(attended({&longest, 1}, 0), expected));
    }
    setThreadCount(before);
}

LOGITSCOPE_TEST(TestPassAttention)
#include "tst_pass_attention.moc"
