#include "app/compare/compare_rows.h"
#include "app/compare/strategy_cell.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_sparkline.h"
#include "widgets/control/elided_label.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLayout>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <set>

using namespace logitscope;

namespace
{

Step makeStep(TokenId token, const std::string& bytes, double entropy = 2.0,
              double modelProbability = 0.25)
{
    Step step;
    step.token = token;
    step.bytes = bytes;
    step.modelProbability = modelProbability;
    step.samplingProbability = modelProbability;
    step.info = {.modelEntropy = entropy + 1.0,
                 .samplingEntropy = entropy,
                 .effectiveVocabulary = std::exp2(entropy)};
    return step;
}

std::vector<Step> someSteps(const std::vector<TokenId>& tokens)
{
    std::vector<Step> steps;
    for (const auto token : tokens)
        steps.push_back(makeStep(token, " word" + std::to_string(token)));
    return steps;
}

Strategy someStrategy(const std::string& name = "mine")
{
    return {name, "Only for this test.", basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9})};
}

// Counts how often a widget is painted.
class Paints : public QObject
{
public:
    explicit Paints(QWidget* of) { of->installEventFilter(this); }

    bool eventFilter(QObject*, QEvent* event) override
    {
        count += event->type() == QEvent::Paint;
        return false;
    }

    int count = 0;
};

} // namespace

class TestStrategyCell : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void saysWhatTheStrategyDoes();
    void anotherStrategyIsSeenAtOnce();
    void keepsWhatWasAppended();
    void figuresAreMeans();
    void figuresOfRepeatsAreMeanAndDeviation();
    void figuresSayWhyItStopped();
    void offersToRunWhereItIsEmpty();
    void presetsAreInTheMenu();
    void samenessWaitsForTheLastOutput();
    void clickOnATokenSelectsIt();
    void arrowKeySelectsInItsOutput();
    void sparklineSelectsInTheFirstOutput();
    void marksReachTheText();
    void endOfTextIsAMark();
    void unfinishedCharacterShowsAtTheEnd();
    void startOutputsStartsOver();
    void referenceSaysSo();
    void menuAsks();
    void moreOutputsNeedMoreHeight();
    void leastHeightShowsWholeLines_data();
    void leastHeightShowsWholeLines();
    void departuresComeIntoView();
    void finishedTextShowsItsBeginning();

private:
    void start(std::size_t outputs);
    void append(std::size_t output, const std::vector<TokenId>& tokens);
    void appendSteps(std::size_t output, std::vector<Step> steps, bool endsText = false);
    void end(std::size_t output, StopReason reason);

    QString figures() const { return cell_->figures(); }

    std::unique_ptr<StrategyCell> cell_;
    CompareRows rows_; // its outputs
};

void TestStrategyCell::init()
{
    QApplication::setPalette(paletteOf(lightTheme()));
    cell_ = std::make_unique<StrategyCell>();
    cell_->setStrategy(someStrategy());
    start(1);
    cell_->resize(500, 400);
    cell_->show();
    QVERIFY(QTest::qWaitForWindowExposed(cell_.get()));
}

void TestStrategyCell::start(std::size_t outputs)
{
    rows_.start({.branches = std::vector(outputs, Branch{.name = "mine"})}, {cell_.get()});
}

void TestStrategyCell::append(std::size_t output, const std::vector<TokenId>& tokens)
{
    appendSteps(output, someSteps(tokens));
}

void TestStrategyCell::appendSteps(std::size_t output, std::vector<Step> steps, bool endsText)
{
    rows_.append(output, std::move(steps), endsText);
    rows_.showStatistics();
}

void TestStrategyCell::end(std::size_t output, StopReason reason)
{
    rows_.end(output, reason);
    rows_.showStatistics();
}

void TestStrategyCell::saysWhatTheStrategyDoes()
{
    QCOMPARE(cell_->text(0)->accessibleDescription(), "Only for this test.");
    QVERIFY(cell_->text(0)->plainText().isEmpty());
    QVERIFY(cell_->figures().isEmpty());
    QVERIFY(!rows_[0].hasEnded);
    const auto before = cell_->text(0)->viewport()->grab().toImage();
    append(0, {1});
    start(1);
    cell_->layout()->activate();
    QCOMPARE(cell_->text(0)->accessibleDescription(), "Only for this test.");
    QCOMPARE(cell_->text(0)->viewport()->grab().toImage(), before);
}

void TestStrategyCell::anotherStrategyIsSeenAtOnce()
{
    QCoreApplication::processEvents();
    const Paints paints(cell_->text(0)->viewport());
    auto other = someStrategy("other");
    other.description = "Something else.";
    cell_->setStrategy(other);
    QCOMPARE(cell_->strategy().name, "other");
    QCOMPARE(cell_->text(0)->accessibleDescription(), "Something else.");
    QCoreApplication::processEvents();
    QVERIFY(paints.count > 0);
    const auto labels = cell_->findChildren<ElidedLabel*>();
    QVERIFY(
        std::ranges::any_of(labels, [](const auto* label) { return label->text() == "other"; }));
    QVERIFY(cell_->menuButton()->accessibleName().contains("other"));
}

void TestStrategyCell::keepsWhatWasAppended()
{
    start(2);
    append(0, {1, 2});
    append(1, {7});
    append(0, {3});
    append(0, {});
    const auto tokens = [this](std::size_t output) {
        std::vector<TokenId> all;
        for (const auto& step : stepsOf(rows_[output].what))
            all.push_back(step.token);
        return all;
    };
    QCOMPARE(tokens(0), (std::vector<TokenId>{1, 2, 3}));
    QCOMPARE(tokens(1), (std::vector<TokenId>{7}));
    QCOMPARE(cell_->text(0)->plainText(), " word1 word2 word3");
    QCOMPARE(cell_->text(1)->plainText(), " word7");
    QCOMPARE(cell_->sparkline()->stepCount(), 3); // of the first output
    end(1, StopReason::Stopped);
    QVERIFY(!rows_[0].hasEnded);
    QVERIFY(rows_[1].hasEnded);
    QCOMPARE(rows_[1].what.stopReason, StopReason::Stopped);
}

void TestStrategyCell::figuresAreMeans()
{
    appendSteps(
        0, {makeStep(1, "a", 1.0, 0.5), makeStep(2, "b", 3.0, 0.125), makeStep(1, "a", 2.0, 0.25)});
    appendSteps(0, {makeStep(2, "b", 2.0, 0.125)});
    // Entropies 1, 3, 2, 2; their powers of two 2, 8, 4, 4; surprisals 1, 3, 2, 3; pairs ab ba ab.
    QCOMPARE(figures(), "entropy 2.00 bits · effective vocabulary 4.5 · surprisal 2.25 bits · "
                        "distinct-2 0.67 · 4 tokens");
}

// Means of entropy 2 and 3 (4, 2), of effective vocabulary 4 and (16 + 4) / 2, of surprisal 1 and
// 3; pairs: one of two, one of one.
void TestStrategyCell::figuresOfRepeatsAreMeanAndDeviation()
{
    start(2);
    appendSteps(0, std::vector(3, makeStep(1, "a", 2.0, 0.5)));
    QCOMPARE(figures(), "entropy 2.00 bits · effective vocabulary 4.0 · surprisal 1.00 bits · "
                        "distinct-2 0.50 · 1 × 3 tokens"); // the other has nothing yet
    appendSteps(1, {makeStep(1, "a", 4.0, 0.125), makeStep(2, "b", 2.0, 0.125)});
    end(0, StopReason::Length);
    end(1, StopReason::EndOfText);
    QCOMPARE(figures(),
             "2 of 2 distinct · entropy 2.50 ± 0.71 bits · effective vocabulary 7.0 ± "
             "4.2 · surprisal 2.00 ± 1.41 bits · distinct-2 0.75 ± 0.35 · 2 × 2–3 tokens · "
             "token limit reached, the model ended the text");
}

void TestStrategyCell::offersToRunWhereItIsEmpty()
{
    QVERIFY(rows_.isEmpty(cell_.get()));
    QVERIFY(!cell_->runButton()->isVisible());
    QSignalSpy asked(cell_.get(), &StrategyCell::runRequested);
    const int height = cell_->minimumSizeHint().height();
    cell_->offerRun(true);
    QVERIFY(cell_->runButton()->isVisible());
    QCOMPARE(cell_->minimumSizeHint().height(), height); // no cell beside it moves
    QTest::mouseClick(cell_->runButton(), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    cell_->offerRun(false);
    append(0, {1});
    QVERIFY(!rows_.isEmpty(cell_.get()));
    QVERIFY(cell_->sparkline()->isVisible());
    start(1);
    QVERIFY(rows_.isEmpty(cell_.get()));
    end(0, StopReason::Stopped);
    QVERIFY(!rows_.isEmpty(cell_.get()));
}

void TestStrategyCell::presetsAreInTheMenu()
{
    std::vector<std::string> picked;
    connect(cell_.get(), &StrategyCell::presetRequested, cell_.get(),
            [&picked](const Strategy& preset) { picked.push_back(preset.name); });
    QStringList texts;
    for (auto* action : cell_->menuButton()->menu()->actions()) {
        if (!action->menu())
            continue;
        for (auto* preset : action->menu()->actions()) {
            texts << preset->text();
            preset->trigger();
        }
    }
    QCOMPARE(texts.size(), 13);
    QCOMPARE(texts.front(), "greedy (T 0.1, nearly deterministic)");
    QCOMPARE(texts[4], "top-k 20 (T 0.8 · k 20)");
    QCOMPARE(texts[9], "argmax (T 0, always the most likely token)");
    QCOMPARE(texts[11], "llama.cpp (k 40 → p 0.95 → min-p 0.05 → T 0.8)");
    QCOMPARE(picked[9], "argmax");
    QCOMPARE(picked[4], "top_k_20");
}

void TestStrategyCell::figuresSayWhyItStopped()
{
    append(0, {1});
    QVERIFY2(figures().endsWith("· 1 token"), qPrintable(figures()));
    append(0, {2});
    end(0, StopReason::Length);
    QVERIFY2(figures().endsWith("· 2 tokens · token limit reached"), qPrintable(figures()));
}

void TestStrategyCell::samenessWaitsForTheLastOutput()
{
    start(3);
    for (int output = 0; output < 3; ++output)
        append(output, {1, 2});
    end(0, StopReason::Length);
    end(2, StopReason::Length);
    QVERIFY(!figures().contains("same"));
    end(1, StopReason::Length);
    QVERIFY2(figures().startsWith("all identical · "), qPrintable(figures()));

    start(3);
    append(0, {1, 2});
    append(1, {1, 2, 3}); // one that goes on is another one
    append(2, {1, 2});
    for (int output = 0; output < 3; ++output) {
        QVERIFY(!figures().contains("different"));
        end(output, StopReason::Length);
    }
    QVERIFY2(figures().startsWith("2 of 3 distinct · "), qPrintable(figures()));

    start(1); // alone there is nothing to be the same as
    append(0, {1, 2});
    end(0, StopReason::Length);
    QVERIFY(figures().startsWith("entropy 2.00 bits"));
}

void TestStrategyCell::clickOnATokenSelectsIt()
{
    start(2);
    append(0, {1, 2, 3});
    append(1, {4, 5, 6});
    QCoreApplication::processEvents();
    QSignalSpy selected(cell_.get(), &StrategyCell::tokenSelected);
    for (const auto& [output, step] : {std::pair(0, 2), {1, 1}}) {
        auto* text = cell_->text(output);
        QTest::mouseClick(text->viewport(), Qt::LeftButton, {},
                          text->tokenRectangles(step).first().center());
    }
    QCOMPARE(selected, (QList<QVariantList>{{0, 2}, {1, 1}}));
}

void TestStrategyCell::arrowKeySelectsInItsOutput()
{
    start(2);
    append(1, {4, 5, 6});
    QSignalSpy selected(cell_.get(), &StrategyCell::tokenSelected);
    QTest::keyClick(cell_->text(1), Qt::Key_Right);
    QTest::keyClick(cell_->text(1), Qt::Key_Right);
    QTest::keyClick(cell_->text(0), Qt::Key_Right); // has no token
    QCOMPARE(selected, (QList<QVariantList>{{1, 0}, {1, 1}}));
}

void TestStrategyCell::sparklineSelectsInTheFirstOutput()
{
    start(2);
    append(0, {1, 2, 3, 4, 5});
    auto* line = cell_->sparkline();
    line->setScale(5.0, 5);
    QCoreApplication::processEvents();
    QSignalSpy selected(cell_.get(), &StrategyCell::tokenSelected);
    QTest::mouseClick(line, Qt::LeftButton, {}, {qRound(line->stepX(3)), line->height() / 2});
    QCOMPARE(selected, (QList<QVariantList>{{0, 3}}));
}

void TestStrategyCell::marksReachTheText()
{
    start(2);
    append(0, {1, 2, 3});
    append(1, {1, 5, 6});
    QSignalSpy selected(cell_.get(), &StrategyCell::tokenSelected);
    rows_.markDepartures(cell_.get()); // its outputs have the same seed
    cell_->setSelected(1, 2);
    QCOMPARE(cell_->text(1)->departure(), 1);
    QCOMPARE(cell_->text(1)->selected(), 2);
    QVERIFY(!cell_->text(0)->departure());
    QVERIFY(!cell_->text(0)->selected());
    rows_.markDepartures(nullptr);
    cell_->setSelected(1, {});
    QVERIFY(!cell_->text(1)->departure());
    QVERIFY(!cell_->text(1)->selected());
    const auto unmarked = cell_->sparkline()->grab().toImage();
    cell_->setSelected(0, 2);
    QVERIFY(cell_->sparkline()->grab().toImage() != unmarked);
    QCOMPARE(selected.size(), 0);
}

void TestStrategyCell::endOfTextIsAMark()
{
    append(0, {1});
    appendSteps(0, {makeStep(2, " end."), makeStep(0, "<|endoftext|>")}, true);
    end(0, StopReason::EndOfText);
    const auto* text = cell_->text(0);
    QCOMPARE(text->plainText(), " word1 end.");
    QVERIFY(text->toPlainText().contains("end of text"));
    QCOMPARE(text->stepCount(), 3);
    QCOMPARE(rows_[0].what.length(), 3);
    QCOMPARE(cell_->sparkline()->stepCount(), 3);
    QVERIFY(figures().endsWith("3 tokens · the model ended the text"));
}

void TestStrategyCell::unfinishedCharacterShowsAtTheEnd()
{
    appendSteps(0, {makeStep(1, "a\xE2\x82")});
    QCOMPARE(cell_->text(0)->plainText(), "a");
    end(0, StopReason::ContextFull);
    QCOMPARE(cell_->text(0)->plainText(), QString("a") + QChar(0xFFFD));
}

void TestStrategyCell::startOutputsStartsOver()
{
    start(3);
    for (int output = 0; output < 3; ++output) {
        append(output, {1, 2});
        end(output, StopReason::Length);
    }
    cell_->text(2)->setDeparture(1);
    cell_->setSelected(0, 1);
    start(2);
    QCOMPARE(cell_->outputCount(), 2);
    QCOMPARE(cell_->findChildren<TokenText*>().size(), 2);
    for (int output = 0; output < 2; ++output) {
        QCOMPARE(cell_->text(output)->stepCount(), 0);
        QVERIFY(cell_->text(output)->plainText().isEmpty());
        QVERIFY(!cell_->text(output)->selected());
    }
    QVERIFY(rows_.isEmpty(cell_.get()));
    QCOMPARE(cell_->sparkline()->stepCount(), 0);
    QVERIFY(cell_->figures().isEmpty());
}

void TestStrategyCell::referenceSaysSo()
{
    const auto says = [this] {
        const auto labels = cell_->findChildren<QLabel*>();
        return std::ranges::any_of(labels, [](const auto* label) {
            return label->isVisible() && label->text() == "reference";
        });
    };
    QVERIFY(!says());
    cell_->setReference(true);
    QVERIFY(says());
    cell_->setStrategy(someStrategy(std::string(60, 'm'))); // the name has the room
    QVERIFY(!says());
    cell_->setStrategy(someStrategy());
    QVERIFY(says());
    cell_->setReference(false);
    QVERIFY(!says());
}

void TestStrategyCell::menuAsks()
{
    QSignalSpy edit(cell_.get(), &StrategyCell::editRequested);
    QSignalSpy duplicate(cell_.get(), &StrategyCell::duplicateRequested);
    QSignalSpy remove(cell_.get(), &StrategyCell::removeRequested);
    QSignalSpy reference(cell_.get(), &StrategyCell::referenceRequested);
    QSignalSpy open(cell_.get(), &StrategyCell::openRequested);
    for (auto* action : cell_->menuButton()->menu()->actions())
        action->trigger();
    for (const auto* asked : {&edit, &duplicate, &remove, &reference, &open})
        QCOMPARE(asked->size(), 1);
}

void TestStrategyCell::moreOutputsNeedMoreHeight()
{
    const int one = cell_->minimumSizeHint().height();
    start(3);
    const int line = cell_->fontMetrics().height();
    QVERIFY(cell_->minimumSizeHint().height() >= one + 2 * 3 * line);
    cell_->resize(300, cell_->minimumSizeHint().height());
    QCoreApplication::processEvents();
    for (int output = 0; output < 3; ++output)
        QVERIFY(cell_->text(output)->viewport()->height() >= 2 * line);
}

void TestStrategyCell::leastHeightShowsWholeLines_data()
{
    QTest::addColumn<bool>("presenting");
    QTest::addColumn<int>("outputs");
    QTest::addColumn<double>("points");
    QTest::addColumn<int>("lines");
    QTest::newRow("on a desk") << false << 1 << 10.0 << 3;
    QTest::newRow("three outputs") << false << 3 << 10.0 << 3;
    QTest::newRow("in a room") << true << 1 << 20.0 << 3; // where nine stand
    QTest::newRow("in a large room") << true << 1 << 40.0 << 3;
    QTest::newRow("three outputs in a room") << true << 3 << 20.0 << 3;
}

void TestStrategyCell::leastHeightShowsWholeLines()
{
    QFETCH(bool, presenting);
    QFETCH(int, outputs);
    QFETCH(double, points);
    QFETCH(int, lines);
    QFont font = cell_->font();
    font.setPointSizeF(points);
    cell_->setFont(font);
    cell_->setPresenting(presenting);
    start(outputs);
    std::vector<TokenId> tokens(200);
    for (int output = 0; output < outputs; ++output) {
        append(output, tokens);
        end(output, StopReason::Length);
    }
    cell_->resize(qRound(points * 40), cell_->minimumSizeHint().height());
    QCoreApplication::processEvents();
    for (int output = 0; output < outputs; ++output) {
        const auto* text = cell_->text(output);
        std::set<int> whole; // the tops of lines that are wholly in view
        for (int step = 0; step < text->stepCount(); ++step)
            for (const QRect& rectangle : text->tokenRectangles(step))
                if (text->viewport()->rect().contains(rectangle))
                    whole.insert(rectangle.top());
        QCOMPARE(static_cast<int>(whole.size()), lines);
    }
    QVERIFY(cell_->sparkline()->isVisible());
}

void TestStrategyCell::departuresComeIntoView()
{
    cell_->resize(300, cell_->minimumSizeHint().height());
    append(0, std::vector<TokenId>(200));
    QCoreApplication::processEvents();
    cell_->text(0)->setDeparture(3);
    const auto* text = cell_->text(0);
    const auto isInView = [text] {
        return text->viewport()->rect().contains(text->tokenRectangles(3).first());
    };
    QVERIFY(!isInView());
    cell_->showDepartures();
    QVERIFY(isInView());
}

void TestStrategyCell::finishedTextShowsItsBeginning()
{
    cell_->resize(300, cell_->minimumSizeHint().height());
    start(3);
    for (int output = 0; output < 3; ++output)
        append(output, std::vector<TokenId>(200));
    QCoreApplication::processEvents();
    const auto bar = [this](int output) { return cell_->text(output)->verticalScrollBar(); };
    QVERIFY(bar(0)->maximum() > 0);
    QCOMPARE(bar(0)->value(), bar(0)->maximum()); // followed as it came
    cell_->text(1)->setDeparture(120);
    bar(2)->setValue(bar(2)->maximum() / 2); // somebody reads there
    const int read = bar(2)->value();

    cell_->finish();
    QCOMPARE(bar(0)->value(), 0);
    const auto* departing = cell_->text(1);
    QVERIFY(departing->viewport()->rect().contains(departing->tokenRectangles(120).first()));
    QCOMPARE(bar(2)->value(), read);

    cell_->resize(150, cell_->height()); // as beside a step's panel
    QCoreApplication::processEvents();
    QCOMPARE(bar(0)->value(), 0);
}

LOGITSCOPE_TEST(TestStrategyCell)
#include "tst_strategy_cell.moc"
