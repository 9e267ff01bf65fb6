// Where the pick flips: against formulas, scans of every value, and numpy.
#include "core/sampling/draw.h"
#include "core/sampling/flips.h"
#include "core/sampling/shaped_step.h"
#include "random_logits.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <map>

using namespace logitscope;

using Numbers = FlipSearch::Numbers;

namespace
{

// A slider's values: from, ..., to.
std::vector<double> gridOf(double from, double to, int steps)
{
    std::vector<double> values;
    for (int i = 0; i <= steps; ++i)
        values.push_back(from + (to - from) * i / steps);
    return values;
}

PickAt pickOf(const std::vector<float>& logits, const SamplerChain& chain, StageKind kind,
              std::size_t parameter, double u, const DrawInput& input = {})
{
    return [=](double value) {
        return drawToken(logits, turned(chain, kind, parameter, value), u, input)->token;
    };
}

} // namespace

class TestFlips : public QObject
{
    Q_OBJECT

private slots:
    void aStepFunction();
    void severalBetweenTwoValues();
    void nothingFlips();
    void nearZero();
    void wholeNumbers();
    void anyStartFindsTheSame();
    void isKnownFromTheStartOutwards();
    void temperatureOfTwoTokens();
    void topPAndTopKOfCumulativeSums();
    void everyStageAgainstAScan_data();
    void everyStageAgainstAScan();
    void isAsTheWindowPicks();
    void turnsAsASliderDoes();
    void areNumpys();
};

void TestFlips::aStepFunction()
{
    // Up and down again, at values that are no slider's, on either side of 0.
    const std::vector<double> at{-1.2345678901234567, -0.1, 1.0 / 3.0, 0.7000000000000001, 1.999};
    const auto pick = [&](double value) {
        static constexpr TokenId tokens[] = {5, 7, 5, 9, 2, 5};
        return tokens[std::ranges::upper_bound(at, value) - at.begin()];
    };
    const std::vector<Flip> expected{
        {at[0], 5, 7}, {at[1], 7, 5}, {at[2], 5, 9}, {at[3], 9, 2}, {at[4], 2, 5}};
    QCOMPARE(findFlips(gridOf(-2.0, 2.0, 400), Numbers::All, pick), expected);
}

void TestFlips::severalBetweenTwoValues()
{
    const auto pick = [](double value) { return value < 0.501 ? 1 : value < 0.5015 ? 2 : 3; };
    const std::vector<Flip> expected{{0.501, 1, 2}, {0.5015, 2, 3}};
    QCOMPARE(findFlips(gridOf(0.0, 1.0, 10), Numbers::All, pick), expected);

    // Of very many the first and the last, soon.
    int picks = 0;
    const auto dense = [&](double value) {
        ++picks;
        return value < 0.51 ? 0 : value < 0.59 ? static_cast<TokenId>(value * 1e7) : 1;
    };
    const std::vector<Flip> ends{{0.51, 0, 5'100'000},
                                 {0.59, static_cast<TokenId>(std::nextafter(0.59, 0) * 1e7), 1}};
    QCOMPARE(findFlips(gridOf(0.0, 1.0, 10), Numbers::All, dense), ends);
    QVERIFY(picks < 150);
    for (const double present : {0.0, 0.5, 0.6, 1.0}) {
        FlipSearch search(gridOf(0.0, 1.0, 10), Numbers::All, pick, present);
        while (!search.isDone())
            search.goOn({});
        QCOMPARE(search.flips(), expected);
    }
}

void TestFlips::nothingFlips()
{
    int picks = 0;
    const auto pick = [&](double) { return ++picks, 4; };
    QVERIFY(findFlips(gridOf(0.0, 1.0, 100), Numbers::All, pick).empty());
    QCOMPARE(picks, 101);
    QVERIFY(findFlips({0.5}, Numbers::All, pick).empty());
}

// A slider whose end is another thing, like T 0.
void TestFlips::nearZero()
{
    int picks = 0;
    const auto pick = [&](double value) { return ++picks, value == 0.0 ? 1 : 2; };
    const auto flips = findFlips({0.0, 0.01}, Numbers::All, pick);
    QCOMPARE(flips, (std::vector<Flip>{{std::numeric_limits<double>::denorm_min(), 1, 2}}));
    QVERIFY(picks < 70);
}

void TestFlips::wholeNumbers()
{
    const auto pick = [](double value) {
        if (value != std::floor(value))
            qFatal("not a whole number");
        return value < 17 ? 1 : value < 1234 ? 2 : 3;
    };
    const std::vector<Flip> expected{{17, 1, 2}, {1234, 2, 3}};
    QCOMPARE(findFlips({1, 2, 10, 100, 1000, 50257}, Numbers::Whole, pick), expected);
}

void TestFlips::anyStartFindsTheSame()
{
    const auto pick = [](double value) { return static_cast<TokenId>(8 * std::sin(9 * value)); };
    const auto expected = findFlips(gridOf(0.0, 2.0, 200), Numbers::All, pick);
    QVERIFY(expected.size() > 40);
    for (const double present : {-1.0, 0.0, 0.57, 1.2345, 2.0, 3.5}) {
        FlipSearch search(gridOf(0.0, 2.0, 200), Numbers::All, pick, present);
        while (!search.isDone())
            search.goOn({});
        QCOMPARE(search.flips(), expected);
        QCOMPARE(search.knownFrom(), 0.0);
        QCOMPARE(search.knownTo(), 2.0);
    }
}

// In pieces: what is known is one stretch around the start, and all of its flips.
void TestFlips::isKnownFromTheStartOutwards()
{
    const auto pick = [](double value) { return static_cast<TokenId>(std::floor(value * 7.3)); };
    const auto all = findFlips(gridOf(0.0, 1.0, 100), Numbers::All, pick);
    FlipSearch search(gridOf(0.0, 1.0, 100), Numbers::All, pick, 0.3);
    int pieces = 0;
    for (; !search.isDone(); ++pieces) {
        search.goOn({}); // one pick
        if (pieces == 0)
            QCOMPARE(search.knownFrom(), search.knownTo());
        std::vector<Flip> expected;
        for (const Flip& flip : all)
            if (flip.at > search.knownFrom() && flip.at <= search.knownTo())
                expected.push_back(flip);
        QCOMPARE(search.flips(), expected);
        QVERIFY(search.knownFrom() <= 0.31 && search.knownTo() >= 0.3);
    }
    QVERIFY(pieces > 100);
    QCOMPARE(search.flips(), all);
}

// p(first) = 1 / (1 + exp(-d / T)) crosses u at T = d / ln(u / (1 - u)).
void TestFlips::temperatureOfTwoTokens()
{
    for (const float distance : {0.5f, 1.5f, 3.0f})
        for (const double u : {0.6, 0.75, 0.9}) {
            const std::vector<float> logits{0.0f, distance};
            const auto pick = pickOf(logits, {}, StageKind::Temperature, 0, u);
            const auto flips = findFlips(gridOf(0.0, 100.0, 1000), Numbers::All, pick);
            QCOMPARE(flips.size(), std::size_t(1));
            QCOMPARE(flips[0].below, 1);
            QCOMPARE(flips[0].above, 0);
            const double expected = distance / std::log(u / (1.0 - u));
            QVERIFY(std::abs(flips[0].at - expected) < 1e-12 * expected);
        }
}

// Of what p or k keeps, u picks the first rank whose cumulative sum exceeds u times all of it.
void TestFlips::topPAndTopKOfCumulativeSums()
{
    const std::vector<double> p{0.4, 0.25, 0.15, 0.1, 0.06, 0.04};
    std::vector<float> logits;
    std::vector<double> sums;
    double sum = 0.0;
    for (const double each : p) {
        logits.push_back(static_cast<float>(std::log(each)));
        sums.push_back(sum += each);
    }
    const auto rankAt = [&](std::size_t kept, double u) {
        return static_cast<TokenId>(std::ranges::upper_bound(sums, u * sums[kept - 1]) -
                                    sums.begin());
    };
    for (const double u : {0.05, 0.43, 0.62, 0.81, 0.93, 0.99}) {
        std::vector<Flip> byCount;
        std::vector<Flip> byShare;
        for (std::size_t kept = 2; kept <= p.size(); ++kept)
            if (rankAt(kept, u) != rankAt(kept - 1, u)) {
                byCount.push_back(
                    {static_cast<double>(kept), rankAt(kept - 1, u), rankAt(kept, u)});
                byShare.push_back({sums[kept - 2], rankAt(kept - 1, u), rankAt(kept, u)});
            }
        QCOMPARE(findFlips({1, 3, 5, 6}, Numbers::Whole, pickOf(logits, {}, StageKind::TopK, 0, u)),
                 byCount);
        const auto found = findFlips(gridOf(0.0, 1.0, 100), Numbers::All,
                                     pickOf(logits, {}, StageKind::TopP, 0, u));
        QCOMPARE(found.size(), byShare.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].below, byShare[i].below);
            QCOMPARE(found[i].above, byShare[i].above);
            QVERIFY(std::abs(found[i].at - byShare[i].at) < 3e-7); // F32, and top-p's tolerance
        }
    }
}

void TestFlips::everyStageAgainstAScan_data()
{
    QTest::addColumn<QString>("chain");
    QTest::addColumn<bool>("gumbel");
    for (const auto& description : stageDescriptions()) {
        const auto key = QString::fromUtf8(description.key.data(),
                                           static_cast<qsizetype>(description.key.size()));
        QTest::addRow("%s", qPrintable(key)) << key << false;
        QTest::addRow("%s, one number a token", qPrintable(key)) << key << true;
    }
}

// Every parameter of every stage, in a chain of others: each value of its slider and one between
// two each are picked at; and each flip is one, between two numbers side by side.
void TestFlips::everyStageAgainstAScan()
{
    QFETCH(QString, chain);
    QFETCH(bool, gumbel);
    const auto& description = *findStage(chain.toStdString());
    std::mt19937 random(17);
    const std::vector<TokenId> prompt{1, 2, 3, 4, 1, 2};
    const std::vector<TokenId> sampled{3, 9, 1, 2, 3};
    std::size_t flipCount = 0;
    for (const auto kind : {LogitKind::Model, LogitKind::Flat, LogitKind::Ties}) {
        auto logits = randomLogits(60, kind, random);
        auto base = parseChain("repetition-penalty=1.2,top-k=50,temperature=0.9").value();
        base.put(newStage(description.kind));
        base.pick = gumbel ? Pick::Gumbel : Pick::InverseCdf;
        const DrawInput input{
            .chain = {.prompt = prompt, .sampled = sampled, .chance = 0.3, .mu = 3.0},
            .numberOf = [](TokenId token) { return std::fmod(0.37 + 0.618034 * token, 1.0); }};
        for (std::size_t i = 0; i < description.parameters.size(); ++i) {
            const auto& parameter = description.parameters[i];
            const auto pick = pickOf(logits, base, description.kind, i, 0.83, input);
            const bool isWhole = parameter.isWhole;
            const double width = parameter.sliderTo - parameter.sliderFrom;
            const int steps = isWhole ? static_cast<int>(std::min(width, 60.0)) : 100;
            const auto values =
                gridOf(parameter.sliderFrom,
                       isWhole ? parameter.sliderFrom + steps : parameter.sliderTo, steps);
            const auto flips = findFlips(values, isWhole ? Numbers::Whole : Numbers::All, pick);
            flipCount += flips.size();
            for (std::size_t f = 0; f < flips.size(); ++f) {
                QCOMPARE(pick(flips[f].at), flips[f].above);
                const double below =
                    isWhole ? flips[f].at - 1.0 : std::nextafter(flips[f].at, -1e9);
                QCOMPARE(pick(below), flips[f].below);
                QVERIFY(flips[f].below != flips[f].above);
                QVERIFY(f == 0 || flips[f - 1].at < flips[f].at);
            }
            for (const double value : values) {
                const auto next = std::ranges::upper_bound(flips, value, {}, &Flip::at);
                const TokenId expected = next != flips.begin() ? std::prev(next)->above
                                         : flips.empty()       ? pick(values.front())
                                                               : next->below;
                QCOMPARE(pick(value), expected);
            }
        }
    }
    QVERIFY(flipCount > 0 || gumbel);
}

// drawToken() and the window's shapeStep() are one pick.
void TestFlips::isAsTheWindowPicks()
{
    std::mt19937 random(3);
    const auto logits = randomLogits(300, LogitKind::Flat, random);
    const auto distribution = Distribution::rank(logits).value();
    const auto base = parseChain("typical-p=0.95,min-p=0.02,temperature=0.8").value();
    std::size_t flipCount = 0;
    const auto compare = [&](const Stage& stage, double u) {
        for (const auto& flip : findFlips(gridOf(0.0, 1.0, 50), Numbers::All,
                                          pickOf(logits, base, stage.kind, 0, u))) {
            const auto shaped = [&](double value) {
                return shapeStep(distribution, turned(base, stage.kind, 0, value), {}, u, {})
                    .pickedToken();
            };
            QCOMPARE(shaped(flip.at), flip.above);
            QCOMPARE(shaped(std::nextafter(flip.at, 0.0)), flip.below);
            ++flipCount;
        }
    };
    for (const double u : {0.12, 0.55, 0.71, 0.93})
        for (const auto& stage : base.stages)
            compare(stage, u);
    QVERIFY(flipCount > 10);
}

void TestFlips::turnsAsASliderDoes()
{
    auto chain = parseChain("xtc=0.1:0.5,temperature=0.8").value();
    QCOMPARE(turned(chain, StageKind::Xtc, 1, 0.7), parseChain("xtc=0.1:0.7,temperature=0.8"));
    QCOMPARE(turned(chain, StageKind::Temperature, 0, 1.5),
             parseChain("xtc=0.1:0.5,temperature=1.5"));
    chain.stages[1].isOn = false;
    QCOMPARE(turned(chain, StageKind::Temperature, 0, 0.8),
             parseChain("xtc=0.1:0.5,temperature=0.8"));
    auto with = chain;
    with.set(StageKind::TopK, 3.0); // what the slider does
    QCOMPARE(turned(chain, StageKind::TopK, 0, 3.0), with);
}

void TestFlips::areNumpys()
{
    QFile file(LOGITSCOPE_TEST_DATA "/flips_goldens.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto cases = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
    QVERIFY(cases.size() >= 30);
    int flipCount = 0;
    for (const auto& each : cases) {
        const auto golden = each.toObject();
        // As the script makes them: a linear congruential generator, summed to a bell.
        auto state = static_cast<std::uint64_t>(golden["seed"].toInt());
        std::vector<float> logits(static_cast<std::size_t>(golden["size"].toInt()));
        for (float& logit : logits) {
            std::int64_t sum = 0;
            for (int i = 0; i < 4; ++i) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                sum += static_cast<std::int64_t>(state >> 48);
            }
            logit = static_cast<float>(sum - 131070) / 8192.0f;
        }
        const auto* stage = findStage(golden["stage"].toString().toStdString());
        const auto chain = parseChain(golden["chain"].toString().toStdString()).value();
        const double u = golden["u"].toDouble();
        std::vector<double> values;
        for (const auto& value : golden["values"].toArray())
            values.push_back(value.toDouble());
        const bool isWhole = stage->parameters[0].isWhole;
        const auto found = findFlips(values, isWhole ? Numbers::Whole : Numbers::All,
                                     pickOf(logits, chain, stage->kind, 0, u));
        const auto expected = golden["flips"].toArray();
        const auto place = QString("%1 of %2, u %3")
                               .arg(golden["stage"].toString(), golden["chain"].toString())
                               .arg(u);
        QVERIFY2(static_cast<int>(found.size()) == expected.size(),
                 qPrintable(place +
                            QString(": %1, expected %2").arg(found.size()).arg(expected.size())));
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto flip = expected[static_cast<qsizetype>(i)].toArray();
            QCOMPARE(found[i].below, flip[1].toInt());
            QCOMPARE(found[i].above, flip[2].toInt());
            const double at = flip[0].toDouble();
            QVERIFY2(
                std::abs(found[i].at - at) <= 1e-9 * std::max(1.0, at),
                qPrintable(
                    place +
                    QString(": %1, expected %2").arg(found[i].at, 0, 'g', 17).arg(at, 0, 'g', 17)));
            ++flipCount;
        }
    }
    QVERIFY(flipCount > 100);
}

LOGITSCOPE_TEST(TestFlips)
#include "tst_flips.moc"
