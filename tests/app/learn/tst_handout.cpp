// The handout: one page, whatever is on it, with the model's numbers.
#include "app/learn/handout.h"
#include "core/lesson/lesson_library.h"
#include "core/lesson/lesson_parser.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"
#include "window_fixture.h"

#include <QFile>
#include <QPdfWriter>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace logitscope;

namespace
{

std::vector<SceneStart> startsOfAll(const Lesson& lesson)
{
    GenerationService service;
    GenerationClient client(service);
    std::vector<SceneStart> starts;
    for (const auto& scene : lesson.scenes)
        starts.push_back(startOf(client, bundledModel(), scene).value());
    return starts;
}

int pagesOf(const QByteArray& pdf)
{
    static const QRegularExpression page("/Type\\s*/Page\\b(?!s)");
    int count = 0;
    for (const auto& match : page.globalMatch(QString::fromLatin1(pdf)))
        count += match.hasMatch();
    return count;
}

Handout largeHandout(int tasks, int words)
{
    Handout handout{.title = "A large lesson",
                    .teaches = "What it teaches.",
                    .misconception = "What many think.",
                    .limits = "Where the picture ends.",
                    .tasks = {},
                    .example = "| token | probability |\n|---|---|\n| he | 37% |\n| she | 11% |\n",
                    .step = "Once upon a time",
                    .candidates = {}};
    for (int i = 0; i < tasks; ++i)
        handout.tasks.push_back(
            {QStringLiteral("Scene %1").arg(i + 1), QStringLiteral("word ").repeated(words)});
    for (int i = 0; i < 8; ++i)
        handout.candidates.push_back({QStringLiteral("token%1").arg(i), 0.1, i / 10.0, 0.1});
    return handout;
}

HandoutFit fitOf(const Handout& handout)
{
    QTemporaryDir folder;
    QPdfWriter writer(folder.filePath("handout.pdf"));
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(18, 15, 18, 15), QPageLayout::Millimeter);
    return drawHandout(handout, writer);
}

} // namespace

class HandoutTest : public QObject
{
    Q_OBJECT

private slots:
    void everyLessonFitsOnePage_data();
    void everyLessonFitsOnePage();
    void shrinksThenCuts();
    void paperThatTakesNothing();
    void hasTheModelsNumbers();
    void penaltiesCount();
    void aLongTextShowsItsEnd();
};

void HandoutTest::everyLessonFitsOnePage_data()
{
    QTest::addColumn<QString>("file");
    for (const auto& listed : listLessons(LOGITSCOPE_LESSONS, {}))
        QTest::newRow(listed.file.stem().string().c_str())
            << QString::fromStdString(listed.file.string());
}

void HandoutTest::everyLessonFitsOnePage()
{
    QFETCH(QString, file);
    const auto lesson = openLesson(file.toStdString()).value();
    const auto handout = handoutOf(lesson, startsOfAll(lesson), *bundledModel());
    QCOMPARE(handout.tasks.size(), lesson.scenes.size());
    const auto fit = fitOf(handout);
    QCOMPARE(fit.pages, 1);
    QVERIFY(fit.points >= 8.0);
    QVERIFY(fit.isWhole);
    const auto pdf = handoutPdf(handout);
    QVERIFY(pdf.startsWith("%PDF"));
    QCOMPARE(pagesOf(pdf), 1);

    const auto reader = QStandardPaths::findExecutable("pdftotext");
    if (reader.isEmpty())
        return;
    QTemporaryDir folder;
    QFile saved(folder.filePath("handout.pdf"));
    QVERIFY(saved.open(QIODevice::WriteOnly) && saved.write(pdf) == pdf.size());
    saved.close();
    QProcess process;
    process.start(reader, {"-layout", saved.fileName(), "-"});
    QVERIFY(process.waitForFinished());
    // Some writers of PDF spell “fi” as one letter.
    const auto text = QString::fromUtf8(process.readAllStandardOutput())
                          .normalized(QString::NormalizationForm_KC)
                          .simplified();
    for (const auto& scene : lesson.scenes)
        QVERIFY2(text.contains(QString::fromStdString(scene.title)), scene.title.c_str());
    QVERIFY(text.contains(QString::fromStdString(lesson.title)));
    QVERIFY(!text.contains("{{"));
}

void HandoutTest::shrinksThenCuts()
{
    const auto small = fitOf(largeHandout(3, 8));
    QCOMPARE(small.pages, 1);
    QCOMPARE(small.points, 11.0);
    const auto eight = fitOf(largeHandout(8, 20));
    QCOMPARE(eight.pages, 1);
    QVERIFY(eight.isWhole);
    QVERIFY(eight.points >= 8.0 && eight.points <= 11.0);
    const auto long_ = fitOf(largeHandout(8, 190));
    QCOMPARE(long_.pages, 1);
    QCOMPARE(long_.points, 8.0);
    QVERIFY(long_.letters < 1000);
    const auto many = fitOf(largeHandout(16, 190));
    QCOMPARE(many.pages, 1);
    QVERIFY(!many.isWhole || many.letters < 1000);
}

void HandoutTest::paperThatTakesNothing()
{
    QTemporaryDir folder;
    QPdfWriter there(folder.filePath("handout.pdf"));
    QVERIFY(drawHandout(largeHandout(3, 8), there).isDrawn);
    QPdfWriter nowhere(folder.filePath("no/folder/handout.pdf"));
    QVERIFY(!drawHandout(largeHandout(3, 8), nowhere).isDrawn);
}

void HandoutTest::hasTheModelsNumbers()
{
    const auto lesson = openLesson(LOGITSCOPE_LESSONS "/next-token.md").value();
    const auto handout = handoutOf(lesson, startsOfAll(lesson), *bundledModel());
    QCOMPARE(handout.candidates.size(), std::size_t(9)); // eight, and all others together
    double all = 0.0;
    for (const auto& candidate : handout.candidates)
        all += candidate.probability;
    QVERIFY(std::abs(all - 1.0) < 1e-5); // this scene's chain removes none
    QCOMPARE(handout.candidates.back().begin, handout.candidates[7].end);
    QCOMPARE(handout.candidates.back().end, 1.0);
    // The model asked by itself.
    const auto& model = *bundledModel();
    auto context = model.model->newContext();
    std::vector<float> logits;
    for (const auto because = model.tokenizer.encode("Tom was sad because").value();
         const auto token : because) {
        const auto read = readToken(*context, token).value();
        logits.assign(read.begin(), read.end());
    }
    double sum = 0.0;
    for (const float logit : logits)
        sum += std::exp(static_cast<double>(logit));
    const auto he = model.tokenizer.encode(" he").value().front();
    const double probability = std::exp(static_cast<double>(logits[he])) / sum;
    QCOMPARE(handout.candidates.front().token, QString::fromUtf8("␣he"));
    QVERIFY(std::abs(handout.candidates.front().probability - probability) < 1e-5);
    QVERIFY(std::abs(handout.candidates.front().end - probability) < 1e-5); // temperature 1
    QCOMPARE(handout.candidates[1].begin, handout.candidates[0].end);
    QVERIFY(handout.example.contains(QString::number(probability * 100.0, 'f', 1) + '%'));
}

// A token that the prompt has loses so much that the best one, "time", can't be sampled any more.
void HandoutTest::penaltiesCount()
{
    const auto read = readLesson("---\ntitle: a\nminutes: 1\n---\n## a\n```scene\n"
                                 "prompt: the time for the first\n"
                                 "chain: repetition-penalty=1000,top-k=1\n```\nText.\n");
    QVERIFY(read.problems.empty());
    const auto handout = handoutOf(read.lesson, startsOfAll(read.lesson), *bundledModel());
    QCOMPARE(handout.candidates.size(), std::size_t(1));
    QVERIFY(handout.candidates.front().token != QString::fromUtf8("␣time"));
    QCOMPARE(handout.candidates.front().end, 1.0);
}

void HandoutTest::aLongTextShowsItsEnd()
{
    const auto read = readLesson("---\ntitle: a\nminutes: 1\n---\n## a\n```scene\n"
                                 "prompt: One morning the old king walked down to the garden with "
                                 "his dog and saw the sea for the first\n```\nText.\n");
    const auto handout = handoutOf(read.lesson, startsOfAll(read.lesson), *bundledModel());
    QVERIFY(handout.step.size() <= 80);
    QVERIFY(handout.step.startsWith(u'…') && handout.step.endsWith("for the first"));
}

LOGITSCOPE_TEST(HandoutTest)
#include "tst_handout.moc"
