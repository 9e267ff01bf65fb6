// What a screen reader and a keyboard get of every page: each part has a name, a role and, where it
// has one, a value; what is painted has parts with its numbers; Tab goes through all and comes
// back.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/player.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/tally_view.h"
#include "app/explore/text_panel.h"
#include "app/learn/learn_page.h"
#include "app/learn/lesson_bar.h"
#include "app/models/models_page.h"
#include "app/serve/request_table.h"
#include "app/serve/room_controls.h"
#include "app/serve/serve_controls.h"
#include "app/serve/serve_page.h"
#include "core/lesson/lesson_library.h"
#include "core/sampling/percent.h"
#include "core/text/token_label.h"
#include "tests/app/serve/http_question.h"
#include "tests/test_program.h"
#include "widgets/chart/butterfly_plot.h"
#include "widgets/chart/cutoff_chart.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/chart/draws_plot.h"
#include "widgets/chart/draws_view.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/two_chains.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/live_region.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QButtonGroup>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>
#include <QUndoStack>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <set>
#include <span>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using Read = std::function<void(QAccessibleInterface&)>;

constexpr int enoughOfAList = 60; // of thousands of the same kind

void readAll(QAccessibleInterface& part, const Read& read)
{
    if (!part.isValid() || part.state().invisible)
        return;
    read(part);
    const int count = part.childCount();
    for (int child = 0; child < std::min(count, enoughOfAList); ++child)
        if (auto* found = part.child(child))
            readAll(*found, read);
}

QString nameOf(QAccessibleInterface& part)
{
    return part.text(QAccessible::Name);
}

QString whereIs(QAccessibleInterface& part)
{
    QStringList path;
    for (auto* each = &part; each && path.size() < 4; each = each->parent()) {
        const auto* object = each->object();
        path.prepend(object ? object->metaObject()->className()
                            : QStringLiteral("item of %1").arg(each->role()));
    }
    return path.join(" > ");
}

bool isOperated(QAccessibleInterface& part)
{
    static const std::set<QAccessible::Role> roles{
        QAccessible::Button,   QAccessible::ButtonMenu,   QAccessible::ButtonDropDown,
        QAccessible::CheckBox, QAccessible::RadioButton,  QAccessible::ComboBox,
        QAccessible::Slider,   QAccessible::SpinBox,      QAccessible::EditableText,
        QAccessible::PageTab,  QAccessible::ListItem,     QAccessible::List,
        QAccessible::Table,    QAccessible::Tree,         QAccessible::Cell,
        QAccessible::TreeItem, QAccessible::ColumnHeader, QAccessible::Chart,
        QAccessible::Graphic,  QAccessible::ProgressBar,  QAccessible::MenuItem};
    return part.state().focusable || roles.contains(part.role());
}

QAccessibleInterface& interfaceOf(QWidget* widget)
{
    return *QAccessible::queryAccessibleInterface(widget);
}

QString nameIn(QWidget* widget)
{
    auto& part = interfaceOf(widget);
    return QStringLiteral("%1 \"%2\"").arg(widget->metaObject()->className(), nameOf(part));
}

// In the window; in the place of what a scroll area has, the area, if the other one is outside.
QRect placeBeside(QWidget* widget, QWidget* other)
{
    auto* outer = widget;
    for (auto* each = widget; each; each = each->parentWidget())
        if (qobject_cast<QScrollArea*>(each) && !each->isAncestorOf(other))
            outer = each;
    return {outer->mapTo(outer->window(), QPoint()), outer->size()};
}

// "sampling probability 12.3%" -> 0.123; nothing where the text doesn't say it.
std::optional<double> percentBehind(const QString& words, const QString& text)
{
    const QRegularExpression pattern(words + " ([0-9.e+-]+)%");
    const auto match = pattern.match(text);
    return match.hasMatch() ? std::optional(match.captured(1).toDouble() / 100.0) : std::nullopt;
}

// As it is said: in three digits, small ones in two.
bool isAbout(double said, double value)
{
    return std::abs(said - value) <= (value < 0.01 ? 0.051 : 0.0051) * value;
}

// The definition, by hand.
std::vector<double> softmax(std::span<const float> logits)
{
    std::vector<double> weights(logits.begin(), logits.end());
    const double most = *std::ranges::max_element(weights);
    for (double& weight : weights)
        weight = std::exp(weight - most);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights)
        weight /= sum;
    return weights;
}

TokenId tokenIn(const QString& text)
{
    static const QRegularExpression pattern("token (\\d+)");
    return pattern.match(text).captured(1).toInt();
}

QStringList saidBy(const QSignalSpy& spy)
{
    QStringList all;
    for (const auto& arguments : spy)
        all << arguments.front().toString();
    return all;
}

// What is wrong with a part; empty: nothing.
QString wrongWith(QAccessibleInterface& part)
{
    if (!isOperated(part) || part.role() == QAccessible::Separator)
        return {};
    const auto name = nameOf(part).trimmed();
    const auto* object = part.object();
    const QString className = object ? object->metaObject()->className() : "";
    if (name.isEmpty() && part.text(QAccessible::Value).isEmpty())
        return "no name";
    if (object && (name == className || "logitscope::" + name == className))
        return "its class for a name";
    const auto role = part.role();
    const bool scrolls = qobject_cast<const QScrollArea*>(object); // Qt's have no other role
    if (role == QAccessible::NoRole || role == QAccessible::Window ||
        (role == QAccessible::Client && !scrolls))
        return "no role";
    if (role == QAccessible::Slider || role == QAccessible::SpinBox) {
        auto* value = part.valueInterface();
        if (!value)
            return "no value";
    }
    return {};
}

struct Parts
{
    int seen = 0;
    QStringList wrong;
};

Parts readPartsOf(QWidget& widget)
{
    Parts parts;
    readAll(interfaceOf(&widget), [&parts](QAccessibleInterface& part) {
        ++parts.seen;
        const auto what = wrongWith(part);
        if (!what.isEmpty())
            parts.wrong << QStringLiteral("%1 (%2, \"%3\"): %4")
                               .arg(what)
                               .arg(part.role())
                               .arg(nameOf(part), whereIs(part));
    });
    return parts;
}

} // namespace

class AccessibilityTest : public QObject
{
    Q_OBJECT

private slots:
    void everyPartIsNamed_data();
    void everyPartIsNamed();
    void everyPartOfADialogIsNamed_data();
    void everyPartOfADialogIsNamed();

    void rowsSayTheirNumbers();
    void theMatrixIsATable();
    void theLedgersCellsHaveTexts();
    void theStripIsASlider();
    void theEntropiesAreASlider();
    void tabGoesThroughAll_data();
    void tabGoesThroughAll();
    void newTokensAreSaid();
    void aPlayedTextIsSaid();
    void theEndOfAComparisonIsSaid();

private:
    static void put(WindowFixture& fixture, const QByteArray& scene);
    static void scenes();
};

void AccessibilityTest::everyPartIsNamed_data()
{
    scenes();
}

void AccessibilityTest::tabGoesThroughAll_data()
{
    scenes();
}

void AccessibilityTest::scenes()
{
    QTest::addColumn<int>("page");
    for (const auto* scene : {"Explore", "ledger", "two chains", "draws", "branches", "playing",
                              "asked", "revealed", "lesson", "presenting"})
        QTest::newRow(scene) << int(MainWindow::Explore);
    for (const auto* scene : {"Compare", "comparison of a step"})
        QTest::newRow(scene) << int(MainWindow::Compare);
    for (const auto* scene : {"Serve", "requests and a room"})
        QTest::newRow(scene) << int(MainWindow::Serve);
    QTest::newRow("Models") << int(MainWindow::Models);
    QTest::newRow("Learn") << int(MainWindow::Learn);
}

// Of what a row of the data is about.
void AccessibilityTest::put(WindowFixture& fixture, const QByteArray& scene)
{
    auto& window = fixture.window();
    auto& explore = fixture.page();
    window.resize(1280, 800);
    QVERIFY(fixture.openBundledModel());
    QVERIFY(fixture.generate("The sea", 8));
    auto& panel = *explore.stepPanel();
    if (scene == "ledger")
        panel.setView(StepPanel::View::Ledger);
    else if (scene == "two chains")
        panel.setView(StepPanel::View::TwoChains);
    else if (scene == "draws")
        panel.setView(StepPanel::View::Draws);
    else if (scene == "branches") {
        explore.text()->setFocus();
        QTest::keyClick(explore.text(), Qt::Key_Home);
        QSignalSpy finished(&explore, &ExplorePage::runFinished);
        explore.continueDifferently();
        QVERIFY(finished.wait(60'000));
    } else if (scene == "playing") {
        explore.play();
    } else if (scene == "asked" || scene == "revealed") {
        explore.ask({}, 3);
        explore.predictions()->entry()->setText("water");
        QTest::keyClick(explore.predictions()->entry(), Qt::Key_Return);
        if (scene == "revealed")
            explore.reveal();
    } else if (scene == "presenting") {
        window.setPresenting(true);
    } else if (scene == "lesson") {
        const auto lessons = listLessons(bundledLessonFolder(), {});
        QVERIFY(window.openLesson(QString::fromStdString(lessons.front().file.string()), false));
    } else if (scene.startsWith("Compare") || scene == "comparison of a step") {
        auto& compare = *window.comparePage();
        window.showPage(MainWindow::Compare);
        QTest::keyClicks(compare.controls()->prompt(), "The sea");
        compare.controls()->tokens()->setValue(6);
        QSignalSpy finished(&compare, &ComparePage::runFinished);
        QTest::mouseClick(compare.controls()->generateButton(), Qt::LeftButton);
        QVERIFY(finished.wait(60'000));
        if (scene == "comparison of a step") {
            auto* text = compare.grid()->cells().front()->text(0);
            text->setFocus();
            QTest::keyClick(text, Qt::Key_Home);
            QTRY_VERIFY(compare.stepComparison()->findChild<CutoffChart*>()->matrix());
        }
    } else if (scene == "requests and a room") {
        auto& serve = *window.servePage();
        serve.controls()->portBox()->setValue(0);
        serve.start();
        QVERIFY(serve.isServing());
        HttpQuestion question(serve.port(), R"({"prompt":"The sea","max_tokens":4})");
        QTRY_VERIFY_WITH_TIMEOUT(question.isOver(), 30'000);
        QTRY_COMPARE(serve.log().size(), 1);
        serve.table()->selectRow(0);
        serve.roomControls()->portBox()->setValue(0);
        serve.openRoom(RoomHost::ThisComputer);
        QVERIFY(serve.room().isOpen());
    } else if (scene == "Models") {
        window.showPage(MainWindow::Models);
        QTRY_VERIFY(window.modelsPage()->isKnown());
    }
}

void AccessibilityTest::everyPartIsNamed()
{
    QFETCH(int, page);
    const QByteArray scene = QTest::currentDataTag();
    WindowFixture fixture;
    put(fixture, scene);
    if (QTest::currentTestFailed())
        return;
    auto& window = fixture.window();
    if (scene != "lesson")
        window.showPage(page);
    QCoreApplication::processEvents();
    const auto [seen, wrong] = readPartsOf(window);
    QVERIFY2(wrong.isEmpty(), qPrintable('\n' + wrong.join('\n')));
    QVERIFY(seen > 20);
}

void AccessibilityTest::everyPartOfADialogIsNamed_data()
{
    QTest::addColumn<int>("least"); // of its parts
    QTest::newRow("Keyboard shortcuts") << 20;
    QTest::newRow("Glossary") << 20;
    QTest::newRow("Export figure…") << 10;
    QTest::newRow("About Logitscope") << 5;
    QTest::newRow("Connect to a server…") << 12;
    QTest::newRow("Check the engine…") << 3;
}

void AccessibilityTest::everyPartOfADialogIsNamed()
{
    QFETCH(int, least);
    const auto title = QString::fromUtf8(QTest::currentDataTag());
    WindowFixture fixture;
    auto& window = fixture.window();
    QVERIFY(fixture.openBundledModel());
    QVERIFY(fixture.generate("The sea", 8));
    const auto actions = window.findChildren<QAction*>();
    const auto action = std::ranges::find(
        actions, title, [](const QAction* each) { return each->text().remove(u'&'); });
    QVERIFY(action != actions.end());
    (*action)->trigger();
    const auto dialog = [&window]() -> QDialog* {
        const auto all = window.findChildren<QDialog*>();
        const auto shown = std::ranges::find_if(all, &QDialog::isVisible);
        return shown == all.end() ? nullptr : *shown;
    };
    QTRY_VERIFY(dialog());
    const auto [seen, wrong] = readPartsOf(*dialog());
    QVERIFY2(wrong.isEmpty(), qPrintable('\n' + wrong.join('\n')));
    QVERIFY2(seen >= least, qPrintable(QString::number(seen)));
    QVERIFY(!dialog()->windowTitle().isEmpty());
}

// Of all charts of a step, the model's probabilities by the definition.
void AccessibilityTest::rowsSayTheirNumbers()
{
    WindowFixture fixture;
    put(fixture, "two chains");
    auto& explore = fixture.page();
    auto& panel = *explore.stepPanel();
    QTRY_VERIFY(!explore.document().logits().empty());
    const auto probabilities = softmax(explore.document().logits());
    const auto chosen = explore.document().step(7).token;

    auto* plot = panel.distributionChart()->findChild<DistributionPlot*>();
    auto& chart = interfaceOf(plot);
    const int listed = panel.distributionChart()->rowCount();
    QVERIFY(chart.childCount() == listed || chart.childCount() == listed + 1);
    int sampled = 0;
    for (int row = 0; row < chart.childCount(); ++row) {
        const auto name = nameOf(*chart.child(row));
        const auto token = tokenIn(name);
        const auto said = percentBehind("model probability", name);
        QVERIFY2(said && isAbout(*said, probabilities[static_cast<std::size_t>(token)]),
                 qPrintable(name));
        QVERIFY(row >= listed || name.contains(QStringLiteral("rank %1 ").arg(row + 1)));
        QCOMPARE(chart.child(row)->state().selected, token == chosen);
        QCOMPARE(name.endsWith("sampled"), token == chosen);
        sampled += token == chosen;
    }
    QCOMPARE(sampled, 1);

    auto& butterfly = interfaceOf(panel.twoChains()->findChild<ButterflyPlot*>());
    QVERIFY(butterfly.childCount() > 10);
    for (int row = 0; row < butterfly.childCount(); ++row) {
        const auto name = nameOf(*butterfly.child(row));
        const auto said = percentBehind("model probability", name);
        QVERIFY2(said && isAbout(*said, probabilities[static_cast<std::size_t>(tokenIn(name))]),
                 qPrintable(name));
    }

    panel.setView(StepPanel::View::Draws);
    auto& draws = interfaceOf(panel.draws()->findChild<DrawsPlot*>());
    double sum = 0.0; // of what all kept tokens get
    for (int row = 0; row < draws.childCount(); ++row)
        sum += percentBehind("sampling probability", nameOf(*draws.child(row))).value_or(-1.0);
    QVERIFY(draws.childCount() > 1 && isAbout(sum, 1.0));
}

void AccessibilityTest::theMatrixIsATable()
{
    WindowFixture fixture;
    put(fixture, "comparison of a step");
    auto& compare = *fixture.window().comparePage();
    auto* chart = compare.stepComparison()->findChild<CutoffChart*>();
    auto* table = interfaceOf(chart).tableInterface();
    QVERIFY(table);
    const auto& cells = compare.grid()->cells();
    QCOMPARE(table->columnCount(), static_cast<int>(cells.size()));
    QCOMPARE(table->rowCount(), static_cast<int>(chart->matrix()->rows().size()) + 1);
    for (int column = 0; column < table->columnCount(); ++column) {
        const auto name = QString::fromStdString(
            readableName(cells[static_cast<std::size_t>(column)]->strategy().name));
        QCOMPARE(table->columnDescription(column), name);
        QVERIFY(nameOf(*table->cellAt(0, column)).startsWith(name + " keeps "));
        double sum = 0.0;
        for (int row = 1; row < table->rowCount(); ++row) {
            const auto text = nameOf(*table->cellAt(row, column));
            QVERIFY2(text.startsWith(name + ": "), qPrintable(text));
            const auto kept = percentBehind("sampling probability", text);
            QVERIFY2(kept || text.contains("removed by"), qPrintable(text));
            sum += kept.value_or(0.0);
        }
        QVERIFY(sum > 0.0 && sum < 1.01);
    }

    // The arrow keys go through it.
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Home);
    QTest::keyClick(chart, Qt::Key_Down);
    QTest::keyClick(chart, Qt::Key_Right);
    QCOMPARE(interfaceOf(chart).focusChild(), table->cellAt(1, 1));
    QTest::keyClick(chart, Qt::Key_Up);
    QTest::keyClick(chart, Qt::Key_Up);
    QTest::keyClick(chart, Qt::Key_End);
    QTest::keyClick(chart, Qt::Key_Right);
    QCOMPARE(interfaceOf(chart).focusChild(), table->cellAt(0, table->columnCount() - 1));
}

void AccessibilityTest::theLedgersCellsHaveTexts()
{
    WindowFixture fixture;
    put(fixture, "ledger");
    auto& explore = fixture.page();
    QTRY_VERIFY(!explore.document().logits().empty());
    auto probabilities = softmax(explore.document().logits());
    std::ranges::sort(probabilities, std::greater());
    auto* table =
        interfaceOf(explore.stepPanel()->ledger()->findChild<QTableView*>()).tableInterface();
    QCOMPARE(table->rowCount(), static_cast<int>(probabilities.size()));
    int model = 0;
    while (table->columnDescription(model) != "Model")
        ++model;
    const auto chosen = explore.document().step(7);
    int sampled = 0;
    for (int row = 0; row < 40; ++row) {
        for (int column = 0; column < table->columnCount(); ++column)
            QVERIFY(!nameOf(*table->cellAt(row, column)).isEmpty());
        const auto said = nameOf(*table->cellAt(row, model)).chopped(1).toDouble() / 100.0;
        QVERIFY(isAbout(said, probabilities[static_cast<std::size_t>(row)]));
        if (nameOf(*table->cellAt(row, 1)).endsWith(", sampled"))
            sampled += row == chosen.rank ? 1 : 2;
    }
    QCOMPARE(sampled, chosen.rank < 40 ? 1 : 0);
}

void AccessibilityTest::theStripIsASlider()
{
    WindowFixture fixture;
    put(fixture, "Explore");
    auto* strip = fixture.page().stepPanel()->strip();
    auto* value = interfaceOf(strip).valueInterface();
    QVERIFY(value);
    const double u = fixture.page().document().step(7).u;
    QCOMPARE(value->currentValue().toDouble(), u);
    value->setCurrentValue(0.25);
    QCOMPARE(fixture.page().stepPanel()->askedU(), 0.25);
    QVERIFY(interfaceOf(strip).text(QAccessible::Value).startsWith("u = 0.25 would pick "));
    value->setCurrentValue(3);
    QVERIFY(*fixture.page().stepPanel()->askedU() < 1.0);
}

void AccessibilityTest::theEntropiesAreASlider()
{
    WindowFixture fixture;
    put(fixture, "Explore");
    auto* chart = fixture.page().stepPanel()->entropyChart();
    auto* value = interfaceOf(chart).valueInterface();
    QVERIFY(value);
    QCOMPARE(value->currentValue().toInt(), 8);
    QCOMPARE(value->maximumValue().toInt(), 8);
    value->setCurrentValue(3);
    QCOMPARE(fixture.page().document().selected(), 2);
    const auto bits = fixture.page().document().step(2).info.modelEntropy;
    QVERIFY(interfaceOf(chart)
                .text(QAccessible::Value)
                .startsWith(QStringLiteral("step 3 of 8: model entropy %1 bits")
                                .arg(QString::number(bits, 'f', 2))));
}

// In reading order: within a column down, then to the column at its right.
void AccessibilityTest::tabGoesThroughAll()
{
    QFETCH(int, page);
    const QByteArray scene = QTest::currentDataTag();
    WindowFixture fixture;
    put(fixture, scene);
    if (QTest::currentTestFailed())
        return;
    auto& window = fixture.window();
    if (scene != "lesson")
        window.showPage(page);
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QCoreApplication::processEvents();
    std::vector<QWidget*> order;
    if (!window.focusWidget())
        QTest::keyClick(&window, Qt::Key_Tab);
    const auto* first = window.focusWidget();
    for (int tabs = 0; tabs < 300; ++tabs) {
        auto* now = window.focusWidget();
        QVERIFY(now);
        if (tabs > 0 && now == first)
            break;
        order.push_back(now);
        // A text's links are gone through, then it is left.
        const int most = qobject_cast<QTextBrowser*>(now) ? 10 : 1;
        for (int link = 0; link < most && window.focusWidget() == now; ++link)
            QTest::keyClick(now, Qt::Key_Tab);
        QVERIFY2(window.focusWidget() != now, qPrintable("Tab stays in " + nameIn(now)));
    }
    QVERIFY2(order.size() < 300, "Tab never comes back");

    // Whatever takes the keyboard is reached; of a group of buttons, the chosen one.
    const std::set<QWidget*> reached(order.begin(), order.end());
    QStringList wrong;
    for (auto* widget : window.centralWidget()->findChildren<QWidget*>()) {
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool isAsked = widget->isVisible() && widget->isEnabled() && !widget->focusProxy() &&
                             (widget->focusPolicy() & Qt::TabFocus) && !(button && button->group());
        if (isAsked && !reached.contains(widget))
            wrong << "not reached: " + nameIn(widget);
    }
    // The switch of pages stands first, beside the menus; presenting, there is none.
    const auto isOfPage = [&](QWidget* widget) {
        return window.centralWidget()->isAncestorOf(widget);
    };
    auto begin = std::ranges::find_if_not(order, isOfPage);
    if (begin == order.end())
        begin = std::ranges::min_element(
            order, {}, [&](QWidget* widget) { return widget->mapTo(&window, QPoint()).y(); });
    std::ranges::rotate(order, begin);
    for (std::size_t i = 1; i < order.size(); ++i) {
        const auto before = placeBeside(order[i - 1], order[i]);
        const auto now = placeBeside(order[i], order[i - 1]);
        if (!isOfPage(order[i - 1]))
            continue;
        const bool isUp = now.bottom() < before.top() && now.left() <= before.left();
        const bool isBack = now.right() < before.left() && now.center().y() < before.bottom() &&
                            now.bottom() > before.top();
        if (isUp || isBack)
            wrong << QStringLiteral("%1, then %2 %3")
                         .arg(nameIn(order[i - 1]), isUp ? "above" : "left", nameIn(order[i]));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable('\n' + wrong.join('\n')));
    QVERIFY(order.size() > 3);
}

// All of them, and not one by one.
void AccessibilityTest::newTokensAreSaid()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    const QSignalSpy spy(fixture.page().text()->live(), &LiveRegion::said);
    QVERIFY(fixture.generate("The sea", 30));
    const auto said = [&] { return saidBy(spy).join(u' ').simplified(); };
    QTRY_VERIFY(said().contains("30 tokens"));
    const auto shown = fixture.page().text()->plainText().mid(QString("The sea").size());
    QVERIFY2(said().startsWith(shown.simplified()), qPrintable(said()));
    QVERIFY(spy.size() < 10);

    // Undone, redone or left for another branch, it is no news.
    const auto count = spy.size();
    fixture.page().commands()->undo();
    fixture.page().commands()->redo();
    QCOMPARE(fixture.page().text()->stepCount(), 30);
    QCOMPARE(spy.size(), count);
}

void AccessibilityTest::aPlayedTextIsSaid()
{
    WindowFixture fixture;
    put(fixture, "Explore");
    auto& page = fixture.page();
    page.text()->setFocus();
    QTest::keyClick(page.text(), Qt::Key_Home);
    page.play();
    page.player().pause();
    const QSignalSpy spy(page.text()->live(), &LiveRegion::said);
    page.player().moveBy(1);
    page.player().moveBy(1);
    const auto path = page.document().path();
    const auto token = [&](std::size_t step) {
        return QString::fromStdString(path[step]->step.bytes);
    };
    QTRY_COMPARE(saidBy(spy), QStringList{(token(0) + token(1)).trimmed()});
}

void AccessibilityTest::theEndOfAComparisonIsSaid()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& compare = *fixture.window().comparePage();
    fixture.window().showPage(MainWindow::Compare);
    compare.controls()->tokens()->setValue(3);
    QSignalSpy spy(compare.findChild<LiveRegion*>({}, Qt::FindDirectChildrenOnly),
                   &LiveRegion::said);
    QSignalSpy finished(&compare, &ComparePage::runFinished);
    QTest::mouseClick(compare.controls()->generateButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QCOMPARE(spy.size(), 1);
    const auto said = saidBy(spy).front();
    QVERIFY2(said.startsWith("Comparison: ") && said.endsWith("done"), qPrintable(said));
}

LOGITSCOPE_TEST(AccessibilityTest)
#include "tst_accessibility.moc"
