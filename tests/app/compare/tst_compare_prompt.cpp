// A comparison's prompt keeps its bytes and its token ids, on the page, in files and into Explore.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/run_files.h"
#include "core/generation/compare.h"
#include "core/run/comparison_json.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/token_count.h"
#include "window_fixture.h"

#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <nlohmann/json.hpp>

using namespace logitscope;

namespace
{

std::vector<TokenId> tokensIn(const Branch& row)
{
    std::vector<TokenId> tokens;
    for (const auto& step : stepsOf(row))
        tokens.push_back(step.token);
    return tokens;
}

// What the core alone makes of a request.
Run made(const CompareRequest& request)
{
    Run run{.model = "starter",
            .prompt = request.prompt,
            .promptTokens = request.promptTokens,
            .branches = rowsOf(request)};
    if (run.promptTokens.empty())
        run.promptTokens = tokensOf(*bundledModel(), request.prompt, request.special).value();
    for (auto& row : run.branches) {
        auto alone = drawAlone(bundledModel(), run.promptTokens, row.settings, row.seed,
                               request.tokens, row.stream);
        row.leaf = follow(nullptr, std::move(alone.steps));
        row.stopReason = alone.reason;
    }
    return run;
}

} // namespace

class ComparePromptTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void bytesArriveAndComeBack_data();
    void bytesArriveAndComeBack();
    void idsOfAFileStayTheRuns();
    void theTokensAreCounted();

private:
    ComparePage& page() { return *fixture_->window().comparePage(); }

    CompareControls& controls() { return *page().controls(); }

    void generate();
    void compareRows(const Run& expected);

    QTemporaryDir folder_;
    std::unique_ptr<WindowFixture> fixture_;
};

void ComparePromptTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
    fixture_->window().showPage(MainWindow::Compare);
    controls().tokens()->setValue(6);
}

void ComparePromptTest::generate()
{
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
}

void ComparePromptTest::compareRows(const Run& expected)
{
    const auto shown = page().shownRun();
    QCOMPARE(shown.prompt, expected.prompt);
    QCOMPARE(shown.promptTokens, expected.promptTokens);
    QCOMPARE(shown.branches.size(), expected.branches.size());
    for (std::size_t row = 0; row < expected.branches.size(); ++row)
        QCOMPARE(tokensIn(shown.branches[row]), tokensIn(expected.branches[row]));
}

void ComparePromptTest::bytesArriveAndComeBack_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::addRow("CR LF") << QByteArray("First line.\r\nSecond");
    QTest::addRow("PS") << QByteArray("First line.\xE2\x80\xA9Second");
    QTest::addRow("BOM") << QByteArray("\xEF\xBB\xBFHello");
    QTest::addRow("Latin-1") << QByteArray("caf\xE9 x");
}

void ComparePromptTest::bytesArriveAndComeBack()
{
    QFETCH(QByteArray, prompt);
    controls().prompt()->setPrompt(prompt.toStdString());
    generate();
    auto request = controls().request();
    request.strategies = page().grid()->strategies();
    const auto expected = made(request);
    compareRows(expected);

    for (const char* name : {"grid.json", "grid.png", "grid.svg"}) {
        QVERIFY(fixture_->window().runFiles()->exportTo(folder_.filePath(name)));
        controls().prompt()->setPrompt("Something else");
        QVERIFY(fixture_->window().runFiles()->open(folder_.filePath(name)));
        QCOMPARE(controls().settledRequest().prompt, prompt.toStdString());
        compareRows(expected);
    }

    auto* explore = fixture_->window().explorePage();
    QSignalSpy finished(explore, &ExplorePage::runFinished);
    for (auto* action : page().grid()->cells()[4]->menuButton()->menu()->actions()) {
        if (action->text().remove('&') == "Open in Explore")
            action->trigger();
    }
    QVERIFY(finished.wait(20'000));
    QCOMPARE(explore->controls()->settledRequest().prompt, prompt.toStdString());
    QCOMPARE(tokensIn(explore->shownRun().branches.front()), tokensIn(expected.branches[4]));
}

void ComparePromptTest::idsOfAFileStayTheRuns()
{
    std::vector<TokenId> letters;
    for (const char letter : std::string("the king"))
        letters.push_back(bundledModel()->tokenizer.encode(std::string(1, letter)).value().front());
    CompareRequest request{.prompt = "the king",
                           .strategies = page().grid()->strategies(),
                           .seed = 5,
                           .tokens = 6,
                           .promptTokens = letters};
    const auto expected = made(request);
    QFile file(folder_.filePath("run.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(rowsToJson(expected).dump()));
    file.close();

    QVERIFY(fixture_->window().runFiles()->open(file.fileName()));
    compareRows(expected);
    generate(); // again
    compareRows(expected);
}

void ComparePromptTest::theTokensAreCounted()
{
    controls().prompt()->setPrompt("In a world where");
    const auto tokens = bundledModel()->tokenizer.encode("In a world where").value().size();
    QTRY_VERIFY2(controls().promptFoot()->count()->text().startsWith(QString("%1 of").arg(tokens)),
                 qPrintable(controls().promptFoot()->count()->text()));
    controls().prompt()->setPrompt(std::string(5'000, 'a'));
    QTRY_VERIFY(controls().promptFoot()->count()->isComplaining());
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QVERIFY(page().message()->sentence().contains("512"));
    QVERIFY(!page().isRunning());
}

LOGITSCOPE_TEST(ComparePromptTest)
#include "tst_compare_prompt.moc"
