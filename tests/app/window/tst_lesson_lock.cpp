// What a lesson locks, and how it is left: nothing of what was there before is lost.
#include "app/compare/compare_page.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/learn/lesson_bar.h"
#include "app/learn/lesson_notes.h"
#include "app/learn/lesson_player.h"
#include "app/learn/lesson_text.h"
#include "app/learn/phrase_dialog.h"
#include "app/room/room_round.h"
#include "app/window/lesson_stage.h"
#include "app/window/model_opener.h"
#include "app/window/run_files.h"
#include "app/window/session_files.h"
#include "core/generation/prompt_tokens.h"
#include "core/run/session.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAction>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include <algorithm>

using namespace logitscope;

namespace
{

constexpr auto lockedLesson = R"(---
title: Locks
minutes: 5
---

## First

```scene
page: explore
prompt: Once upon a time
seed: 4
chain: temperature=0.7
tokens: 6
hide: chain, branches
lock: prompt, run, sliders, strategy, seed, candidates, pages, menus
done: tokens >= 1
```

Look at {{token(1)}}.

### Note

Nobody can do anything here.

## Second

```scene
hide: none
lock: prompt
done: tokens >= 3
```

Press Generate.
)";

// It locks nothing.
constexpr auto freeLesson = R"(---
title: Free
minutes: 5
---

## First

```scene
page: explore
prompt: Once upon a time
seed: 4
tokens: 6
done: tokens >= 1
```

The first token is {{token(1)}} with {{p(",")}}.

## Second

```scene
prompt: The cat and the
done: tokens >= 1
```

Press Generate.
)";

} // namespace

class LessonLockTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void sessionComesBackToTheByte();
    void everyPartIsLocked();
    void itIsLockedFromTheStart();
    void undoDoesNotGetAroundIt();
    void whatCanBeUndoneComesBack();
    void withoutAPhraseOneIsAskedFor();
    void leavingNeedsThePhrase();
    void closingNeedsThePhrase();
    void aDropNeedsThePhrase();
    void aBrokenFileIsRefused();
    void keysGoThroughTheScenes();
    void pageKeysOfAFieldAreItsOwn();
    void theNoteComesByItsKey();
    void theNotesWindowHasTheKeysToo();
    void theClassIsReset();
    void menusAreThereAgain();
    void nothingOfALessonIsKept();
    void aLessonWaitsForTheFirstModel();
    void anotherFormatBeginsTheSceneAgain();
    void theSessionsFileIsLeftAlone();

private:
    bool begin(bool locked) { return begin("locks.md", locked); }

    bool begin(const char* file, bool locked);
    QAction* action(const QString& keys);

    std::string session() { return textOf(window().session(), "test"); }

    MainWindow& window() { return fixture_->window(); }

    LessonPlayer& player() { return *window().lessons()->player(); }

    void drop(const QString& file);
    bool typePhrase(const QString& phrase);

    std::unique_ptr<WindowFixture> fixture_;
    fixtures::TestFolder files_;
};

void LessonLockTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    files_.write("locks.md", lockedLesson);
    files_.write("free.md", freeLesson);
    QVERIFY(fixture_->openBundledModel());
    QTRY_VERIFY(session().find("weights_sha256") != std::string::npos); // the file is read for it
}

void LessonLockTest::cleanup()
{
    if (window().isLessonLocked())
        window().leaveLesson();
    fixture_.reset();
}

bool LessonLockTest::begin(const char* file, bool locked)
{
    if (locked)
        window().lessonPhrase().set("open sesame");
    return window().openLesson(QString::fromStdString(files_.file(file).string()), locked) &&
           QTest::qWaitFor([this] { return player().hasBegun(); });
}

QAction* LessonLockTest::action(const QString& keys)
{
    for (auto* each : window().actions())
        if (each->shortcuts().contains(QKeySequence(keys)))
            return each;
    return nullptr;
}

void LessonLockTest::drop(const QString& file)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    auto* prompt = fixture_->controls().prompt()->viewport(); // which takes texts alone
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(prompt, &enter);
    QDropEvent dropped({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(prompt, &dropped);
}

// False where no dialog asks.
bool LessonLockTest::typePhrase(const QString& phrase)
{
    auto* dialog = window().findChild<PhraseDialog*>();
    if (!dialog)
        return false;
    dialog->field()->clear();
    QTest::keyClicks(dialog->field(), phrase);
    if (!QTest::qWaitFor([dialog] { return dialog->okButton()->isEnabled(); }))
        return false;
    QTest::mouseClick(dialog->okButton(), Qt::LeftButton);
    return true;
}

void LessonLockTest::sessionComesBackToTheByte()
{
    QVERIFY(fixture_->generate("The cat and the", 12, 9));
    QSignalSpy compared(window().comparePage(), &ComparePage::runFinished);
    window().showPage(MainWindow::Compare);
    window().comparePage()->generate();
    QVERIFY(compared.wait(60'000));
    const auto before = session();
    QVERIFY(begin(false));
    QVERIFY(session() != before);
    QCOMPARE(window().page(), MainWindow::Explore);
    player().next();
    QTRY_VERIFY(player().hasBegun());
    window().explorePage()->generate();
    QTRY_VERIFY(player().isDone());
    window().leaveLesson();
    QCOMPARE(session(), before);
    QCOMPARE(window().page(), MainWindow::Compare);
    QVERIFY(!window().lessonBar()->isVisible());
    QVERIFY(!fixture_->controls().prompt()->isReadOnly());
}

void LessonLockTest::everyPartIsLocked()
{
    auto& controls = fixture_->controls();
    const auto tip = controls.sampler()->strategy()->toolTip();
    QVERIFY(begin(false));
    const std::vector<QWidget*> locked{
        controls.generateButton(),
        controls.stepButton(),
        controls.sampler()->strategy(),
        controls.sampler()->temperature(),
        controls.sampler()->topK(),
        controls.seed(),
        window().menuBar()->cornerWidget()->findChild<SegmentedSwitch*>()};
    for (const auto* widget : locked) {
        QVERIFY2(!widget->isEnabled(), widget->metaObject()->className());
        QCOMPARE(widget->toolTip(), "Locked by the lesson.");
    }
    QVERIFY(controls.prompt()->isReadOnly());
    QTRY_VERIFY(window().explorePage()->document().distribution());
    // By keys and by a click neither.
    window().explorePage()->generate();
    window().explorePage()->step();
    QTest::keyClick(window().explorePage()->text(), Qt::Key_Space);
    QTest::keyClicks(controls.prompt(), "more");
    window().explorePage()->choose(window().explorePage()->document().distribution()->token(2));
    QVERIFY(!window().explorePage()->isRunning());
    QCOMPARE(window().explorePage()->document().size(), 0);
    QCOMPARE(controls.prompt()->toPlainText(), "Once upon a time");
    window().pickPage(MainWindow::Models);
    QCOMPARE(window().page(), MainWindow::Explore);
    emit window().findChild<ModelOpener*>()->listRequested(); // by File > Models
    QCOMPARE(window().page(), MainWindow::Explore);

    player().next();
    QTRY_VERIFY(player().hasBegun());
    QVERIFY(controls.generateButton()->isEnabled());
    QVERIFY(controls.sampler()->temperature()->isEnabled());
    QCOMPARE(controls.sampler()->strategy()->toolTip(), tip);
    window().explorePage()->generate();
    QVERIFY(controls.stopButton()->isEnabled());
    QTRY_COMPARE(window().explorePage()->document().size(), 6);
}

// A scene that can't begin leaves the page as it was, and what the lesson locks is locked.
void LessonLockTest::itIsLockedFromTheStart()
{
    window().lessonPhrase().set("open sesame");
    files_.write(
        "long.md",
        QByteArray(lockedLesson).replace("Once upon a time", QByteArray("word ").repeated(3000)));
    QVERIFY(window().openLesson(QString::fromStdString(files_.file("long.md").string()), true));
    QTRY_VERIFY(window().explorePage()->message()->sentence().contains("can't begin"));
    QVERIFY(window().isLessonLocked());
    QVERIFY(!action("Ctrl+O")->isVisible());
    QVERIFY(!fixture_->controls().generateButton()->isEnabled());
    window().leaveLesson();
    QVERIFY(action("Ctrl+O")->isVisible());
    QVERIFY(fixture_->controls().generateButton()->isEnabled());
}

void LessonLockTest::undoDoesNotGetAroundIt()
{
    QVERIFY(fixture_->generate("The cat and the", 5, 9));
    QVERIFY(begin(false));
    const auto shown = session();
    for (int i = 0; i < 5; ++i)
        action("Ctrl+Z")->trigger();
    window().explorePage()->commands()->undo();
    window().comparePage()->commands()->undo();
    QCOMPARE(session(), shown);
    QCOMPARE(fixture_->controls().prompt()->toPlainText(), "Once upon a time");
}

void LessonLockTest::whatCanBeUndoneComesBack()
{
    QVERIFY(fixture_->generate("The cat and the", 5, 9));
    const auto first = session();
    QVERIFY(fixture_->generate("The dog and the", 5, 9));
    const auto second = session();
    auto& explore = *window().explorePage();
    QSignalSpy compared(window().comparePage(), &ComparePage::runFinished);
    window().comparePage()->generate();
    QVERIFY(compared.wait(60'000));
    const int commands = explore.commands()->index();
    const int comparisons = window().comparePage()->commands()->index();
    QVERIFY(begin("free.md", false));
    QCOMPARE(explore.commands()->count(), 0);
    explore.generate();
    QTRY_VERIFY(player().isDone());
    window().leaveLesson();
    QCOMPARE(explore.commands()->index(), commands);
    QCOMPARE(window().comparePage()->commands()->index(), comparisons);
    window().comparePage()->commands()->undo();
    QCOMPARE(session(), second);
    while (explore.commands()->canUndo() && session() != first)
        explore.commands()->undo();
    QCOMPARE(session(), first);
    explore.commands()->setIndex(commands);
    QCOMPARE(session(), second);
}

void LessonLockTest::withoutAPhraseOneIsAskedFor()
{
    const auto file = QString::fromStdString(files_.file("locks.md").string());
    window().openLesson(file, true);
    QVERIFY(!window().isInLesson());
    auto* dialog = window().findChild<PhraseDialog*>();
    QVERIFY(dialog);
    dialog->reject();
    QVERIFY(window().explorePage()->message()->sentence().contains("needs a phrase"));
    QTRY_VERIFY(!window().findChild<PhraseDialog*>());
    window().openLesson(file, true);
    dialog = window().findChild<PhraseDialog*>();
    QTest::keyClicks(dialog->field(), "open sesame");
    QTest::keyClicks(dialog->again(), "open sesame");
    QTest::mouseClick(dialog->okButton(), Qt::LeftButton);
    QTRY_VERIFY(window().isLessonLocked());
    QVERIFY(window().lessonPhrase().matches("open sesame"));
}

void LessonLockTest::leavingNeedsThePhrase()
{
    const auto before = session();
    QVERIFY(begin(true));
    QTest::mouseClick(window().lessonBar()->leaveButton(), Qt::LeftButton);
    QVERIFY(typePhrase("open barley"));
    auto* dialog = window().findChild<PhraseDialog*>();
    QVERIFY(dialog->isVisible());
    QVERIFY(dialog->problem()->text().contains("not the phrase"));
    QVERIFY(window().isInLesson());
    QTRY_VERIFY(dialog->okButton()->isEnabled()); // after a second
    QVERIFY(typePhrase("open sesame"));
    QTRY_VERIFY(!window().isInLesson());
    QCOMPARE(session(), before);
}

void LessonLockTest::closingNeedsThePhrase()
{
    QVERIFY(begin(true));
    QVERIFY(!window().close());
    QVERIFY(window().isVisible());
    QVERIFY(typePhrase("open sesame"));
    QTRY_VERIFY(!window().isVisible());
    QVERIFY(!window().isInLesson());
}

void LessonLockTest::aDropNeedsThePhrase()
{
    QVERIFY(begin(true));
    const auto shown = session();
    drop(LOGITSCOPE_STARTER_MODEL);
    QVERIFY(!window().modelLoader().isOpening());
    auto* dialog = window().findChild<PhraseDialog*>();
    QVERIFY(dialog);
    dialog->reject();
    QTRY_VERIFY(!window().findChild<PhraseDialog*>());
    window().openModel(LOGITSCOPE_STARTER_MODEL); // a download's notice offers it
    QVERIFY(!window().modelLoader().isOpening());
    dialog = window().findChild<PhraseDialog*>();
    QVERIFY(dialog);
    dialog->reject();
    QTRY_VERIFY(!window().findChild<PhraseDialog*>());
    files_.write("session.logitscope", QByteArray::fromStdString(shown));
    drop(QString::fromStdString(files_.file("session.logitscope").string()));
    QVERIFY(window().isInLesson());
    QVERIFY(typePhrase("open sesame"));
    QTRY_VERIFY(!window().isInLesson());
}

void LessonLockTest::aBrokenFileIsRefused()
{
    QVERIFY(begin(false));
    player().next();
    QTRY_VERIFY(player().hasBegun());
    const auto shown = session();
    files_.write("broken.md", "---\ntitle: Broken\nminutes: many\n---\n\n## A scene\n\nText.\n");
    drop(QString::fromStdString(files_.file("broken.md").string()));
    const auto sentence = window().explorePage()->message()->sentence();
    QVERIFY2(sentence.contains("broken.md, line 3: "), qPrintable(sentence));
    QVERIFY(window().isInLesson());
    QCOMPARE(player().sceneIndex(), 1);
    QCOMPARE(session(), shown);
    // One in order is opened in its place.
    drop(QString::fromStdString(files_.file("locks.md").string()));
    QTRY_COMPARE(player().sceneIndex(), 0);
}

void LessonLockTest::keysGoThroughTheScenes()
{
    QVERIFY(begin(false));
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
    fixture_->controls().prompt()->setFocus(); // also from a field that is locked
    QTest::keyClick(fixture_->controls().prompt(), Qt::Key_PageDown);
    QCOMPARE(player().sceneIndex(), 1);
    QTest::keyClick(&window(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(player().sceneIndex(), 0);
    QTest::keyClick(&window(), Qt::Key_Right, Qt::AltModifier);
    QTRY_VERIFY(player().hasBegun());
    window().explorePage()->generate();
    QTRY_VERIFY(player().isDone());
    QTest::keyClick(&window(), Qt::Key_F4);
    QTRY_VERIFY(player().hasBegun());
    QVERIFY(!player().isDone());
    QCOMPARE(player().sceneIndex(), 1);
    QCOMPARE(window().explorePage()->document().size(), 0);
    QTest::keyClick(&window(), Qt::Key_PageDown); // there is none
    QCOMPARE(player().sceneIndex(), 1);
    window().leaveLesson();
    QVERIFY(!action("PgDown")->isEnabled());
}

void LessonLockTest::pageKeysOfAFieldAreItsOwn()
{
    QVERIFY(begin("free.md", false));
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
    auto* prompt = fixture_->controls().prompt();
    prompt->setFocus();
    prompt->moveCursor(QTextCursor::Start);
    QTest::keyClick(prompt, Qt::Key_PageDown);
    QCOMPARE(player().sceneIndex(), 0);
    window().explorePage()->text()->setFocus();
    QTest::keyClick(window().explorePage()->text(), Qt::Key_PageDown);
    QCOMPARE(player().sceneIndex(), 1);
}

void LessonLockTest::theNoteComesByItsKey()
{
    QVERIFY(begin(false));
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
    QVERIFY(!window().lessonNote()->isVisible());
    QTest::keyClick(window().explorePage()->text(), Qt::Key_N);
    QVERIFY(window().lessonNote()->isVisible());
    QVERIFY(window().lessonNote()->text()->toPlainText().contains("Nobody can do"));
    action("Esc")->trigger();
    QVERIFY(!window().lessonNote()->isVisible());
    window().leaveLesson();
    auto* prompt = fixture_->controls().prompt();
    prompt->selectAll();
    prompt->setFocus();
    QTest::keyClick(prompt, Qt::Key_N);
    QCOMPARE(prompt->toPlainText(), "n");
}

void LessonLockTest::theNotesWindowHasTheKeysToo()
{
    QVERIFY(begin("free.md", false));
    const auto actions = window().actions();
    const auto notes = std::ranges::find_if(actions, [](const QAction* each) {
        return each->text() == QLatin1String("&Notes on the second screen");
    });
    QVERIFY(notes != actions.end());
    (*notes)->setChecked(true);
    QPointer<NotesWindow> shown = window().findChild<NotesWindow*>();
    QVERIFY(shown && shown->isVisible());
    shown->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(shown));
    QTest::keyClick(shown, Qt::Key_PageDown);
    QCOMPARE(player().sceneIndex(), 1);
    shown->close();
    QVERIFY(!(*notes)->isChecked());
    QVERIFY(shown); // not while it closes
    QTRY_VERIFY(!shown);
    QVERIFY(window().isInLesson());
}

void LessonLockTest::theClassIsReset()
{
    QVERIFY(begin(false));
    player().next();
    QTRY_VERIFY(player().hasBegun());
    auto* round = &window().roomRound();
    const auto ask = [&] {
        round->ask(bundledModel(), "Once upon a time", "What comes next?");
        QVERIFY(round->add(Prediction{"Ada", "there", 0.5}, 1));
        QCOMPARE(round->round().predictions().size(), std::size_t(1));
        round->sample(round->round().predictions().front().tokens.front());
    };
    ask();
    QCOMPARE(round->round().scores().size(), std::size_t(1));
    action("Ctrl+Shift+R")->trigger();
    auto* question = window().findChild<QMessageBox*>();
    QVERIFY(question);
    question->button(QMessageBox::Cancel)->click();
    QCOMPARE(player().sceneIndex(), 1);
    window().resetClass();
    QTRY_VERIFY(player().hasBegun());
    QCOMPARE(player().sceneIndex(), 0);
    QVERIFY(round->round().scores().empty());
    QCOMPARE(round->stage(), RoundStage::Off);
    ask(); // who was there before has no score
    QCOMPARE(round->round().scores().front().rounds, 1);
}

void LessonLockTest::menusAreThereAgain()
{
    const auto visible = [this] {
        QStringList texts;
        for (const auto* each : window().actions())
            if (each->isVisible())
                texts << each->text();
        return texts;
    };
    const auto before = visible();
    QVERIFY(begin(true));
    QVERIFY(visible().contains("&Quit") && visible().size() < before.size());
    QVERIFY(!action("Ctrl+3")->isVisible());
    QVERIFY(!action("Ctrl+S")->isVisible());
    QVERIFY(action("Esc")->isVisible());
    QVERIFY(action("PgDown")->isVisible());
    player().next(); // whose scene leaves the menus; the lesson is locked all the same
    QTRY_VERIFY(player().hasBegun());
    QVERIFY(action("Ctrl+3")->isVisible());
    QVERIFY(!action("Ctrl+O")->isVisible());
    window().pickPage(MainWindow::Models);
    QCOMPARE(window().page(), MainWindow::Explore);
    window().leaveLesson();
    QCOMPARE(visible(), before);
}

void LessonLockTest::nothingOfALessonIsKept()
{
    QVERIFY(fixture_->generate("The cat and the", 5, 9));
    QVERIFY(begin(false));
    window().close();
    fixture_->restart();
    QCOMPARE(fixture_->controls().prompt()->toPlainText(), "The cat and the");
    QCOMPARE(fixture_->controls().seed()->seed(), std::uint64_t(9));
}

// With which the last session comes back: a lesson before it would be kept in its place.
void LessonLockTest::aLessonWaitsForTheFirstModel()
{
    WindowFixture other;
    const auto file = QString::fromStdString(files_.file("free.md").string());
    QVERIFY(other.window().openLesson(file, false));
    QVERIFY(!other.window().isInLesson());
    QVERIFY(other.openBundledModel());
    QTRY_VERIFY(other.window().isInLesson());
}

void LessonLockTest::anotherFormatBeginsTheSceneAgain()
{
    QVERIFY(begin("free.md", false));
    const auto model = player().model();
    window().findChild<ModelOpener*>()->choosePrecision(Precision::INT8);
    QTRY_VERIFY(player().model() != model);
    QTRY_VERIFY(player().hasBegun());
}

void LessonLockTest::theSessionsFileIsLeftAlone()
{
    auto& files = *window().sessionFiles();
    const auto file = QString::fromStdString(files_.file("mine.logitscope").string());
    QVERIFY(files.saveAs(file));
    QVERIFY(begin("free.md", false));
    QVERIFY(files.file().isEmpty()); // so that Save asks where
    window().leaveLesson();
    QCOMPARE(files.file(), file);
}

LOGITSCOPE_TEST(LessonLockTest)
#include "tst_lesson_lock.moc"
