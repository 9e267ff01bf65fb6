// The random number in the hand on the Explore page: where the pick flips on the slider that is
// looked at, and which token another u would pick; against the core's draws of the bundled model.
#include "app/explore/flip_marks.h"
#include "core/sampling/draw.h"
#include "core/text/token_label.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/number_box.h"
#include "widgets/control/slider_box.h"

#include <QEnterEvent>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace logitscope;

class ExplorePageFlipsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void theMarksOfTheTemperatureFlipThePick();
    void theMarksOfEverySlider_data();
    void theMarksOfEverySlider();
    void marksAreThoseOfTheStep();
    void marksStayWhileTheirSliderMoves();
    void marksFollowTheOtherSliders();
    void marksFollowTheNeedle();
    void aSliderOfTheNextStepHasMarks();
    void onlyTheSliderLookedAtHasMarks();
    void theKeyboardShowsMarksToo();
    void presentersHaveThem();
    void nothingIsMarkedWithoutAStep();
    void aTokenOfThePromptHasMarksWhileSomebodyAsks();
    void theNeedleAsksAndChangesNothing();
    void theNeedleGoesBackAtAnotherStep();

private:
    ExplorePage& page() { return hands_->page(); }

    SamplerPanel& sampler() { return *hands_->controls().sampler(); }

    RandomNumberStrip& strip() { return *page().findChild<RandomNumberStrip*>(); }

    void lookAt(SliderBox& box, bool isLooking = true)
    {
        if (isLooking) {
            QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
            QCoreApplication::sendEvent(&box, &enter);
        } else {
            QEvent leave(QEvent::Leave);
            QCoreApplication::sendEvent(&box, &leave);
        }
    }

    bool areFound(const SliderBox& box)
    {
        return QTest::qWaitFor([&] { return box.marks() && box.marks()->isAll; }, 30'000);
    }

    // What a step's random numbers pick under these settings, from logits of the tests' own.
    QString pickAt(int step, const SamplerChain& chain, std::optional<double> asked = {})
    {
        const auto& branch = hands_->run().branch();
        const auto text = textBefore(hands_->run(), branch, step);
        if (text != text_) {
            text_ = text;
            logits_ = logitsAfter(text);
        }
        const Dice dice(branch.seed, branch.stream);
        const auto index = static_cast<std::uint64_t>(step);
        const auto tokens = hands_->tokens();
        const std::vector<TokenId> sampled(tokens.begin(), tokens.begin() + step);
        const auto draw = drawToken(
            logits_, chain, asked.value_or(dice.roll(index)),
            {.chain = {.prompt = hands_->run().promptTokens,
                       .sampled = sampled,
                       .chance = dice.chance(index),
                       .mu = step > 0 ? hands_->document().step(step - 1).mu : std::nullopt},
             .numberOf = [=](TokenId token) { return dice.ofToken(index, token); }});
        return label(draw->token);
    }

    QString label(TokenId token)
    {
        return QString::fromStdString(tokenLabel(token, bundledModel()->tokenizer.bytes(token)));
    }

    // Typed in just below and just above, up to six digits: what the settings pick then. Of many
    // marks, some.
    void compareByTyping(SliderBox& box, int step, std::optional<double> asked = {})
    {
        const auto marks = box.marks()->marks;
        const int digits = box.box()->decimals();
        const double unit = std::pow(10.0, digits);
        const auto type = [&](double value) {
            box.box()->selectAll();
            QTest::keyClicks(box.box(), QString::number(value, 'f', digits));
            QTest::keyClick(box.box(), Qt::Key_Return);
            return pickAt(step, sampler().settings(), asked);
        };
        for (std::size_t i = 0; i < marks.size(); i += 1 + marks.size() / 12) {
            const double above = std::ceil(marks[i].at * unit) / unit;
            const double below = (std::ceil(marks[i].at * unit) - 1.0) / unit;
            if (i + 1 == marks.size() || marks[i + 1].at > above)
                QCOMPARE(type(above), marks[i].above);
            if (i == 0 || marks[i - 1].at <= below)
                QCOMPARE(type(below), marks[i].below);
        }
    }

    std::unique_ptr<ExploreHands> hands_;
    std::vector<TokenId> text_;
    std::vector<float> logits_;
};

void ExplorePageFlipsTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    hands_->setSettings(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
}

void ExplorePageFlipsTest::theMarksOfTheTemperatureFlipThePick()
{
    QVERIFY(hands_->fixture().generate("The old house", 8, 3));
    std::size_t marks = 0;
    for (const int step : {7, 5, 2}) {
        hands_->clickToken(step);
        auto& box = *sampler().temperature();
        lookAt(box);
        QVERIFY(areFound(box));
        marks += box.marks()->marks.size();
        compareByTyping(box, step);
        lookAt(box, false);
        QVERIFY(!box.marks());
    }
    QVERIFY(marks > 5);
}

void ExplorePageFlipsTest::theMarksOfEverySlider_data()
{
    QTest::addColumn<QString>("chain");
    QTest::addColumn<bool>("gumbel");
    QTest::newRow("basic") << "top-k=40,top-p=0.9,temperature=1.1" << false;
    QTest::newRow("penalties") << "repetition-penalty=1.2,presence-penalty=0.5,dry=0.8:1.75:2,"
                                  "temperature=1.2"
                               << false;
    QTest::newRow("filters") << "min-p=0.02,top-a=0.1,epsilon=0.002,xtc=0.05:0.5,temperature=1.4"
                             << false;
    QTest::newRow("mirostat") << "dynamic-temperature=0.5:1.5:1,mirostat=4:0.2" << false;
    QTest::newRow("one number a token") << "top-k=300,min-p=0.01,temperature=1.2" << true;
}

// Of every stage card: all its parameters.
void ExplorePageFlipsTest::theMarksOfEverySlider()
{
    QFETCH(QString, chain);
    QFETCH(bool, gumbel);
    auto settings = parseChain(chain.toStdString()).value();
    settings.pick = gumbel ? Pick::Gumbel : Pick::InverseCdf;
    hands_->setSettings(settings);
    QVERIFY(hands_->fixture().generate("The old house and the old", 5, 5));
    hands_->clickToken(4);
    sampler().setChainShown(true);
    std::size_t marks = 0;
    for (std::size_t card = 0; card < settings.stages.size(); ++card) {
        const auto count = sampler().chain()->cards()[card]->sliders().size();
        for (std::size_t i = 0; i < count; ++i) {
            auto& box = *sampler().chain()->cards()[card]->sliders()[i];
            lookAt(box);
            QVERIFY(areFound(box));
            marks += box.marks()->marks.size();
            compareByTyping(box, 4);
            if (box.marks()->marks.empty())
                QCOMPARE(box.marks()->token, pickAt(4, sampler().settings()));
            lookAt(box, false);
            hands_->setSettings(settings);
        }
    }
    QVERIFY(marks > 0);
}

void ExplorePageFlipsTest::marksAreThoseOfTheStep()
{
    QVERIFY(hands_->fixture().generate("The old house", 8, 3));
    auto& box = *sampler().topP();
    lookAt(box);
    QVERIFY(areFound(box));
    const auto last = *box.marks();
    hands_->clickToken(3); // while the mouse is at the slider, for a key may do it
    QTRY_VERIFY(box.marks() && box.marks()->isAll && *box.marks() != last);
    compareByTyping(box, 3);
    hands_->clickToken(7);
    hands_->setSettings(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
    QTRY_COMPARE(box.marks(), std::optional(last));
}

void ExplorePageFlipsTest::marksStayWhileTheirSliderMoves()
{
    QVERIFY(hands_->fixture().generate("The old house", 8, 3));
    strip().ask(0.9321);
    auto& box = *sampler().temperature();
    lookAt(box);
    QVERIFY(areFound(box));
    const auto marks = *box.marks();
    QVERIFY(!marks.marks.empty());
    const auto stretch = box.slider()->ticks().to;
    for (const int position : {0, 300, 1000}) {
        box.slider()->setValue(position);
        QCoreApplication::processEvents();
        QVERIFY(!page().flipMarks().isLooking()); // nothing is computed again
        QCOMPARE(box.marks(), std::optional(marks));
    }
    QVERIFY(box.slider()->ticks().to != stretch); // but another stretch is set off
}

void ExplorePageFlipsTest::marksFollowTheOtherSliders()
{
    QVERIFY(hands_->fixture().generate("The old house", 8, 3));
    strip().ask(0.9321);
    auto& box = *sampler().topP();
    lookAt(box);
    QVERIFY(areFound(box));
    const auto before = *box.marks();
    sampler().temperature()->box()->setValue(1.6);
    QTRY_VERIFY(box.marks() && box.marks()->isAll && *box.marks() != before);
    compareByTyping(box, 7, 0.9321);
}

void ExplorePageFlipsTest::marksFollowTheNeedle()
{
    QVERIFY(hands_->fixture().generate("The old house", 8, 3));
    auto& box = *sampler().temperature();
    lookAt(box);
    QVERIFY(areFound(box));
    const auto before = *box.marks();
    strip().ask(0.9321);
    QTRY_VERIFY(box.marks() && box.marks()->isAll && *box.marks() != before);
    compareByTyping(box, 7, 0.9321);
    QCOMPARE(strip().asked(), std::optional(0.9321)); // for all that was turned
    strip().ask(std::nullopt);
    QTRY_COMPARE(box.marks()->marks, before.marks);
}

void ExplorePageFlipsTest::aSliderOfTheNextStepHasMarks()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_End);
    QTest::keyClick(page().text(), Qt::Key_Right);
    QTRY_VERIFY(page().document().hasNext());
    if (page().document().selected())
        emit page().text()->endRequested();
    QVERIFY(!page().document().selected());
    auto& box = *sampler().temperature();
    lookAt(box);
    QVERIFY(areFound(box));
    compareByTyping(box, 4);
    // What it says is what will be sampled.
    const auto expected = pickAt(4, sampler().settings());
    QVERIFY(hands_->pressStep());
    QCOMPARE(label(hands_->document().step(4).token), expected);
}

void ExplorePageFlipsTest::onlyTheSliderLookedAtHasMarks()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    for (auto* box : {sampler().temperature(), sampler().topK(), sampler().topP()}) {
        lookAt(*box);
        QVERIFY(areFound(*box));
        int marked = 0;
        for (const auto* other : page().findChildren<SliderBox*>())
            marked += other->marks().has_value();
        QCOMPARE(marked, 1);
        lookAt(*box, false);
        QVERIFY(!box->marks());
    }
    // A card that is taken out while it is looked at.
    sampler().setChainShown(true);
    auto* card = sampler().chain()->cards().front();
    lookAt(*card->sliders().front());
    QVERIFY(card->sliders().front()->marks());
    card->remover()->click();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QTRY_VERIFY(!page().flipMarks().isLooking());
}

void ExplorePageFlipsTest::theKeyboardShowsMarksToo()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    hands_->fixture().window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&hands_->fixture().window()));
    auto& box = *sampler().temperature();
    box.slider()->setFocus();
    QVERIFY(areFound(box));
    QVERIFY(box.slider()->accessibleDescription().contains("would be picked"));
    lookAt(*sampler().topP()); // the mouse comes first
    QVERIFY(areFound(*sampler().topP()));
    QVERIFY(!box.marks());
    lookAt(*sampler().topP(), false);
    QVERIFY(areFound(box));
    page().text()->setFocus();
    QTRY_VERIFY(!box.marks());
}

void ExplorePageFlipsTest::presentersHaveThem()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    sampler().setChainShown(true);
    hands_->fixture().window().setPresenting(true);
    auto& box = *sampler().temperature();
    lookAt(box);
    QVERIFY(areFound(box));
    compareByTyping(box, 3);
    QTest::mouseClick(&strip(), Qt::LeftButton, {}, strip().bar().center().toPoint());
    QVERIFY(strip().asked());
    hands_->fixture().window().setPresenting(false);
    QVERIFY(strip().asked());
}

void ExplorePageFlipsTest::nothingIsMarkedWithoutAStep()
{
    auto& box = *sampler().temperature();
    lookAt(box);
    page().clear();
    hands_->controls().prompt()->clear();
    QTRY_VERIFY(!box.marks() || page().document().hasNext());
    page().text()->setFocus();
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    QTRY_VERIFY(box.marks()); // once the run is over
}

// It came without a random number.
void ExplorePageFlipsTest::aTokenOfThePromptHasMarksWhileSomebodyAsks()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    auto& box = *sampler().temperature();
    hands_->clickToken(-1);
    QTRY_VERIFY(page().document().selected() == -1 && page().document().distribution());
    lookAt(box);
    QVERIFY(!box.marks());
    strip().ask(0.7);
    QTRY_VERIFY(box.marks());
    strip().ask(std::nullopt);
    QTRY_VERIFY(!box.marks());
}

void ExplorePageFlipsTest::theNeedleAsksAndChangesNothing()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    const auto text = hands_->shown();
    const auto own = hands_->chart().randomNumberMark();
    const auto bar = strip().bar();
    QTest::mousePress(&strip(), Qt::LeftButton, {}, bar.center().toPoint());
    for (const double share : {0.05, 0.3, 0.6, 0.97}) {
        QTest::mouseMove(&strip(),
                         QPointF(bar.left() + share * bar.width(), bar.center().y()).toPoint());
        const double u = strip().asked().value();
        QVERIFY(std::abs(u - share) < 0.01);
        const auto picked = pickAt(5, sampler().settings(), u);
        QVERIFY(strip().valueText().endsWith(QString(" would pick %1").arg(picked)));
        // The chart's mark is on that token's bar.
        const auto mark = hands_->chart().randomNumberMark();
        const auto rows = hands_->chart().rows();
        const auto row =
            std::ranges::find_if(rows, [&](const ChartRow& each) { return each.label == picked; });
        QCOMPARE(mark.has_value(), row != rows.end());
        if (mark)
            QCOMPARE(mark->rank, row->rank);
    }
    QTest::mouseRelease(&strip(), Qt::LeftButton, {}, bar.center().toPoint());
    QCOMPARE(hands_->shown(), text);
    QCOMPARE(hands_->document().size(), 6);
    // A slider that moves leaves it, on the strip and on the chart.
    strip().ask(0.2);
    sampler().temperature()->slider()->setValue(700);
    QTRY_COMPARE(strip().valueText(),
                 QString("u = 0.2 would pick %1").arg(pickAt(5, sampler().settings(), 0.2)));
    QCOMPARE(hands_->chart().randomNumberMark()->rank, strip().line().mark()->rank);
    strip().back()->click();
    sampler().temperature()->box()->setValue(0.8);
    QTRY_COMPARE(hands_->chart().randomNumberMark().value_or(RandomNumberMark{-1, 0}).rank,
                 own->rank);
}

void ExplorePageFlipsTest::theNeedleGoesBackAtAnotherStep()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    strip().ask(0.2);
    hands_->clickToken(2);
    QVERIFY(!strip().asked());
    strip().ask(0.2);
    hands_->clickToken(2);
    QCOMPARE(strip().asked(), std::optional(0.2));              // the same
    QVERIFY(hands_->fixture().generate("The old house", 6, 4)); // the same place of another text
    QVERIFY(!strip().asked());
    strip().ask(0.2);
    QVERIFY(hands_->pressStep());
    QVERIFY(!strip().asked());
}

LOGITSCOPE_TEST(ExplorePageFlipsTest)
#include "tst_explore_page_flips.moc"
