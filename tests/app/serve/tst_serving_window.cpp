// The Serve page among the others.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/serve/request_details.h"
#include "app/serve/request_table.h"
#include "app/serve/serve_controls.h"
#include "app/serve/serve_page.h"
#include "core/sampling/dice.h"
#include "http_question.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace logitscope;
using namespace logitscope::fixtures;

class ServingWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void thePageIsRemembered();
    void whatMakesNoSenseThereRests();
    void servesOnWhileOtherPagesAreShown();
    void requestsAndTheWindowKeepApart();
    void aRequestOpensInExplore();
    void oneOfSeveralPromptsOpensInExplore();
    void escapeDoesNotStopIt();
    void closesWhileStreaming();

private:
    static ServePage& page(WindowFixture& fixture) { return *fixture.window().servePage(); }

    static bool serve(WindowFixture& fixture)
    {
        page(fixture).controls()->portBox()->setValue(0);
        page(fixture).start();
        return page(fixture).isServing();
    }

    static QAction* action(WindowFixture& fixture, const QString& menu, const QString& text)
    {
        for (auto* top : fixture.window().menuBar()->actions())
            if (top->text() == menu)
                for (auto* entry : top->menu()->actions())
                    if (entry->text().startsWith(text))
                        return entry;
        return nullptr;
    }
};

void ServingWindowTest::thePageIsRemembered()
{
    WindowFixture fixture;
    fixture.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
    QTest::keyClick(&fixture.window(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(fixture.window().page(), MainWindow::Serve);
    QVERIFY(page(fixture).isVisible());
    fixture.restart();
    QCOMPARE(fixture.window().page(), MainWindow::Serve);
    QVERIFY(!page(fixture).isServing());
}

void ServingWindowTest::whatMakesNoSenseThereRests()
{
    WindowFixture fixture;
    const auto canBePressed = [&](const QString& menu, const QString& text) {
        return action(fixture, menu, text)->isEnabled();
    };
    fixture.window().showPage(MainWindow::Serve);
    for (const auto* text : {"&Generate", "&Step"})
        QVERIFY(!canBePressed("&Run", text));
    for (const auto* text : {"&Export", "&Copy figure"})
        QVERIFY(!canBePressed("&File", text));
    QVERIFY(canBePressed("&Run", "&Clear"));
    QVERIFY(canBePressed("&File", "Open &run"));
    fixture.window().showPage(MainWindow::Compare);
    QVERIFY(canBePressed("&Run", "&Generate"));
    QVERIFY(!canBePressed("&Run", "&Step"));
    QVERIFY(canBePressed("&File", "&Export"));
    fixture.window().showPage(MainWindow::Explore);
    QVERIFY(canBePressed("&Run", "&Step"));
}

void ServingWindowTest::servesOnWhileOtherPagesAreShown()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    QVERIFY(serve(fixture));
    fixture.window().showPage(MainWindow::Compare);
    const HttpQuestion question(page(fixture).port(), R"({"prompt": "a", "max_tokens": 2})");
    QTRY_COMPARE(question.status(), 200);
    QTRY_COMPARE(page(fixture).log().size(), 1);

    const auto marked = [&] {
        for (const auto* button : fixture.window().findChildren<QAbstractButton*>())
            if (button->text() == "Serve")
                return !button->accessibleDescription().isEmpty();
        return false;
    };
    QVERIFY(marked());
    page(fixture).stop();
    QVERIFY(!marked());
}

void ServingWindowTest::requestsAndTheWindowKeepApart()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    const QByteArray body = R"({"prompt": "Once upon a time", "max_tokens": 12, "seed": 5})";
    QVERIFY(serve(fixture));
    const HttpQuestion before(page(fixture).port(), body);
    QTRY_VERIFY(before.isOver());

    const SamplerChain settings = basicChain({.temperature = 0.3, .topK = 2});
    fixture.controls().sampler()->setSettings(settings);
    QVERIFY(fixture.generate("The king", 8, 77));
    const auto text = fixture.page().text()->plainText();
    const HttpQuestion after(page(fixture).port(), body);
    QTRY_VERIFY(after.isOver());
    QVERIFY(!before.text().isEmpty());
    QCOMPARE(after.text(), before.text());

    QCOMPARE(fixture.page().text()->plainText(), text);
    QCOMPARE(fixture.controls().settledRequest().prompt, std::string("The king"));
    QCOMPARE(fixture.controls().sampler()->settings(), settings);
    QVERIFY(fixture.generate("The king", 8, 77));
    QCOMPARE(fixture.page().text()->plainText(), text);
}

void ServingWindowTest::aRequestOpensInExplore()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    fixture.window().showPage(MainWindow::Serve);
    QVERIFY(serve(fixture));
    const HttpQuestion question(
        page(fixture).port(),
        R"({"prompt": "The old house", "max_tokens": 7, "seed": 5, "n": 2, "top_p": 0.9})");
    QTRY_VERIFY(question.isOver());
    QTRY_COMPARE(page(fixture).log().size(), 1);
    QTRY_VERIFY(page(fixture).log().record(0).isOver());
    page(fixture).table()->selectRow(0);
    QVERIFY(page(fixture).details()->openButton()->isVisible());
    page(fixture).details()->openButton()->click();

    QCOMPARE(fixture.window().page(), MainWindow::Explore);
    const auto& document = fixture.page().document();
    QCOMPARE(document.run().branches.size(), std::size_t{2});
    QCOMPARE(document.run().promptTokens,
             bundledModel()->tokenizer.encode("The old house").value());
    for (const std::size_t branch : {0U, 1U}) {
        fixture.page().showBranch(branch);
        QCOMPARE(fixture.page().text()->plainText(),
                 "The old house" + question.text(static_cast<int>(branch)));
        QCOMPARE(document.step(3).u, Dice(5, branch).roll(3));
    }
    QCOMPARE(fixture.controls().sampler()->settings().value(StageKind::TopP), 0.9);
    QTRY_VERIFY(document.distribution());
}

// A menu asks which of them.
void ServingWindowTest::oneOfSeveralPromptsOpensInExplore()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    fixture.window().showPage(MainWindow::Serve);
    QVERIFY(serve(fixture));
    const HttpQuestion question(
        page(fixture).port(),
        R"({"prompt": ["The old house", "A & B", "  "], "max_tokens": 4, "seed": 5, "n": 2})");
    QTRY_VERIFY(question.isOver());
    QTRY_COMPARE(page(fixture).log().size(), 1);
    QTRY_VERIFY(page(fixture).log().record(0).isOver());
    page(fixture).table()->selectRow(0);
    const auto* menu = page(fixture).details()->openButton()->menu();
    QVERIFY(menu);
    QStringList texts;
    for (const auto* action : menu->actions())
        texts << action->text();
    QCOMPARE(texts, (QStringList{"The old house", "A && B", "(white space)"}));
    menu->actions()[1]->trigger();

    QCOMPARE(fixture.window().page(), MainWindow::Explore);
    const auto& document = fixture.page().document();
    QCOMPARE(document.run().promptTokens, bundledModel()->tokenizer.encode("A & B").value());
    QCOMPARE(document.run().branches.size(), std::size_t{2});
    for (const std::size_t branch : {0U, 1U}) {
        fixture.page().showBranch(branch);
        QCOMPARE(fixture.page().text()->plainText(),
                 "A & B" + question.text(static_cast<int>(branch) + 2));
        QCOMPARE(document.step(3).u, Dice(5, branch).roll(3));
    }
}

void ServingWindowTest::escapeDoesNotStopIt()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    fixture.window().showPage(MainWindow::Serve);
    QVERIFY(serve(fixture));
    fixture.window().showMessage("Something.");
    QVERIFY(!page(fixture).message()->isHidden());
    action(fixture, "&Run", "St&op")->trigger();
    QVERIFY(page(fixture).message()->isHidden());
    QVERIFY(page(fixture).isServing());
}

void ServingWindowTest::closesWhileStreaming()
{
    auto fixture = std::make_unique<WindowFixture>();
    QVERIFY(fixture->openBundledModel());
    QVERIFY(serve(*fixture));
    const HttpQuestion question(page(*fixture).port(),
                                R"({"prompt": "a", "max_tokens": 500, "n": 8, "stream": true})");
    QTRY_VERIFY(question.answer().contains("data: "));
    QVERIFY(fixture->window().close());
    fixture.reset();
    QTRY_VERIFY(question.isOver());
}

LOGITSCOPE_TEST(ServingWindowTest)
#include "tst_serving_window.moc"
