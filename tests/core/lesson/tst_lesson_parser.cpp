#include "core/lesson/lesson_parser.h"
#include "core/sampling/strategy.h"
#include "tests/fixtures/test_folder.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const std::string good = "---\n"
                         "title: \"How a \\\"token\\\" is chosen\"\n"
                         "minutes: 15\n"
                         "packs: 15, 60\n"
                         "order: 3\n"
                         "\n"
                         "teaches: One thing.\n"
                         "misconception: Another: it isn't so.\n"
                         "limits: It ends here.\n"
                         "---\n"
                         "\n"
                         "## First\n"
                         "\n"
                         "```scene\n"
                         "page: explore\n"
                         "prompt: \"Once upon\\na time \"\n"
                         "seed: 18446744073709551615\n"
                         "chain: top-k=40,temperature=0.7\n"
                         "begin: 4\n"
                         "tokens: 12\n"
                         "hide: sliders, random-number\n"
                         "lock: prompt\n"
                         "predict: yes\n"
                         "ask: What next?\n"
                         "step: 2\n"
                         "done: tokens >= 5 and seed != 1\n"
                         "expect: p(\"a\") > 1%\n"
                         "expect: kept = 40\n"
                         "then: tokens = 16\n"
                         "```\n"
                         "\n"
                         "Do this. Look at **that**.\n"
                         "\n"
                         "```\n"
                         "# no heading\n"
                         "```\n"
                         "\n"
                         "### Note\n"
                         "\n"
                         "For the teacher.\n"
                         "\n"
                         "### Example\n"
                         "\n"
                         "{{p(\"a\")}}\n"
                         "\n"
                         "## Second\n"
                         "\n"
                         "```scene\n"
                         "page: compare\n"
                         "strategies: greedy, nucleus\n"
                         "hide: none\n"
                         "```\n"
                         "\n"
                         "And this.\n";

QString asText(const std::vector<LessonProblem>& problems)
{
    QString text;
    for (const auto& [line, sentence] : problems)
        text += QStringLiteral("%1: %2\n").arg(line).arg(QString::fromStdString(sentence));
    return text;
}

QString problemsOf(const QString& lesson)
{
    return asText(readLesson(lesson.toStdString()).problems);
}

// A lesson whose only scene begins in line 5 and has these settings from line 7 on.
QString withSettings(const QString& settings)
{
    return "---\ntitle: a\nminutes: 1\n---\n## a\n```scene\n" + settings + "\n```\ntext\n";
}

} // namespace

class TestLessonParser : public QObject
{
    Q_OBJECT

private slots:
    void readsAll();
    void scenesKeepWhatTheLastOneSet();
    void strategiesAsChains();
    void otherLineEnds();
    void front_data();
    void front();
    void settings_data();
    void settings();
    void scenes_data();
    void scenes();
    void tooManyScenes();
    void longSentences();
    void everyProblemInItsOrder();
    void files();
};

void TestLessonParser::readsAll()
{
    // The seed is one more than a file may have.
    const auto text = QString::fromStdString(good)
                          .replace("18446744073709551615", "9223372036854775807")
                          .toStdString();
    const auto [lesson, problems] = readLesson(text);
    QCOMPARE(asText(problems), "");
    QCOMPARE(lesson.title, std::string("How a \"token\" is chosen"));
    QCOMPARE(lesson.minutes, 15);
    QCOMPARE(lesson.packs, (std::vector{15, 60}));
    QCOMPARE(lesson.order, 3);
    QCOMPARE(lesson.teaches, std::string("One thing."));
    QCOMPARE(lesson.misconception, std::string("Another: it isn't so."));
    QCOMPARE(lesson.limits, std::string("It ends here."));
    QCOMPARE(lesson.scenes.size(), std::size_t{2});

    const auto& scene = lesson.scenes[0];
    QCOMPARE(scene.line, 12);
    QCOMPARE(scene.title, std::string("First"));
    QCOMPARE(scene.text, std::string("Do this. Look at **that**.\n\n```\n# no heading\n```"));
    QCOMPARE(scene.note, std::string("For the teacher."));
    QCOMPARE(scene.example, std::string("{{p(\"a\")}}"));
    QVERIFY(scene.page == ScenePage::Explore);
    QCOMPARE(scene.prompt, std::string("Once upon\na time "));
    QCOMPARE(scene.seed, std::uint64_t{9223372036854775807});
    QCOMPARE(scene.chain.stages.size(), std::size_t{2});
    QCOMPARE(scene.chain.value(StageKind::Temperature), 0.7);
    QCOMPARE(scene.begin, 4);
    QCOMPARE(scene.tokens, 12);
    QVERIFY((scene.hidden == std::vector{LessonPart::Sliders, LessonPart::RandomNumber}));
    QVERIFY((scene.locked == std::vector{LessonPart::Prompt}));
    QVERIFY(scene.predicts);
    QCOMPARE(scene.question, std::string("What next?"));
    QCOMPARE(scene.step, 1); // from 0
    QCOMPARE(scene.done.line, 26);
    QCOMPARE(scene.done.claims.size(), std::size_t{2});
    QCOMPARE(scene.expected.size(), std::size_t{2});
    QCOMPARE(scene.expected[1].line, 28);
    QCOMPARE(scene.expected[1].text, std::string("kept = 40"));
    QCOMPARE(scene.then.size(), std::size_t{1});
}

void TestLessonParser::scenesKeepWhatTheLastOneSet()
{
    const auto scenes =
        readLesson(QString::fromStdString(good).replace("18446744073709551615", "7").toStdString())
            .lesson.scenes;
    const auto& [first, second] = std::tie(scenes[0], scenes[1]);
    QVERIFY(second.page == ScenePage::Compare);
    QCOMPARE(second.prompt, first.prompt);
    QCOMPARE(second.seed, std::uint64_t{7});
    QCOMPARE(second.chain, first.chain);
    QCOMPARE(second.begin, 4);
    QCOMPARE(second.tokens, 12);
    QVERIFY((second.strategies == std::vector<std::string>{"greedy", "nucleus"}));
    QVERIFY(second.hidden.empty());
    QVERIFY(second.locked == first.locked);
    // These are only of the scene that has them.
    QVERIFY(!second.predicts && second.question.empty() && second.step == -1);
    QVERIFY(second.done.claims.empty() && second.expected.empty() && second.then.empty());
}

void TestLessonParser::strategiesAsChains()
{
    const auto scene = readLesson(withSettings("chain: nucleus").toStdString()).lesson.scenes[0];
    QCOMPARE(scene.chain, findStrategy("nucleus")->settings);
}

void TestLessonParser::otherLineEnds()
{
    const auto unix = withSettings("seed: 7");
    const auto windows = "\xEF\xBB\xBF" + QString(unix).replace("\n", "\r\n").toStdString();
    const auto read = readLesson(windows);
    QCOMPARE(asText(read.problems), "");
    QCOMPARE(read.lesson, readLesson(unix.toStdString()).lesson);
}

void TestLessonParser::front_data()
{
    QTest::addColumn<QString>("front");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char* front, const char* problems) {
        QTest::newRow(front) << front << problems;
    };
    row("minutes: 1", "1: has no title; write “title: …” below the first ---\n");
    row("title: a", "1: has no minutes; write “minutes: 15” below the first ---\n");
    row("title: a\nminutes: x", "3: minutes is “x”, expected a whole number from 1 to 600\n");
    row("title: a\nminutes: 0", "3: minutes is “0”, expected a whole number from 1 to 600\n");
    row("title: a\nminutes: 1\norder: 601",
        "4: order is “601”, expected a whole number from 1 to 600\n");
    row("title: a\nminutes: 1\npacks: 15, 20",
        "4: packs has “20”, expected some of 15, 30 and 60\n");
    row("title: a\nminutes: 1\nauthor: b",
        "4: there is no “author”; expected title, minutes, packs, order, teaches, misconception or "
        "limits\n");
    row("title: a\nminutes: 1\nwords",
        "4: “words” isn't understood; expected a line such as “seed: 7”\n");
    row("title:\nminutes: 1",
        "1: has no title; write “title: …” below the first ---\n"
        "2: title has no value; write one behind the colon, or leave the line out\n");
    row("title: \"\"\nminutes: 1", "1: has no title; write “title: …” below the first ---\n");
    row("title: a\nminutes: 1\ntitle: b", "4: has title a second time; keep one of the two\n");
    row("title: \"a\" b\"\nminutes: 1",
        "1: has no title; write “title: …” below the first ---\n"
        "2: title: has a quotation mark in its text; expected \\\"\n");
    row("title: a\nminutes: 1\nlimits: <b>",
        "4: has HTML; write Markdown, or \\< for a less-than\n");
}

void TestLessonParser::front()
{
    QFETCH(QString, front);
    QFETCH(QString, problems);
    QCOMPARE(problemsOf("---\n" + front + "\n---\n## a\ntext\n"), problems);
}

void TestLessonParser::settings_data()
{
    QTest::addColumn<QString>("settings"); // from line 7 on
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* settings, const char* problem) {
        QTest::newRow(settings) << settings << problem;
    };
    row("page: serve", "7: page is “serve”, expected explore or compare\n");
    row("seed: -1", "7: seed is “-1”, expected a whole number from 0 to 9223372036854775807\n");
    row("seed: 1.5", "7: seed is “1.5”, expected a whole number from 0 to 9223372036854775807\n");
    row("chain: top-q=1",
        "7: chain: \"top-q\" is no stage of a chain, expected one of "); // and which there are
    row("chain: top-k=-1", "7: chain: top-k is -1, expected 0 or more (0 is off)\n");
    row("begin: 1001", "7: begin is “1001”, expected a whole number from 0 to 1000\n");
    row("tokens: 0", "7: tokens is “0”, expected a whole number from 1 to 1000\n");
    row("strategies: greedy, best", "7: strategies: there is no “best”; expected some of greedy, ");
    row("strategies: greedy, nucleus, greedy",
        "7: strategies: has “greedy” a second time; keep one of the two\n");
    row("hide: clock",
        "7: hide: there is no part “clock”; expected none, or some of prompt, run, ");
    row("lock: prompt, none",
        "7: lock: there is no part “none”; expected none, or some of prompt, ");
    row("predict: perhaps", "7: predict is “perhaps”, expected yes or no\n");
    row("begin: 3\nstep: 0", "8: step is “0”, expected next or a number from 1 to 1000\n");
    row("done: tokens", "7: done: ends where =, !=, <, <=, >, >= or contains is expected\n");
    row("expect: tokens > \"a\"", "7: expect: compares a number with a text\n");
    row("then: p > 1", "7: then: has “> 1” where “(” is expected\n");
    row("colour: red",
        "7: there is no “colour”; expected page, prompt, seed, chain, begin, tokens, "
        "strategies, hide, lock, predict, ask, step, done, expect or then\n");
    row("seed", "7: “seed” isn't understood; expected a line such as “seed: 7”\n");
    row("seed: 1\n\nseed: 2", "9: has seed a second time; keep one of the two\n");
    row("done: tokens > 1\ndone: tokens > 2", "8: has done a second time; keep one of the two\n");
    row("prompt: \"a\\tb\"",
        "7: prompt: has a backslash in its text; expected \\n, \\\" or \\\\\n");
    row("step: 1", "5: selects step 1, but begins with 0 tokens; set begin\n");
    row("begin: 3\nstep: 4", "5: selects step 4, but begins with 3 tokens; set begin\n");
}

void TestLessonParser::settings()
{
    QFETCH(QString, settings);
    QFETCH(QString, problem);
    const auto found = problemsOf(withSettings(settings));
    if (problem.endsWith('\n'))
        QCOMPARE(found, problem);
    else
        QVERIFY2(found.startsWith(problem), qPrintable(found));
    QCOMPARE(found.count('\n'), 1);
}

void TestLessonParser::scenes_data()
{
    QTest::addColumn<QString>("lesson");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char* name, const QString& lesson, const char* problems) {
        QTest::newRow(name) << lesson << problems;
    };
    const QString front = "---\ntitle: a\nminutes: 1\n---\n";
    row("nothing", "",
        "1: expected --- here, with title and minutes below it\n"
        "1: has no scene; begin one with a heading such as “## What comes next?”\n");
    row("no front matter", "## a\ntext\n",
        "1: expected --- here, with title and minutes below it\n");
    row("an open front matter", "---\ntitle: a\nminutes: 1\n",
        "1: has no second ---, which ends what stands before the scenes\n"
        "3: has no scene; begin one with a heading such as “## What comes next?”\n");
    row("no scene", front + "\n",
        "5: has no scene; begin one with a heading such as “## What comes next?”\n");
    row("a text before it", front + "\nhello\nyou\n## a\ntext\n",
        "6: has a text before the first scene; begin one with a heading such as “## What comes "
        "next?”\n");
    row("no title", front + "##\ntext\n", "5: has a scene without a title; write it behind ##\n");
    row("no text", front + "## a\n\n### Note\nb\n",
        "5: has a scene without a text; say what to do and what to look at\n");
    row("another heading", front + "## a\ntext\n### Hint\n# b\n",
        "7: has the heading “Hint”; expected ### Example, ### Note, or ## and the title of another "
        "scene\n"
        "8: has the heading “b”; expected ### Example, ### Note, or ## and the title of another "
        "scene\n");
    row("two blocks", front + "## a\n```scene\nseed: 1\n```\n```scene\nseed: 2\n```\ntext\n",
        "9: has a second scene block in one scene\n");
    row("an open block", front + "## a\ntext\n```scene\nseed: 1\n",
        "5: has a scene block without an end; write ``` below it\n");
    row("code without an end", front + "## a\ntext\n```\nb\n```\n~~~\n## c\ntext\n",
        "10: has code without an end; write ``` below it\n");
    row("an empty block", front + "## a\n```scene\n```\ntext\n", "");
}

void TestLessonParser::scenes()
{
    QFETCH(QString, lesson);
    QFETCH(QString, problems);
    QCOMPARE(problemsOf(lesson), problems);
}

void TestLessonParser::tooManyScenes()
{
    const QString front = "---\ntitle: a\nminutes: 1\n---\n";
    QCOMPARE(problemsOf(front + QString("## a\ntext\n").repeated(100)), "");
    const auto many = front + QString("## a\ntext\n").repeated(103);
    QCOMPARE(problemsOf(many), "205: has more than 100 scenes; make two lessons of it\n");
    QCOMPARE(readLesson(many.toStdString()).lesson.scenes.size(), std::size_t{100});
}

void TestLessonParser::longSentences()
{
    const auto lesson = [](int bytes) {
        const auto words = QString("x").repeated(bytes);
        return "---\ntitle: " + words + "\nminutes: 1\n---\n## " + words +
               "\n```scene\nask: " + words + "\n```\ntext\n";
    };
    QCOMPARE(problemsOf(lesson(1000)), "");
    QCOMPARE(problemsOf(lesson(1001)), "2: title has 1001 bytes, expected 1000 at most\n"
                                       "5: the title has 1001 bytes, expected 1000 at most\n"
                                       "7: ask has 1001 bytes, expected 1000 at most\n");
}

void TestLessonParser::everyProblemInItsOrder()
{
    QCOMPARE(problemsOf("---\ntitle: a\nminutes: b\n---\n## a\n```scene\nseed: c\n```\n<i>\n"
                        "{{d}}\n"),
             "3: minutes is “b”, expected a whole number from 1 to 600\n"
             "7: seed is “c”, expected a whole number from 0 to 9223372036854775807\n"
             "9: has HTML; write Markdown, or \\< for a less-than\n"
             "10: “{{d}}” has “d” where a measure, such as p(\" the\"), kept or temperature, is "
             "expected\n");
}

void TestLessonParser::files()
{
    const TestFolder folder;
    folder.write("good.md", withSettings("seed: 7").toUtf8());
    folder.write("bad.md", withSettings("seed: x\nbegin: y").toUtf8());
    folder.write("picture.md", (withSettings("seed: 7") + "![](gone.png)\n").toUtf8());
    folder.write("large.md", QByteArray((1 << 20) + 1, ' '));
    QCOMPARE(openLesson(folder.file("good.md")).value().scenes[0].seed, std::uint64_t{7});
    QVERIFY(checkLessonFile(folder.file("good.md")).value().empty());
    QCOMPARE(folder.named(openLesson(folder.file("bad.md")).error().message),
             "folder/bad.md, line 7: seed is “x”, expected a whole number from 0 to "
             "9223372036854775807");
    QCOMPARE(checkLessonFile(folder.file("bad.md")).value().size(), std::size_t{2});
    QCOMPARE(folder.named(openLesson(folder.file("picture.md")).error().message),
             "folder/picture.md, line 10: the picture “gone.png” isn't there: No such file or "
             "directory");
    QCOMPARE(folder.named(openLesson(folder.file("large.md")).error().message),
             "folder/large.md: has 1048577 bytes, expected a lesson of 1 MB at most");
    QCOMPARE(folder.named(checkLessonFile(folder.file("gone.md")).error().message),
             "folder/gone.md: can't be read: No such file or directory");
    QVERIFY(!checkLessonFile(folder.path()));
}

LOGITSCOPE_TEST(TestLessonParser)
#include "tst_lesson_parser.moc"
