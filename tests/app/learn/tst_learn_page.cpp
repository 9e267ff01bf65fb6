// The Learn page in the window: packs, own lessons, broken ones, and what can be done with one.
#include "app/learn/learn_page.h"
#include "app/learn/lesson_notes.h"
#include "app/learn/lesson_player.h"
#include "app/learn/lesson_text.h"
#include "app/learn/phrase_dialog.h"
#include "app/window/lesson_stage.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace logitscope;

class LearnPageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void packsHaveTheirLessons();
    void aBrokenLessonSaysWhere();
    void copiesAreOwn();
    void aTemplateBegins();
    void withoutAModelNothingStarts();
    void startsLocked();
    void makesAHandout();
    void anotherModelKeepsSelectionAndHandout();
    void titlesStandAsTheyAre();
    void remembersThePack();
    void timeIsCounted_data();
    void timeIsCounted();
    void notesFollow();

private:
    LearnPage& page() { return *fixture_->window().learnPage(); }

    void pick(int pack) { emit page().packs()->picked((page().packs()->setValue(pack), pack)); }

    QStringList titles();

    std::unique_ptr<WindowFixture> fixture_;
    std::unique_ptr<fixtures::TestFolder> own_;
};

void LearnPageTest::init()
{
    own_ = std::make_unique<fixtures::TestFolder>();
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
    fixture_->window().showPage(MainWindow::Learn);
    page().setOwnFolder(QString::fromStdString(own_->path().string()));
}

QStringList LearnPageTest::titles()
{
    QStringList all;
    for (int row = 0; row < page().list()->count(); ++row)
        all << page().list()->item(row)->text().section('\n', 0, 0);
    return all;
}

void LearnPageTest::packsHaveTheirLessons()
{
    QCOMPARE(page().list()->count(), 8);
    QVERIFY(titles().contains("How a next token is chosen"));
    QVERIFY(page().details()->toPlainText().contains("Many think:"));
    QVERIFY(page().details()->toPlainText().contains("What comes next?"));
    for (const int minutes : packMinutes) {
        pick(minutes);
        int all = 0;
        for (const auto* listed : page().shown())
            all += listed->lesson->minutes;
        QVERIFY2(all > 0 && all <= minutes, qPrintable(QString::number(all)));
    }
    pick(LearnPage::ownLessons);
    QCOMPARE(page().list()->count(), 0);
    QVERIFY(!page().startButton()->isEnabled());
    QVERIFY(page().details()->toPlainText().contains("no lessons of your own"));
}

void LearnPageTest::aBrokenLessonSaysWhere()
{
    own_->write("broken.md", "---\ntitle: Broken\nminutes: many\n---\n\n## A scene\n\nText.\n");
    page().look();
    pick(LearnPage::ownLessons);
    QCOMPARE(titles(), QStringList{"broken.md"});
    QVERIFY(page().list()->item(0)->text().contains("line 3"));
    QVERIFY(page().details()->toPlainText().contains("can't be used"));
    QVERIFY(!page().startButton()->isEnabled());
    QVERIFY(page().folderButton()->isEnabled());
    emit page().list()->itemActivated(page().list()->item(0));
    QVERIFY(!fixture_->window().isInLesson());
}

void LearnPageTest::copiesAreOwn()
{
    page().list()->setCurrentRow(static_cast<int>(titles().indexOf("How a next token is chosen")));
    const auto original = page().selected()->lesson.value();
    QTest::mouseClick(page().copyButton(), Qt::LeftButton);
    QVERIFY(page().selected()->isOwn);
    QVERIFY(page().selected()->lesson.value() == original);
    QVERIFY(!page().copyButton()->isEnabled());
    pick(0);
    page().list()->setCurrentRow(static_cast<int>(titles().indexOf("How a next token is chosen")));
    QTest::mouseClick(page().copyButton(), Qt::LeftButton); // beside the first
    QCOMPARE(page().shown().size(), std::size_t(2));
}

void LearnPageTest::aTemplateBegins()
{
    page().copyToOwn(bundledLessonFolder() / "TEMPLATE.md");
    QCOMPARE(titles(), QStringList{"A lesson of your own"});
    QTest::mouseClick(page().startButton(), Qt::LeftButton);
    QTRY_VERIFY(fixture_->window().lessons()->player()->hasBegun());
    QCOMPARE(fixture_->window().page(), MainWindow::Explore);
    fixture_->window().leaveLesson();
    QCOMPARE(fixture_->window().page(), MainWindow::Learn);
}

void LearnPageTest::withoutAModelNothingStarts()
{
    QVERIFY(page().startButton()->isEnabled());
    WindowFixture other;
    other.window().showPage(MainWindow::Learn);
    const auto& learn = *other.window().learnPage();
    QVERIFY(learn.selected()->lesson);
    QVERIFY(!learn.startButton()->isEnabled());
    QVERIFY(other.openBundledModel());
    QTRY_VERIFY(learn.startButton()->isEnabled());
}

void LearnPageTest::startsLocked()
{
    auto& window = fixture_->window();
    QTest::mouseClick(page().lockBox(), Qt::LeftButton, {}, {8, page().lockBox()->height() / 2});
    QVERIFY(page().isLocking());
    auto* dialog = window.findChild<PhraseDialog*>(); // there is no phrase yet
    QVERIFY(dialog);
    dialog->reject();
    QVERIFY(!page().isLocking());
    window.lessonPhrase().set("open sesame");
    page().setLocking(true);
    QTest::mouseClick(page().startButton(), Qt::LeftButton);
    QVERIFY(window.isLessonLocked());
    window.pickPage(MainWindow::Learn);
    QTRY_COMPARE(window.page(), MainWindow::Explore);
    window.leaveLesson();
}

void LearnPageTest::makesAHandout()
{
    std::optional<Handout> made;
    page().makeHandout(page().selected()->lesson.value(),
                       [&](const Handout& handout) { made = handout; });
    QTRY_VERIFY_WITH_TIMEOUT(made, 60'000);
    QCOMPARE(made->title, titles().front());
}

void LearnPageTest::anotherModelKeepsSelectionAndHandout()
{
    page().list()->setCurrentRow(3);
    const auto title = page().selected()->lesson->title;
    bool isMade = false;
    page().makeHandout(page().selected()->lesson.value(), [&](const Handout&) { isMade = true; });
    page().takeModel(bundledModel());
    QCOMPARE(page().list()->currentRow(), 3);
    QCOMPARE(page().selected()->lesson->title, title);
    QVERIFY(!isMade);
    QTRY_VERIFY_WITH_TIMEOUT(isMade, 60'000);
}

void LearnPageTest::titlesStandAsTheyAre()
{
    own_->write("half.md", "---\ntitle: Half is 50%2\nminutes: 5\n---\n\n## A scene\n\nText.\n");
    page().look();
    pick(LearnPage::ownLessons);
    QCOMPARE(titles(), QStringList{"Half is 50%2"});
}

void LearnPageTest::remembersThePack()
{
    pick(30);
    fixture_->restart();
    QCOMPARE(page().packs()->value(), 30);
    QCOMPARE(fixture_->window().page(), MainWindow::Learn);
}

void LearnPageTest::timeIsCounted_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("begins") << 0 << "0:00 of 8 min · 8 min left";
    QTest::newRow("goes on") << 65 << "1:05 of 8 min · 6 min left";
    QTest::newRow("last minute") << 430 << "7:10 of 8 min · less than a minute left";
    QTest::newRow("ends") << 480 << "8:00 of 8 min · less than a minute left";
    QTest::newRow("up") << 490 << "8:10 of 8 min · time is up";
    QTest::newRow("over") << 610 << "10:10 of 8 min · 2 min over";
}

void LearnPageTest::timeIsCounted()
{
    QFETCH(int, seconds);
    QFETCH(QString, text);
    QCOMPARE(lessonTimeText(seconds, 8), text);
}

void LearnPageTest::notesFollow()
{
    auto& player = *fixture_->window().lessons()->player();
    QVERIFY(fixture_->window().openLesson(LOGITSCOPE_LESSONS "/next-token.md", false));
    NotesWindow notes(player);
    connect(&player, &LessonPlayer::sceneChanged, &notes, &NotesWindow::showScene);
    connect(&player, &LessonPlayer::sceneBegan, &notes, &NotesWindow::showScene);
    QTRY_VERIFY(player.hasBegun());
    QVERIFY(notes.text()->toPlainText().contains("Collect five different words"));
    QVERIFY(notes.next()->text().contains("A random number picks"));
    QVERIFY(notes.time()->text().contains("of 8 min"));
    player.goTo(player.sceneCount() - 1);
    QVERIFY(notes.next()->text().contains("last scene"));
    fixture_->window().leaveLesson();
}

LOGITSCOPE_TEST(LearnPageTest)
#include "tst_learn_page.moc"
