// The lessons that come with the program, with the model that comes with it.
#include "core/generation/bundled_model.h"
#include "core/lesson/lesson_library.h"
#include "core/lesson/lesson_markup.h"
#include "core/lesson/lesson_parser.h"
#include "core/lesson/measure_value.h"
#include "core/lesson/scene_start.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QTest>

#include <set>

using namespace logitscope;

class TestBundledLessons : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepWhatTheyPromise_data();
    void keepWhatTheyPromise();

    void areDoneOnceGenerateHasEnded_data() { keepWhatTheyPromise_data(); }

    void areDoneOnceGenerateHasEnded();

    void haveWhatAClassNeeds_data() { keepWhatTheyPromise_data(); }

    void haveWhatAClassNeeds();
    void minutesOfPacks();

private:
    std::shared_ptr<const OpenModel> model_;
    std::vector<ListedLesson> lessons_;
    GenerationService service_;
    GenerationClient client_{service_};
};

void TestBundledLessons::initTestCase()
{
    auto model = openModelFolder(bundledModelFolder(), {.device = Device::Cpu});
    QVERIFY(model);
    model_ = *std::move(model);
    lessons_ = listLessons(LOGITSCOPE_LESSONS, {});
    QCOMPARE(lessons_.size(), std::size_t{8});
    for (const auto& [file, lesson, isOwn] : lessons_)
        QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
}

void TestBundledLessons::keepWhatTheyPromise_data()
{
    QTest::addColumn<QString>("file");
    for (const auto& [file, lesson, isOwn] : lessons_)
        QTest::newRow(file.stem().c_str()) << QString::fromStdString(file.string());
    QTest::newRow("TEMPLATE") << LOGITSCOPE_LESSONS "/TEMPLATE.md";
}

void TestBundledLessons::keepWhatTheyPromise()
{
    QFETCH(QString, file);
    const auto lesson = openLesson(file.toStdString());
    QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
    const auto problems = tryLesson(client_, model_, *lesson).value();
    for (const auto& [line, sentence] : problems)
        qWarning("%s:%d: %s", qPrintable(file), line, sentence.c_str());
    QVERIFY(problems.empty());
}

// Where only tokens have to be there.
void TestBundledLessons::areDoneOnceGenerateHasEnded()
{
    QFETCH(QString, file);
    const auto lesson = openLesson(file.toStdString()).value();
    for (const auto& scene : lesson.scenes) {
        const auto& done = scene.done.claims;
        if (done.empty() || !std::ranges::all_of(done, [](const Claim& claim) {
                return claim.measure.kind == MeasureKind::Tokens;
            }))
            continue;
        const auto later = startOf(client_, model_, scene, scene.tokens).value();
        const SceneFacts facts{.model = *model_, .run = later.run, .chain = scene.chain};
        for (const auto& claim : done)
            QVERIFY2(holdsNow(claim, facts).value(), scene.title.c_str());
    }
}

void TestBundledLessons::haveWhatAClassNeeds()
{
    const auto noNumber = [](std::string_view) { return std::string("–"); };
    QFETCH(QString, file);
    const auto lesson = openLesson(file.toStdString()).value();
    QVERIFY(!lesson.teaches.empty() && !lesson.misconception.empty() && !lesson.limits.empty());
    if (file.endsWith("TEMPLATE.md"))
        return;
    QVERIFY(lesson.scenes.size() >= 4 && lesson.scenes.size() <= 7);
    bool hasExample = false;
    bool hasNote = false;
    for (const auto& scene : lesson.scenes) {
        QVERIFY2(!scene.done.claims.empty(), scene.title.c_str());
        static const QRegularExpression sentenceEnd("[.?!](?=\\s|$)");
        const auto text = QString::fromStdString(filledIn(scene.text, noNumber));
        QVERIFY2(text.count(sentenceEnd) == 2, qPrintable(text)); // what to do, what to look at
        QVERIFY2(!scene.predicts || !scene.question.empty(), scene.title.c_str());
        hasExample = hasExample || scene.example.find("{{") != std::string::npos;
        hasNote = hasNote || !scene.note.empty();
    }
    QVERIFY(hasExample && hasNote);
}

void TestBundledLessons::minutesOfPacks()
{
    for (const int minutes : packMinutes) {
        int sum = 0;
        for (const auto& listed : lessons_)
            sum += listed.isOfPack(minutes) ? listed.lesson->minutes : 0;
        QCOMPARE(sum, minutes);
    }
    QVERIFY(std::ranges::all_of(lessons_, [](const auto& listed) { return listed.isOfPack(60); }));
    std::set<int> orders;
    for (const auto& [file, lesson, isOwn] : lessons_)
        orders.insert(lesson->order);
    QCOMPARE(orders.size(), std::size_t{8});
}

LOGITSCOPE_TEST(TestBundledLessons)
#include "tst_bundled_lessons.moc"
