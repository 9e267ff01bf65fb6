// The needle of the random number in the hand: which token does each u pick?
#include "core/sampling/distribution.h"
#include "tests/test_program.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/control/tool_tip.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QToolTip>

#include <cmath>
#include <random>

using namespace logitscope;

namespace
{

// Final probabilities .5, .3, .2.
Shaped halfThirdFifth()
{
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    return Distribution::rank(logits).value().shape({});
}

QString nameOf(int rank)
{
    return QStringLiteral("r%1").arg(rank);
}

} // namespace

class TestRandomNumberNeedle : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { strip_.reset(); }

    void aDragPicksByCumulativeSums();
    void aPressMovesIt();
    void narrowTokensAreNamed();
    void goesBack_data();
    void goesBack();
    void theStepsOwnStaysVisible();
    void asksAboutTheNextStep();
    void staysWhenTheSettingsChange();
    void hasKeys();
    void goesFromTokenToToken();
    void asksNothingOfGumbel();
    void asksNothingOfNoStep();
    void tellsWhoeverListens();

private:
    void show(const Shaped& shaped, std::optional<double> u = 0.6, std::optional<int> chosen = 1)
    {
        strip_->setStep(shaped, nameOf, u, chosen);
    }

    QPoint at(double u) const
    {
        const auto bar = strip_->bar();
        return {static_cast<int>(std::lround(bar.left() + u * bar.width())),
                static_cast<int>(bar.center().y())};
    }

    double uAt(QPoint place) const // four digits of it
    {
        const auto bar = strip_->bar();
        return std::clamp(std::round((place.x() - bar.left()) / bar.width() * 1e4) / 1e4, 0.0,
                          0.9999);
    }

    void drag(double from, double to)
    {
        QTest::mousePress(strip_.get(), Qt::LeftButton, {}, at(from));
        QTest::mouseMove(strip_.get(), at(to));
        QTest::mouseRelease(strip_.get(), Qt::LeftButton, {}, at(to));
    }

    std::unique_ptr<RandomNumberStrip> strip_;
};

void TestRandomNumberNeedle::init()
{
    QApplication::setPalette(paletteOf(lightTheme()));
    strip_ = std::make_unique<RandomNumberStrip>();
    strip_->resize(700, strip_->sizeHint().height());
    strip_->show();
    QVERIFY(QTest::qWaitForWindowExposed(strip_.get()));
}

void TestRandomNumberNeedle::aDragPicksByCumulativeSums()
{
    std::vector<float> logits;
    for (int i = 0; i < 40; ++i)
        logits.push_back(-0.15f * static_cast<float>(i));
    const auto shaped = Distribution::rank(logits)->shape(basicChain({.topK = 30}));
    std::vector<double> sums;
    double all = 0.0;
    for (int i = 0; i < 30; ++i)
        sums.push_back(all += std::exp(-0.15 * i));
    show(shaped, 0.5, 5);
    QTest::mousePress(strip_.get(), Qt::LeftButton, {}, at(0.5));
    for (double u = 0.0; u <= 1.0; u += 0.013) {
        QTest::mouseMove(strip_.get(), at(u));
        QCOMPARE(strip_->asked(), std::optional(uAt(at(u))));
        const auto rank = std::ranges::upper_bound(sums, uAt(at(u)) * all) - sums.begin();
        QCOMPARE(strip_->line().mark()->rank, static_cast<int>(rank));
        QCOMPARE(strip_->valueText(), QString("u = %1 would pick r%2")
                                          .arg(uAt(at(u)), 0, 'f', QLocale::FloatingPointShortest)
                                          .arg(rank));
        const double begin = rank == 0 ? 0.0 : sums[static_cast<std::size_t>(rank) - 1] / all;
        const double end = sums[static_cast<std::size_t>(rank)] / all;
        QVERIFY(std::abs(strip_->line().mark()->fraction - (uAt(at(u)) - begin) / (end - begin)) <
                1e-4);
    }
    // Beyond the ends it stays on the line.
    QTest::mouseMove(strip_.get(), {-40, at(0.0).y()});
    QCOMPARE(strip_->asked(), std::optional(0.0));
    QTest::mouseMove(strip_.get(), {strip_->width() + 40, at(0.0).y()});
    QCOMPARE(strip_->asked(), std::optional(0.9999));
    QCOMPARE(strip_->line().mark()->rank, 29);
    QTest::mouseRelease(strip_.get(), Qt::LeftButton, {}, at(1.0));
    QTest::mouseMove(strip_.get(), at(0.2)); // let go
    QCOMPARE(strip_->asked(), std::optional(0.9999));
    QCOMPARE(strip_->line().chosenRank(), std::optional(5));
    QCOMPARE(strip_->line().number(), QString("0.5000"));
}

void TestRandomNumberNeedle::aPressMovesIt()
{
    show(halfThirdFifth());
    QTest::mouseClick(strip_.get(), Qt::RightButton, {}, at(0.9));
    QVERIFY(!strip_->asked());
    QTest::mouseClick(strip_.get(), Qt::LeftButton, {}, {at(0.9).x(), strip_->height() - 1});
    QVERIFY(!strip_->asked()); // on the numbers below
    QTest::mouseClick(strip_.get(), Qt::LeftButton, {}, at(0.9));
    QCOMPARE(strip_->asked(), std::optional(uAt(at(0.9))));
    QCOMPARE(strip_->line().mark()->rank, 2);
    // Its segment is outlined, at all four sides.
    const auto image = strip_->grab().toImage();
    const auto rect = strip_->line().segments(strip_->bar()).back().rect;
    for (const auto& place : {QPointF(rect.left() + 20, rect.top()),
                              {rect.left(), rect.top() + 9},
                              {rect.left() + 20, rect.bottom() - 1}})
        QCOMPARE(image.pixelColor(place.toPoint()), lightTheme().text);
}

// One of fifty thousand is, too.
void TestRandomNumberNeedle::narrowTokensAreNamed()
{
    const std::vector<float> logits(50'000, 0.0f);
    show(Distribution::rank(logits)->shape({}), 0.25, 12'500);
    drag(0.25, 0.7);
    const auto rank = strip_->line().mark()->rank;
    QVERIFY(std::abs(rank - *strip_->asked() * 50'000) <= 1.0);
    QVERIFY(strip_->valueText().endsWith(QString("would pick r%1").arg(rank)));
    int alone = 0;
    for (const auto& segment : strip_->line().segments(strip_->bar()))
        alone += segment.firstRank == rank && segment.lastRank == rank;
    QCOMPARE(alone, 1);
}

void TestRandomNumberNeedle::goesBack_data()
{
    QTest::addColumn<int>("way");
    for (const auto* way : {"double click", "Esc", "button", "another step"})
        QTest::newRow(way) << static_cast<int>(qstrlen(way));
}

void TestRandomNumberNeedle::goesBack()
{
    show(halfThirdFifth());
    QVERIFY(!strip_->back()->isVisible());
    drag(0.6, 0.1);
    QVERIFY(strip_->asked());
    QVERIFY(strip_->back()->isVisible());
    QCOMPARE(strip_->back()->text(), QString("back to u = 0.6000"));
    const QByteArray way = QTest::currentDataTag();
    if (way == "double click")
        QTest::mouseDClick(strip_.get(), Qt::LeftButton, {}, at(0.3));
    else if (way == "Esc")
        QTest::keyClick(strip_.get(), Qt::Key_Escape);
    else if (way == "button")
        QTest::mouseClick(strip_->back(), Qt::LeftButton);
    else
        strip_->clear();
    QVERIFY(!strip_->asked());
    QVERIFY(!strip_->back()->isVisible());
    if (way != "another step") {
        QCOMPARE(strip_->line().mark()->rank, 1);
        QCOMPARE(strip_->valueText(), QString("u = 0.6000"));
    }
}

void TestRandomNumberNeedle::theStepsOwnStaysVisible()
{
    show(halfThirdFifth());
    const auto before = strip_->grab().toImage();
    drag(0.6, 0.1);
    const auto after = strip_->grab().toImage();
    const auto x = static_cast<int>(*strip_->line().markerX(strip_->bar()));
    const auto triangle = static_cast<int>(strip_->bar().top()) - 5;
    QCOMPARE(before.pixelColor(x, triangle), lightTheme().chosen);
    QCOMPARE(after.pixelColor(x, triangle), lightTheme().surface); // hollow
    QCOMPARE(after.pixelColor(at(0.1).x(), triangle), lightTheme().chosen);
    QVERIFY(strip_->accessibleDescription().contains("The step's own u = 0.6000 gives r1"));
}

// Which has no u yet.
void TestRandomNumberNeedle::asksAboutTheNextStep()
{
    show(halfThirdFifth(), std::nullopt, std::nullopt);
    QVERIFY(!strip_->line().mark());
    drag(0.2, 0.85);
    QCOMPARE(strip_->line().mark()->rank, 2);
    QVERIFY(strip_->back()->isVisible());
    QVERIFY(strip_->accessibleDescription().contains("would pick r2"));
    QTest::mouseClick(strip_->back(), Qt::LeftButton);
    QVERIFY(!strip_->line().mark());
    strip_->setFocus();
    QTest::keyClick(strip_.get(), Qt::Key_Right);
    QCOMPARE(strip_->asked(), std::optional(0.51));
}

void TestRandomNumberNeedle::staysWhenTheSettingsChange()
{
    show(halfThirdFifth());
    drag(0.6, 0.9);
    const auto asked = strip_->asked();
    QCOMPARE(strip_->line().mark()->rank, 2);
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    show(Distribution::rank(logits)->shape(basicChain({.topK = 2}))); // .625, .375
    QCOMPARE(strip_->asked(), asked);
    QCOMPARE(strip_->line().mark()->rank, 1);
    QVERIFY(strip_->valueText().endsWith("would pick r1"));
}

void TestRandomNumberNeedle::hasKeys()
{
    show(halfThirdFifth(), 0.604321, 1);
    strip_->setFocus();
    const auto press = [this](int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(strip_.get(), static_cast<Qt::Key>(key), modifiers);
        return strip_->asked().value_or(-1.0);
    };
    QCOMPARE(press(Qt::Key_Right), 0.61);
    QCOMPARE(press(Qt::Key_Right), 0.62);
    QCOMPARE(press(Qt::Key_Left), 0.61);
    QCOMPARE(press(Qt::Key_Right, Qt::ShiftModifier), 0.611);
    QCOMPARE(press(Qt::Key_Left, Qt::ShiftModifier), 0.61);
    QCOMPARE(press(Qt::Key_Home), 0.0);
    QCOMPARE(press(Qt::Key_Left), 0.0);
    QCOMPARE(press(Qt::Key_End), 0.9999);
    QCOMPARE(press(Qt::Key_Right), 0.9999);
    QCOMPARE(strip_->line().mark()->rank, 2);
    QCOMPARE(press(Qt::Key_Escape), -1.0);
    // A shortcut of the window doesn't take Esc from it, while there is something to take back.
    QKeyEvent escape(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
    escape.ignore();
    QCoreApplication::sendEvent(strip_.get(), &escape);
    QVERIFY(!escape.isAccepted());
    strip_->ask(0.3);
    QCoreApplication::sendEvent(strip_.get(), &escape);
    QVERIFY(escape.isAccepted());
}

// With Ctrl every token has its turn, however narrow it is.
void TestRandomNumberNeedle::goesFromTokenToToken()
{
    std::mt19937 random(4);
    std::normal_distribution<float> bell(0.0f, 3.0f);
    std::vector<float> logits(200);
    std::ranges::generate(logits, [&] { return bell(random); });
    const auto shaped = Distribution::rank(logits)->shape({});
    show(shaped, 0.0, 0);
    strip_->setFocus();
    for (int rank = 1; rank < 200; ++rank) {
        QTest::keyClick(strip_.get(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(shaped.draw(*strip_->asked()), rank);
        QCOMPARE(strip_->line().mark()->rank, rank);
        QVERIFY(strip_->line().mark()->fraction < 0.5 ||
                shaped.probability(rank) < 1e-3); // at its beginning, as the digits allow
    }
    QTest::keyClick(strip_.get(), Qt::Key_Right, Qt::ControlModifier); // there is none
    QCOMPARE(strip_->line().mark()->rank, 199);
    for (int rank = 198; rank >= 0; --rank) {
        QTest::keyClick(strip_.get(), Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(shaped.draw(*strip_->asked()), rank);
    }
    QTest::keyClick(strip_.get(), Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(strip_->line().mark()->rank, 0);
}

void TestRandomNumberNeedle::asksNothingOfGumbel()
{
    show(halfThirdFifth());
    drag(0.6, 0.1);
    strip_->setPick(Pick::Gumbel);
    show(halfThirdFifth(), std::nullopt, std::nullopt);
    QVERIFY(!strip_->asked());
    drag(0.1, 0.9);
    strip_->setFocus();
    QTest::keyClick(strip_.get(), Qt::Key_Right);
    QTest::keyClick(strip_.get(), Qt::Key_End);
    QVERIFY(!strip_->asked());
    QVERIFY(strip_->accessibleDescription().contains("every token has a random number of its own"));
    QVERIFY(
        QToolTip::text().contains("every token has a random number of its own")); // on the press
    QToolTip::hideText();
    strip_->setPick(Pick::InverseCdf);
    show(halfThirdFifth());
    drag(0.1, 0.9);
    QVERIFY(strip_->asked());
}

void TestRandomNumberNeedle::asksNothingOfNoStep()
{
    drag(0.1, 0.9);
    QTest::keyClick(strip_.get(), Qt::Key_Right);
    strip_->ask(0.4);
    QVERIFY(!strip_->asked());
    strip_->grab();
}

void TestRandomNumberNeedle::tellsWhoeverListens()
{
    show(halfThirdFifth());
    QSignalSpy changed(strip_.get(), &RandomNumberStrip::askedChanged);
    strip_->ask(0.2);
    strip_->ask(0.2);
    QCOMPARE(changed.count(), 1);
    QVERIFY(strip_->accessibleDescription().startsWith("u = 0.2 would pick r0."));
    strip_->ask(std::nullopt);
    QCOMPARE(changed.count(), 2);
    QVERIFY(strip_->accessibleDescription().contains("r1 was sampled"));
    show(halfThirdFifth()); // says nothing
    QCOMPARE(changed.count(), 2);
}

LOGITSCOPE_TEST(TestRandomNumberNeedle)
#include "tst_random_number_needle.moc"
