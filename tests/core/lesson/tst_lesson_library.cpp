#include "core/generation/bundled_model.h"
#include "core/lesson/lesson_library.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QByteArray lessonFile(const char* title, const char* front)
{
    return QByteArray("---\ntitle: ") + title + "\nminutes: 5\n" + front + "---\n## a\ntext\n";
}

} // namespace

class TestLessonLibrary : public QObject
{
    Q_OBJECT

private slots:
    void inTheirOrder();
    void packs();
    void foldersThatArentThere();
    void theProgramsOwn();
};

void TestLessonLibrary::inTheirOrder()
{
    const TestFolder bundled;
    bundled.write("b.md", lessonFile("two", "order: 2\n"));
    bundled.write("c.md", lessonFile("one", "order: 1\n"));
    bundled.write("a.md", lessonFile("none", ""));
    bundled.write("TEMPLATE.md", lessonFile("template", ""));
    bundled.write("notes.txt", "no lesson");
    const TestFolder own;
    own.write("a.md", lessonFile("mine", "order: 1\n"));
    own.write("b.md", "no lesson\n");

    const auto lessons = listLessons(bundled.path(), own.path());
    QCOMPARE(lessons.size(), std::size_t{5});
    const std::vector<std::string> titles = {"one", "two", "none", "mine"};
    for (std::size_t i = 0; i < titles.size(); ++i) {
        QCOMPARE(lessons[i].lesson.value().title, titles[i]);
        QCOMPARE(lessons[i].isOwn, i == 3);
    }
    QVERIFY(lessons[4].isOwn && !lessons[4].lesson);
    QCOMPARE(own.named(lessons[4].lesson.error().message),
             "folder/b.md, line 1: expected --- here, with title and minutes below it");
    QCOMPARE(lessons[3].file, own.file("a.md"));
}

void TestLessonLibrary::packs()
{
    const TestFolder bundled;
    bundled.write("a.md", lessonFile("long", "packs: 30, 60\norder: 2\n"));
    bundled.write("b.md", lessonFile("short", "packs: 15, 60\norder: 1\n"));
    bundled.write("c.md", "no lesson\n");
    const TestFolder own;
    own.write("a.md", lessonFile("mine", "packs: 60\n"));
    const auto lessons = listLessons(bundled.path(), own.path());
    const auto titles = [&](int minutes) {
        QStringList all;
        for (const auto& listed : lessons)
            if (listed.isOfPack(minutes))
                all << QString::fromStdString(listed.lesson->title);
        return all;
    };
    QCOMPARE(titles(15), QStringList{"short"});
    QCOMPARE(titles(30), QStringList{"long"});
    QCOMPARE(titles(60), (QStringList{"short", "long", "mine"}));
}

void TestLessonLibrary::foldersThatArentThere()
{
    const TestFolder folder;
    QVERIFY(listLessons(folder.file("gone"), folder.file("gone too")).empty());
}

void TestLessonLibrary::theProgramsOwn()
{
    QCOMPARE(bundledLessonFolder(), std::filesystem::path(LOGITSCOPE_LESSONS));
    QCOMPARE(bundledModelFolder(), std::filesystem::path(LOGITSCOPE_STARTER_MODEL));
}

LOGITSCOPE_TEST(TestLessonLibrary)
#include "tst_lesson_library.moc"
