// `logitscope compare` as a shell runs it.
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/strategy.h"
#include "core/text/word_wrap.h"
#include "tests/app/cli/made_up_model.h"
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// Equal, but for the last bits of numbers that another process may have summed in another order.
bool alike(const QJsonValue& one, const QJsonValue& other)
{
    if (one.isObject()) {
        const auto names = one.toObject().keys();
        return names == other.toObject().keys() &&
               std::ranges::all_of(
                   names, [&](const QString& name) { return alike(one[name], other[name]); });
    }
    if (one.isArray()) {
        const auto count = one.toArray().size();
        for (int i = 0; i < count; ++i) {
            if (!alike(one.toArray()[i], other.toArray()[i]))
                return false;
        }
        return other.toArray().size() == count;
    }
    if (one.isDouble() && other.isDouble())
        return std::abs(one.toDouble() - other.toDouble()) <= 1e-9 * (1 + std::abs(one.toDouble()));
    return one == other;
}

QList<QJsonObject> rowsOf(const Finished& run)
{
    QList<QJsonObject> rows;
    for (const auto& row : QJsonDocument::fromJson(run.out).array())
        rows << row.toObject();
    return rows;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private slots:
    void table_data();
    void table();
    void defaults();
    void sameAsSample_data();
    void sameAsSample();
    void repeats();
    void ownRandomNumbers();
    void precision();
    void markdown();
    void unusualPrompts_data();
    void unusualPrompts();
    void help();
    void progress();

private:
    // A run on the made-up model
    QStringList compare(const QStringList& more) const
    {
        return QStringList{"compare", "--model", tiny_.path(), "--text", "the"} + more;
    }

    MadeUpModel tiny_{smallCheckpoint()};
};

void TestCompare::table_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("prompt");
    QTest::newRow("80") << 80 << "In a world where";
    QTest::newRow("120") << 120 << "In a world where";
    QTest::newRow("wide characters") << 80 << "从前有🙂";
    QTest::newRow("empty prompt") << 80 << "";
    QTest::newRow("long prompt") << 80 << QString("once upon a time ").repeated(20);
}

void TestCompare::table()
{
    QFETCH(int, columns);
    QFETCH(QString, prompt);
    qputenv("COLUMNS", QByteArray::number(columns));
    const auto run = runProgram({"compare", "--text", prompt, "--max-tokens", "12", "--seed", "7"});
    qunsetenv("COLUMNS");
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    QVERIFY(isUtf8(run.out));
    const auto lines = QString::fromUtf8(run.out).split('\n');
    for (const auto& line : lines)
        QVERIFY2(displayWidth(line.toStdString()) <= columns, qPrintable(line));
    for (const auto& strategy : strategies()) {
        const auto heading =
            QString::fromStdString(strategy.name + "  " + settingsText(strategy.settings)) + " ─";
        QCOMPARE(lines.filter(heading).size(), 1);
    }
    QCOMPARE(lines.filter("  entropy ").size(), 9);
    QCOMPARE(lines.filter("seed 7").size(), 1);
}

void TestCompare::defaults()
{
    const auto run = runProgram(compare({}));
    QCOMPARE(run.exitCode, 0);
    const auto same = runProgram(compare({"--strategies", "all", "--max-tokens", "40", "--seed",
                                          "1", "--repeats", "1", "--same-random-numbers", "on"}));
    QCOMPARE(same.out, run.out);
    const auto other = runProgram(compare({"--seed", "2"}));
    QVERIFY(other.out != run.out);
    const auto none = runProgram(compare({"--max-tokens", "0"}));
    QCOMPARE(none.out.count("0 tokens, token limit reached"), 9);
}

void TestCompare::sameAsSample_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("options");
    QStringList nine;
    for (const auto& strategy : strategies())
        nine << QString::fromStdString(strategy.name);
    QTest::newRow("made up") << nine << QStringList{"--model", tiny_.path(), "--text",       "the",
                                                    "--seed",  "5",          "--max-tokens", "50"};
    QTest::newRow("context full") << QStringList{"greedy", "high_temp"}
                                  << QStringList{"--model", tiny_.path(),   "--text",
                                                 "the",     "--max-tokens", "1000"};
    QTest::newRow("bundled") << QStringList{"greedy", "medium_temp", "nucleus"}
                             << QStringList{"--text", "Once upon a time", "--max-tokens", "24"};
    QTest::newRow("stop") << QStringList{"greedy", "nucleus", "high_temp"}
                          << QStringList{
                                 "--text", "Once upon a time", "--max-tokens", "24", "--stop",
                                 ", ",     "--stop",           "e w"};
}

void TestCompare::sameAsSample()
{
    QFETCH(QStringList, names);
    QFETCH(QStringList, options);
    const auto run =
        runProgram(QStringList{"compare", "--json", "--strategies", names.join(',')} + options);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.exitCode, 0);
    const auto rows = rowsOf(run);
    QCOMPARE(rows.size(), names.size());
    for (int i = 0; i < rows.size(); ++i) {
        auto row = rows[i];
        QCOMPARE(row.take("strategy"), QJsonValue(names[i]));
        QVERIFY(!row["model"].toString().isEmpty());
        QVERIFY(row.take("version").toString().contains('.'));
        QCOMPARE(row.take("stream"), QJsonValue(0));
        QCOMPARE(row.take("statistics")["tokens"].toInt(), row["steps"].toArray().size());
        const auto alone =
            runProgram(QStringList{"sample", "--json", "--strategy", names[i]} + options);
        const auto expected = QJsonDocument::fromJson(alone.out).object();
        QVERIFY(!expected["steps"].toArray().isEmpty());
        QVERIFY2(alike(row, expected), qPrintable(names[i]));
    }
}

void TestCompare::repeats()
{
    const auto rows = rowsOf(runProgram(
        compare({"--json", "--strategies", "nucleus,greedy", "--repeats", "2", "--seed", "9"})));
    QStringList found;
    for (const auto& row : rows)
        found << row["strategy"].toString() + QString(" %1").arg(row["seed"].toInt());
    QCOMPARE(found, (QStringList{"nucleus 9", "nucleus 10", "greedy 9", "greedy 10"}));
    for (const auto& row : rows)
        QCOMPARE(row["stream"], QJsonValue(0));

    const auto most = runProgram(
        compare({"--json", "--strategies", "greedy", "--repeats", "64", "--max-tokens", "1"}));
    QCOMPARE(rowsOf(most).size(), 64);
}

void TestCompare::ownRandomNumbers()
{
    const auto rows =
        rowsOf(runProgram(compare({"--json", "--strategies", "nucleus,greedy,top_k_20", "--repeats",
                                   "2", "--same-dice", "off", "--max-tokens", "2"})));
    QList<int> streams;
    for (const auto& row : rows)
        streams << row["stream"].toInt();
    QCOMPARE(streams, (QList<int>{0, 0, 1, 1, 2, 2}));
}

// What is rounded gives other numbers, and says so; auto is F32 for a model as small as this one.
void TestCompare::precision()
{
    const auto first = [this](const QStringList& more) {
        return rowsOf(runProgram(compare(
            QStringList{"--json", "--strategies", "medium_temp", "--max-tokens", "1"} + more)))[0];
    };
    const auto probability = [](const QJsonValue& row) {
        return row["steps"][0]["probability_raw"].toDouble();
    };
    const auto f32 = first({"--precision", "f32"});
    QCOMPARE(first({}), f32);
    QVERIFY(probability(f32) > 0.0);
    for (const auto* precision : {"bf16", "int8"}) {
        const auto rounded = first({"--precision", precision});
        QCOMPARE(rounded["model"].toString(),
                 f32["model"].toString() + " " + QString(precision).toUpper());
        QVERIFY(probability(rounded) != probability(f32));
    }
}

// The table of the run that --json says.
void TestCompare::markdown()
{
    const QStringList options = {"--strategies", "greedy,nucleus", "--max-tokens", "20"};
    const auto json = runProgram(compare(QStringList{"--json"} + options));
    const auto markdown = runProgram(compare(QStringList{"--markdown"} + options));
    QCOMPARE(markdown.exitCode, 0);
    const auto comparison = runFromRows(nlohmann::json::parse(json.out.toStdString())).value();
    // Bytes that are no characters are not in the JSON, so only the lines before the texts.
    const auto expected = QByteArray::fromStdString(toMarkdown(comparison));
    QCOMPARE(markdown.out.left(markdown.out.indexOf("| greedy")),
             expected.left(expected.indexOf("| greedy")));
    QCOMPARE(markdown.out.count('\n'), 8);
}

void TestCompare::unusualPrompts_data()
{
    QTest::addColumn<QString>("prompt"); // for printf
    QTest::newRow("lines") << "a\\n\\n\\tb\\r\\n";
    QTest::newRow("brackets") << "[a,b]";
    QTest::newRow("not UTF-8") << "a\\377z\\342\\200";
    QTest::newRow("escape") << "\\033[2J";
}

void TestCompare::unusualPrompts()
{
    QFETCH(QString, prompt);
    for (const char* form : {"", " --json", " --markdown"}) {
        const auto run = runShell("exec \"$0\" compare --model '" + tiny_.path() +
                                  "' --max-tokens 3 --text \"$(printf '" + prompt + "')\"" + form);
        QCOMPARE(run.err, QByteArray());
        QCOMPARE(run.exitCode, 0);
        QVERIFY(isUtf8(run.out));
        QVERIFY(!run.out.contains('\x1b'));
    }
}

void TestCompare::help()
{
    QVERIFY(runProgram({"--help"}).out.contains("compare"));
    const auto run = runProgram({"compare", "--help"});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.err, QByteArray());
    for (const char* option : {"--text", "--strategies", "--max-tokens", "--stop", "--seed",
                               "--repeats", "--same-random-numbers", "--same-dice", "--json",
                               "--markdown", "--export", "--model", "--device", "top_p_95"})
        QVERIFY2(run.out.contains(option), option);
    QVERIFY(runProgram({"compare", "--version"}).out.startsWith("logitscope "));
}

// On a terminal: written over and over on one line, and gone at the end.
void TestCompare::progress()
{
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
    const int kept = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY); // what is written stays
    const auto run = runShell("exec \"$0\" compare --model '" + tiny_.path() +
                              "' --text the --strategies greedy,nucleus --max-tokens 3 2>" +
                              ::ptsname(terminal));
    // The kernel hands it over piece by piece; the last one erases the line.
    QByteArray written;
    pollfd more{.fd = terminal, .events = POLLIN, .revents = 0};
    while (!written.endsWith(" \r") && ::poll(&more, 1, 10'000) > 0) {
        char piece[4096];
        const auto length = ::read(terminal, piece, sizeof piece);
        if (length <= 0)
            break;
        written.append(piece, length);
    }
    ::close(kept);
    ::close(terminal);
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.out.contains("3 tokens, token limit reached"));
    QVERIFY2(written.startsWith("\r0 of 6 tokens, 2 of 2 rows running"), written);
    QVERIFY2(written.contains("\r6 of 6 tokens, 0 of 2 rows running"), written);
    QVERIFY2(!written.contains('\n'), written);
    const auto erased = written.mid(written.indexOf("\r6 of 6 tokens, 0 of 2") + 1);
    QCOMPARE(erased.mid(erased.indexOf('\r')).trimmed(), QByteArray());
    QVERIFY(erased.endsWith('\r'));
}

LOGITSCOPE_TEST(TestCompare)
#include "tst_compare_command.moc"
