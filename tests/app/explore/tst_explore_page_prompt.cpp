// The tokens of the prompt on the Explore page: how well the model expected them, and what each
// would have come from, compared with numpy's scores and the model's own logits.
#include "app/explore/selection_line.h"
#include "core/generation/score.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/core/generation/plain_run.h"
#include "tests/test_program.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/slider_box.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimer>

using namespace logitscope;

class ExplorePagePromptTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void cleanup() { hands_.reset(); }

    void scoresAreNumpys();
    void scoresComeAgain();
    void aLongPromptIsScoredAfterTheRun();
    void aTokenShowsWhatItWouldHaveComeFrom();
    void aCandidateThereIsNotPicked();
    void theFirstTokenComesOutOfNothing();
    void keysGoFromTheContinuationToThePrompt();
    void aSelectionSaysItsPerplexity();
    void anEmptyPromptHasNoTokensToPick();

private:
    const TokenDocument& shown() { return hands_->page().text()->tokens(); }

    QString caption() { return hands_->page().stepPanel()->findChild<ElidedLabel*>()->text(); }

    bool generate(const QString& prompt, int tokens);
    bool isScored(); // all but the first
    bool select(int index);
    void compareWith(const QJsonObject& golden);

    QJsonArray goldens_;
    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePagePromptTest::initTestCase()
{
    QFile file(LOGITSCOPE_TEST_DATA "/prompt_score_goldens.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    goldens_ = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
    QVERIFY(goldens_.size() > 3);
}

void ExplorePagePromptTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
}

bool ExplorePagePromptTest::generate(const QString& prompt, int tokens)
{
    hands_->controls().prompt()->setPlainText(prompt);
    hands_->controls().tokens()->setValue(tokens);
    QTest::mouseClick(hands_->controls().generateButton(), Qt::LeftButton);
    return hands_->waitForTheEnd() && hands_->document().size() == tokens;
}

bool ExplorePagePromptTest::isScored()
{
    for (int index = shown().firstIndex() + 1; index < 0; ++index)
        if (!shown().score(index))
            return false;
    return shown().promptCount() > 0;
}

// True when the chart shows it.
bool ExplorePagePromptTest::select(int index)
{
    hands_->clickToken(index);
    return QTest::qWaitFor([&] {
        return hands_->document().selected() == index && hands_->document().distribution();
    });
}

void ExplorePagePromptTest::compareWith(const QJsonObject& golden)
{
    const auto scores = golden["scores"].toArray();
    const auto tokens = golden["tokens"].toArray();
    QCOMPARE(shown().promptCount(), static_cast<int>(tokens.size()));
    QTRY_VERIFY(isScored());
    QVERIFY(!shown().score(shown().firstIndex()));
    std::vector<TokenScore> all;
    for (int i = 0; i < tokens.size(); ++i) {
        const int index = shown().firstIndex() + i;
        QCOMPARE(shown().promptToken(index).token, tokens[i].toInt());
        if (i == 0)
            continue;
        const auto expected = scores[i - 1].toObject();
        const auto found = shown().score(index).value();
        all.push_back(found);
        QCOMPARE(found.token, tokens[i].toInt());
        const double probability = expected["probability"].toDouble();
        QVERIFY(std::abs(found.probability / probability - 1.0) < 1e-4);
        QVERIFY(std::abs(found.surprisal() - expected["surprisal"].toDouble()) < 1e-4);
        QVERIFY(std::abs(found.entropy - expected["entropy"].toDouble()) < 1e-4);
        if (expected["nearest"].toDouble() > 1e-4)
            QCOMPARE(found.rank, expected["rank"].toInt());
    }
    if (!all.empty())
        QVERIFY(std::abs(perplexityOf(all)->low / golden["perplexity"].toDouble() - 1.0) < 1e-4);
}

// Of the prompt as it is typed, and when it has been continued.
void ExplorePagePromptTest::scoresAreNumpys()
{
    for (const auto& golden : goldens_) {
        const auto prompt = golden.toObject()["prompt"].toString();
        hands_->controls().prompt()->setPlainText(prompt);
        QTRY_COMPARE(hands_->shown(), prompt);
        compareWith(golden.toObject());
        QVERIFY(generate(prompt, 3));
        QCOMPARE(shown().stepCount(), 3);
        compareWith(golden.toObject());
    }
}

// No file has them.
void ExplorePagePromptTest::scoresComeAgain()
{
    const auto golden = goldens_[1].toObject();
    const auto other = goldens_[2].toObject();
    QVERIFY(generate(golden["prompt"].toString(), 12));
    QTRY_VERIFY(isScored());
    const auto state = hands_->page().state();
    QVERIFY(generate(other["prompt"].toString(), 2)); // forgets them
    compareWith(other);
    hands_->page().open(state);
    QCOMPARE(shown().stepCount(), 12);
    compareWith(golden);

    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    hands_->page().open(state);
    QVERIFY(!isScored()); // the model has read nothing yet
    compareWith(golden);
    hands_->press(QKeySequence::Undo); // back to the prompt of before
    QTRY_COMPARE(shown().stepCount(), 0);
    QTRY_VERIFY(isScored());
    hands_->press(QKeySequence::Redo);
    compareWith(golden);
}

// Generate doesn't wait for its scores.
void ExplorePagePromptTest::aLongPromptIsScoredAfterTheRun()
{
    QString prompt = "The old house";
    for (int i = 0; i < 60; ++i)
        prompt += QString(" and %1 ships").arg(i);
    QVERIFY(generate(prompt, 5));
    QTRY_VERIFY(isScored());
    const auto tokens = hands_->run().promptTokens;
    GenerationService service;
    GenerationClient client(service);
    const auto all = score(client, bundledModel(), tokens).value();
    QCOMPARE(tokens.size(), std::size_t(shown().promptCount()));
    for (std::size_t i = 0; i < all.size(); ++i)
        QVERIFY(shown().score(static_cast<int>(i) + 1 + shown().firstIndex()) == all[i]);
}

void ExplorePagePromptTest::aTokenShowsWhatItWouldHaveComeFrom()
{
    QVERIFY(generate("Once upon a time", 6));
    const auto prompt = hands_->run().promptTokens;
    QCOMPARE(prompt.size(), std::size_t{4});
    for (const int index : {-1, -3, -2}) {
        QVERIFY(select(index));
        const auto place = prompt.size() + std::size_t(index);
        const auto logits = logitsAfter({prompt.begin(), prompt.begin() + std::ptrdiff_t(place)});
        compareChart(hands_->chart(), logits, hands_->settings());
        QVERIFY(!hands_->chart().randomNumberMark());
        const auto rows = hands_->chart().rows();
        const auto chosen = std::ranges::find(rows, true, &ChartRow::chosen);
        QVERIFY(chosen != rows.end());
        QCOMPARE(chosen->token, prompt[place]);
        const auto score = shown().score(index).value();
        QCOMPARE(chosen->rank, score.rank);
        QVERIFY(std::abs(chosen->model - score.probability) < 1e-12);
        QCOMPARE(caption(), QString("Prompt token %1: %2 · rank %3 · %4 bits")
                                .arg(place + 1)
                                .arg(chosen->label)
                                .arg(QLocale(QLocale::English).toString(score.rank + 1))
                                .arg(score.surprisal(), 0, 'f', 1));
        QVERIFY(!hands_->chart().accessibleDescription().contains("Sampled"));
    }
    // The sliders shape it.
    const auto logits = logitsAfter({prompt.begin(), prompt.begin() + 2});
    hands_->controls().sampler()->temperature()->slider()->setValue(300);
    QTRY_VERIFY(std::abs(hands_->chart().rows().front().sampling -
                         Distribution::rank(logits)->shape(hands_->settings()).probability(0)) <
                1e-12);
    compareChart(hands_->chart(), logits, hands_->settings());
    // A step after it has its number again.
    QVERIFY(select(2));
    QVERIFY(caption().startsWith("Step 3:"));
    QVERIFY(hands_->chart().accessibleDescription().contains("Sampled"));
}

void ExplorePagePromptTest::aCandidateThereIsNotPicked()
{
    QVERIFY(generate("Once upon a time", 6));
    QVERIFY(select(-2));
    const auto state = hands_->page().state();
    const auto rows = hands_->visibleRows();
    QVERIFY(rows.size() > 5);
    hands_->clickRow(rows[4].second);
    hands_->page().choose(rows[3].first); // as a row of the ledger
    QVERIFY(!hands_->page().canFork());
    hands_->page().continueFromHere();
    hands_->page().compareWaysFromHere();
    QVERIFY(!hands_->page().isRunning());
    QVERIFY(hands_->page().state().run.branches == state.run.branches);
    QVERIFY(select(2)); // there one is
    QVERIFY(hands_->page().canFork());
    const auto next = hands_->visibleRows();
    const auto& other = next[next[3].first == hands_->tokens()[2] ? 4 : 3];
    hands_->clickRow(other.second);
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(hands_->run().branches.size(), std::size_t{2});
}

void ExplorePagePromptTest::theFirstTokenComesOutOfNothing()
{
    QVERIFY(generate("Once upon a time", 6));
    hands_->clickToken(-4);
    QCOMPARE(caption(), QString("Prompt token 1: Once"));
    QVERIFY(hands_->chart().rows().empty());
    QVERIFY(hands_->chart().accessibleDescription().startsWith("Nothing comes before"));
    QCOMPARE(hands_->page().stepPanel()->entropyChart()->stepCount(), 6);
    hands_->controls().sampler()->temperature()->slider()->setValue(300); // nothing to shape
    bool isFramePast = false; // which was asked for before
    QTimer::singleShot(0, this, [&] { isFramePast = true; });
    QTRY_VERIFY(isFramePast);
    QVERIFY(hands_->chart().rows().empty());
    QVERIFY(select(-3));
    QVERIFY(!hands_->chart().rows().empty());
}

void ExplorePagePromptTest::keysGoFromTheContinuationToThePrompt()
{
    hands_->controls().prompt()->setPlainText("Once upon a time");
    QTRY_VERIFY(hands_->document().hasNext() && hands_->shown() == "Once upon a time");
    auto* text = hands_->page().text();
    QTest::keyClick(text, Qt::Key_Left); // from what comes next
    QTRY_VERIFY(caption().startsWith("Prompt token 4"));
    QTest::keyClick(text, Qt::Key_Right);
    QTRY_COMPARE(caption(), QString("Step 1: not sampled yet"));
    QVERIFY(generate("Once upon a time", 3));
    QTest::keyClick(text, Qt::Key_Home);
    QCOMPARE(text->selected(), 0);
    QTest::keyClick(text, Qt::Key_Left);
    QCOMPARE(text->selected(), -1);
    QCOMPARE(hands_->document().selected(), -1);
    QTest::keyClick(text, Qt::Key_Home);
    QCOMPARE(text->selected(), -4);
    QTest::keyClick(text, Qt::Key_Left); // there is none before
    QCOMPARE(text->selected(), -4);
    QTest::keyClick(text, Qt::Key_End);
    QCOMPARE(text->selected(), 2);
}

void ExplorePagePromptTest::aSelectionSaysItsPerplexity()
{
    QVERIFY(generate("Once upon a time", 6));
    QTRY_VERIFY(isScored());
    auto* text = hands_->page().text();
    const auto* line = hands_->page().findChild<SelectionLine*>();
    QVERIFY(!line->isVisible());
    // What numpy and the model say of the tokens [first, last) of all.
    const auto all = hands_->document().textBefore(6);
    const auto said = [&](int first, int last, const QString& tokens) {
        long double nats = 0.0L;
        for (int i = std::max(first, 1); i < last; ++i) {
            const auto logs = logSoftmax(logitsAfter({all.begin(), all.begin() + i}));
            nats -= logs[static_cast<std::size_t>(all[static_cast<std::size_t>(i)])];
        }
        const auto mean = static_cast<double>(nats / (last - std::max(first, 1)));
        const double perplexity = std::exp(mean);
        return QString("%1 · perplexity %2 · %3 bits a token")
            .arg(tokens)
            .arg(perplexity, 0, 'f', perplexity < 100.0 ? 2 : 0)
            .arg(mean / std::log(2.0), 0, 'f', 2);
    };
    const auto mark = [&](int begin, int end) {
        QTextCursor cursor(text->document());
        cursor.setPosition(begin);
        cursor.setPosition(end, QTextCursor::KeepAnchor);
        text->setTextCursor(cursor);
    };
    mark(text->span(-3).begin + 2, text->span(1).begin + 1); // parts of the first and the last
    QVERIFY(line->isVisible());
    QCOMPARE(line->text(), said(1, 6, "5 tokens selected"));
    mark(text->span(-1).begin, text->span(-1).end);
    QCOMPARE(line->text(), said(3, 4, "1 token selected"));
    text->setFocus();
    QTest::keySequence(text, QKeySequence::SelectAll);
    QCOMPARE(line->text(), said(0, 10, "10 tokens selected, 9 scored"));
    hands_->fixture().window().resize(hands_->fixture().window().size() + QSize(200, 50));
    QTRY_COMPARE(line->width(), text->viewport()->width() - 6);
    QCOMPARE(line->geometry().bottom(), text->viewport()->geometry().bottom() - 3);
    mark(0, 1);
    QCOMPARE(line->text(), QString("1 token selected · without a score"));
    mark(5, 5);
    QVERIFY(!line->isVisible());
    QVERIFY(line->text().isEmpty());
}

// The token that stands for it is not text.
void ExplorePagePromptTest::anEmptyPromptHasNoTokensToPick()
{
    QVERIFY(generate("", 2));
    QCOMPARE(hands_->run().promptTokens.size(), std::size_t{1});
    QCOMPARE(shown().promptCount(), 0);
    QTest::keyClick(hands_->page().text(), Qt::Key_Home);
    QTest::keyClick(hands_->page().text(), Qt::Key_Left);
    QCOMPARE(hands_->page().text()->selected(), 0);
}

LOGITSCOPE_TEST(ExplorePagePromptTest)
#include "tst_explore_page_prompt.moc"
