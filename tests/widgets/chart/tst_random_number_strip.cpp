#include "core/sampling/distribution.h"
#include "tests/test_program.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/theme.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

namespace
{

// Final probabilities .5, .3, .2.
Shaped threeTokens()
{
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    return Distribution::rank(logits).value().shape({});
}

QString label(int rank)
{
    return QStringLiteral("r%1").arg(rank);
}

} // namespace

class TestRandomNumberStrip : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void segmentsAreAsLongAsProbabilities();
    void markerIsAtU();
    void everyPlaceDrawsItsToken();
    void narrowTokensShareASegment();
    void otherSettings();
    void chosenCutNow();
    void clears();
    void whatTheServerDidNotTell();
};

void TestRandomNumberStrip::initTestCase()
{
    QApplication::setPalette(paletteOf(lightTheme()));
}

void TestRandomNumberStrip::segmentsAreAsLongAsProbabilities()
{
    RandomNumberStrip strip;
    strip.resize(500, strip.sizeHint().height());
    strip.setStep(threeTokens(), label, 0.6, 1);
    const auto segments = strip.line().segments(strip.bar());
    QCOMPARE(segments.size(), std::size_t{3});
    const double total = segments.back().rect.right() - segments.front().rect.left();
    QVERIFY(total > 450.0 && total <= 500.0);
    const double expected[] = {0.5, 0.3, 0.2};
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(segments[i].firstRank, static_cast<int>(i));
        QCOMPARE(segments[i].lastRank, static_cast<int>(i));
        QVERIFY(std::abs(segments[i].rect.width() / total - expected[i]) < 1e-6);
    }
}

void TestRandomNumberStrip::markerIsAtU()
{
    RandomNumberStrip strip;
    strip.resize(500, strip.sizeHint().height());
    strip.setStep(threeTokens(), label, 0.6, 1);
    const auto segments = strip.line().segments(strip.bar());
    const double left = segments.front().rect.left();
    const double total = segments.back().rect.right() - left;
    QVERIFY(std::abs(*strip.line().markerX(strip.bar()) - (left + 0.6 * total)) < 1e-9);
    QCOMPARE(strip.line().rankAtU(), std::optional(1));

    // The chosen token's segment has the colour of the chosen, its neighbours don't.
    const QImage image = strip.grab().toImage();
    const auto colourIn = [&](std::size_t i) {
        const QRectF rect = segments[i].rect;
        return image.pixelColor(static_cast<int>(rect.left() + 3),
                                static_cast<int>(rect.top() + 3));
    };
    QCOMPARE(colourIn(0), lightTheme().samplingBar);
    QCOMPARE(colourIn(1), lightTheme().chosen);
    QCOMPARE(colourIn(2), lightTheme().samplingBar);
}

void TestRandomNumberStrip::everyPlaceDrawsItsToken()
{
    RandomNumberStrip strip;
    strip.resize(801, strip.sizeHint().height());
    std::vector<float> logits;
    for (int i = 0; i < 300; ++i)
        logits.push_back(-2.0f * std::log(static_cast<float>(i + 1)));
    const Shaped shaped = Distribution::rank(logits).value().shape(basicChain({.topP = 0.99}));
    strip.setStep(shaped, label, 0.5, 0);
    const auto segments = strip.line().segments(strip.bar());
    const double left = segments.front().rect.left();
    const double total = segments.back().rect.right() - left;
    for (double u = 0.0005; u < 1.0; u += 0.001) {
        const int rank = shaped.draw(u);
        QCOMPARE(strip.line().rankAt(left + u * total, strip.bar()), std::optional(rank));
        const auto found =
            std::ranges::find_if(segments, [&](const RandomNumberLine::Segment& segment) {
                return rank >= segment.firstRank && rank <= segment.lastRank;
            });
        QVERIFY(found != segments.end());
        QVERIFY(found->rect.left() <= left + u * total + 1e-6);
        QVERIFY(found->rect.right() >= left + u * total - 1e-6);
    }
    QVERIFY(!strip.line().rankAt(left - 1.0, strip.bar()));
    QVERIFY(!strip.line().rankAt(left + total + 1.0, strip.bar()));
}

void TestRandomNumberStrip::narrowTokensShareASegment()
{
    RandomNumberStrip strip;
    strip.resize(400, strip.sizeHint().height());
    const std::vector<float> logits(50'000, 0.0f);
    const Shaped shaped = Distribution::rank(logits).value().shape({});
    strip.setStep(shaped, label, 0.25, 12'500);
    const auto segments = strip.line().segments(strip.bar());
    QVERIFY(segments.size() <= 410);
    int next = 0;
    int chosenAlone = 0;
    for (const auto& segment : segments) {
        QCOMPARE(segment.firstRank, next);
        next = segment.lastRank + 1;
        chosenAlone += segment.firstRank == 12'500 && segment.lastRank == 12'500;
    }
    QCOMPARE(next, 50'000);
    QCOMPARE(chosenAlone, 1);
}

// Sampled as rank 1 under other settings; under these the same u gives rank 2.
void TestRandomNumberStrip::otherSettings()
{
    RandomNumberStrip strip;
    strip.resize(500, strip.sizeHint().height());
    strip.setStep(threeTokens(), label, 0.9, 1);
    QCOMPARE(strip.line().rankAtU(), std::optional(2));
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("r1 was sampled")));
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("the same u gives r2")));
    const auto segments = strip.line().segments(strip.bar());
    const QImage image = strip.grab().toImage();
    const QRectF outlined = segments[2].rect;
    QCOMPARE(
        image.pixelColor(static_cast<int>(outlined.left() + 10), static_cast<int>(outlined.top())),
        lightTheme().text);
    const QRectF chosen = segments[1].rect;
    QCOMPARE(
        image.pixelColor(static_cast<int>(chosen.left() + 3), static_cast<int>(chosen.top() + 3)),
        lightTheme().chosen);
}

void TestRandomNumberStrip::chosenCutNow()
{
    RandomNumberStrip strip;
    strip.resize(500, strip.sizeHint().height());
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    const Shaped shaped = Distribution::rank(logits).value().shape(basicChain({.topK = 2}));
    strip.setStep(shaped, label, 0.9, 2);
    QCOMPARE(strip.line().segments(strip.bar()).size(), std::size_t{2});
    QCOMPARE(strip.line().rankAtU(), std::optional(1));
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("r2 was sampled")));
}

void TestRandomNumberStrip::clears()
{
    RandomNumberStrip strip;
    strip.setStep(threeTokens(), label, 0.9, 1);
    strip.clear();
    QVERIFY(strip.line().segments(strip.bar()).empty());
    QVERIFY(!strip.line().markerX(strip.bar()));
    QVERIFY(!strip.line().rankAtU());
    QVERIFY(!strip.line().rankAt(strip.width() / 2.0, strip.bar()));
}

// Two of five tokens are told, with .5 and .3; nobody knows who has the other .2.
void TestRandomNumberStrip::whatTheServerDidNotTell()
{
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), -INFINITY, -INFINITY,
                                    -INFINITY};
    const auto shaped = Distribution::rank(logits, {2, 5, 0.2}).value().shape({});
    RandomNumberStrip strip;
    strip.resize(500, strip.sizeHint().height());
    strip.setStep(shaped, label, 0.6, 1);
    const auto segments = strip.line().segments(strip.bar());
    QCOMPARE(segments.size(), std::size_t{3});
    const double expected[] = {0.5, 0.3, 0.2};
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(std::abs(segments[i].rect.width() / strip.bar().width() - expected[i]) < 1e-5);
    QCOMPARE(strip.line().rankAtU(), std::optional(1));
    QVERIFY(strip.line().mark());
    QVERIFY(strip.line().isOthers(segments[2].firstRank));
    QCOMPARE(strip.line().label(segments[2].firstRank), QString("other tokens"));
    QVERIFY(strip.accessibleDescription().contains("did not tell"));

    strip.ask(0.9);
    QCOMPARE(strip.line().needleText(), QString("u = 0.9 would pick other tokens"));
    QVERIFY(!strip.line().mark());
    strip.ask(0.4);
    QCOMPARE(strip.line().needleText(), QString("u = 0.4 would pick r0"));

    // At another temperature their part depends on how they share the .2.
    const auto warm = basicChain({.temperature = 2.0});
    strip.ask(std::nullopt);
    strip.setStep(Distribution::rank(logits, {2, 5, 0.2}).value().shape(warm), label, 0.5, 0);
    QCOMPARE(strip.line().rankAtU(), std::optional(1));
    QCOMPARE(strip.line().needleText(), QString("u = 0.5000 · now perhaps r1"));
    strip.ask(0.1);
    QCOMPARE(strip.line().needleText(), QString("u = 0.1 would perhaps pick r0"));
    strip.ask(std::nullopt);

    // Where all that can be picked is known, there is no such part.
    strip.setStep(Distribution::rank(logits, {2, 5, 0.2}).value().shape(basicChain({.topK = 1})),
                  label, 0.6, 0);
    QVERIFY(!strip.line().hasOthers());
    QCOMPARE(strip.line().segments(strip.bar()).size(), std::size_t{1});
}

LOGITSCOPE_TEST(TestRandomNumberStrip)
#include "tst_random_number_strip.moc"
