#include "app/cli/step_table.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

QStringList headerLines()
{
    return QString::fromStdString(StepTable().header()).split('\n', Qt::SkipEmptyParts);
}

Step someStep()
{
    Step step;
    step.bytes = " time";
    step.rank = 3;
    step.modelProbability = 0.312;
    step.samplingProbability = 0.05;
    step.info = {.modelEntropy = 7.456,
                 .samplingEntropy = 2.0,
                 .effectiveVocabulary = 4.0,
                 .topTokenProbability = 0.5,
                 .kept = 20};
    return step;
}

QString row(int number, const Step& step)
{
    return QString::fromStdString(StepTable().row(number, step));
}

} // namespace

class TestStepTable : public QObject
{
    Q_OBJECT

private slots:
    void aLineAStep();
    void columnsMeetTheirHeader();
    void fitsATerminal_data();
    void fitsATerminal();
    void bounds();
    void anyTokenIsOneLine_data();
    void anyTokenIsOneLine();
};

void TestStepTable::aLineAStep()
{
    const QStringList words = row(7, someStep()).split(' ', Qt::SkipEmptyParts);
    QCOMPARE(words.first(), QString("7"));
    QCOMPARE(words.mid(2), (QStringList{"4", "31.2%", "→", "5.00%", "7.46", "→", "2.00", "4.0\n"}));
}

// Right-aligned columns end where their titles do.
void TestStepTable::columnsMeetTheirHeader()
{
    const QString titles = headerLines().first();
    const QString line = row(7, someStep());
    const auto end = [](const QString& text, const QString& word, qsizetype from = 0) {
        return text.indexOf(word, from) + word.size();
    };
    const auto entropies = titles.indexOf("sampling") + 8;
    QCOMPARE(end(line, "31.2%"), end(titles, "model"));
    QCOMPARE(end(line, "5.00%"), end(titles, "sampling"));
    QCOMPARE(end(line, "7.46"), end(titles, "model", entropies));
    QCOMPARE(end(line, "2.00"), end(titles, "sampling", entropies));
    QCOMPARE(end(line, "4.0"), end(titles, "effective"));
    QCOMPARE(end(line, "4.0"), end(headerLines()[1], "vocabulary"));
    QCOMPARE(end(line, " 4 ") - 1, end(titles, "rank"));
}

void TestStepTable::fitsATerminal_data()
{
    QTest::addColumn<double>("probability");
    QTest::addColumn<int>("rank");
    QTest::addColumn<double>("vocabulary");
    QTest::newRow("certain") << 1.0 << 0 << 1.0;
    QTest::newRow("likely") << 0.9996 << 0 << 1.0;
    QTest::newRow("nearly certain") << 1 - 1e-12 << 0 << 1.0;
    QTest::newRow("rare") << 1e-6 << 50256 << 50257.0;
    QTest::newRow("very rare") << 3.2e-9 << 9999 << 12345.6;
}

void TestStepTable::fitsATerminal()
{
    QFETCH(double, probability);
    QFETCH(int, rank);
    QFETCH(double, vocabulary);
    Step step = someStep();
    step.rank = rank;
    step.modelProbability = step.samplingProbability = probability;
    step.info.modelEntropy = 15.62;
    step.info.samplingEntropy = 15.62;
    step.info.effectiveVocabulary = vocabulary;
    for (const QString& line : headerLines() + QStringList{row(100, step).chopped(1)})
        QVERIFY2(line.size() <= 80, qPrintable(line));
}

// Of a step of which a server told only some tokens.
void TestStepTable::bounds()
{
    auto step = someStep();
    step.coverage = {.known = 40, .vocabulary = 50257, .rest = 0.0625};
    step.info.most = {.modelEntropy = 8.25,
                      .samplingEntropy = 2.5,
                      .effectiveVocabulary = 5.7,
                      .topTokenProbability = 0.75,
                      .kept = 21};
    const StepTable table(true);
    const auto lines = QString::fromStdString(table.header()).split('\n');
    const auto line = QString::fromStdString(table.row(7, step));
    QCOMPARE(line.split(' ', Qt::SkipEmptyParts).mid(2),
             (QStringList{"4", "31.2%", "→", "5.00%–7.50%", "7.46–8.25", "→", "2.00–2.50",
                          "4.0–5.7\n"}));
    for (const auto& each : lines.first(2))
        QCOMPARE(each.size(), line.size() - 1);

    step.info.samplingEntropy = 0.0;
    step.info.effectiveVocabulary = 1.0;
    step.info.most->samplingEntropy = step.info.most->effectiveVocabulary =
        std::numeric_limits<double>::infinity();
    step.modelProbability = 0.0; // it isn't told either
    step.rank = 40;
    const auto words = QString::fromStdString(table.row(7, step));
    QVERIFY2(words.contains(" ≥ 41 ") && words.contains(" ≤ 6.25% ") &&
                 words.endsWith(" unknown\n") && words.contains("→     unknown "),
             qPrintable(words));
}

void TestStepTable::anyTokenIsOneLine_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("line breaks") << QByteArray("\n\r\n");
    QTest::newRow("tab") << QByteArray("\t");
    QTest::newRow("escape sequence") << QByteArray("\x1b[31m");
    QTest::newRow("half a character") << QByteArray("\xe2\x80");
    QTest::newRow("no character") << QByteArray("\xff");
    QTest::newRow("NUL") << QByteArray(1, '\0');
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("long") << QByteArray(40, 'x');
}

void TestStepTable::anyTokenIsOneLine()
{
    QFETCH(QByteArray, bytes);
    Step step = someStep();
    step.bytes = bytes.toStdString();
    const QString line = row(1, step);
    QCOMPARE(line.toUtf8(), QByteArray::fromStdString(StepTable().row(1, step))); // it is UTF-8
    QVERIFY(line.endsWith("4.0\n"));
    for (const QChar character : line.chopped(1))
        QVERIFY(character.isPrint());
}

LOGITSCOPE_TEST(TestStepTable)
#include "tst_step_table.moc"
