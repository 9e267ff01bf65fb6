#include "core/run/comparison_json.h"
#include "tests/core/run/branches.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

namespace
{

json someRows()
{
    return json::parse(rowsToJson(someComparison()).dump());
}

QString sentenceFor(const json& rows)
{
    const auto read = runFromRows(rows);
    return read ? QString() : QString::fromStdString(read.error().message);
}

// Every value in a JSON, by its path.
void collectPaths(const json& value, const json::json_pointer& path,
                  std::vector<json::json_pointer>& paths)
{
    paths.push_back(path);
    if (value.is_object()) {
        for (const auto& [name, field] : value.items())
            collectPaths(field, path / name, paths);
    }
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            collectPaths(value[i], path / i, paths);
    }
}

std::vector<json::json_pointer> pathsIn(const json& value)
{
    std::vector<json::json_pointer> paths;
    collectPaths(value, json::json_pointer(), paths);
    return paths;
}

} // namespace

class TestComparisonJson : public QObject
{
    Q_OBJECT

private slots:
    void writes();
    void statistics();
    void readsBack();
    void namesThatAreNotUtf8();
    void notAComparison();
    void rowsThatDiffer_data();
    void rowsThatDiffer();
    void namesTheRow();
    void everyFieldRemoved();
    void promptTokensMayBeMissing();
    void everyFieldReplaced();
};

void TestComparisonJson::writes()
{
    const auto comparison = someComparison();
    const auto rows = rowsToJson(comparison);
    std::vector<std::string> names;
    for (const auto& [name, value] : rows[0].items())
        names.push_back(name);
    QCOMPARE(names, (std::vector<std::string>{"strategy", "model", "version", "stream",
                                              "statistics", "prompt", "prompt_token_ids",
                                              "settings", "seed", "text", "stop_reason", "steps"}));

    // By another parser: a run's JSON and five fields more.
    const auto reread = QJsonDocument::fromJson(QByteArray::fromStdString(rows.dump())).array();
    QCOMPARE(reread.size(), 2);
    for (int i = 0; i < 2; ++i) {
        auto row = reread[i].toObject();
        QCOMPARE(row.take("strategy"), QJsonValue(i == 0 ? "greedy" : "nucleus"));
        QCOMPARE(row.take("model"), QJsonValue("starter"));
        QCOMPARE(row.take("version"), QJsonValue("0.1.0"));
        QCOMPARE(row.take("stream"), QJsonValue(i));
        QCOMPARE(row.take("statistics").toObject(), (QJsonObject{{"tokens", 2 - i},
                                                                 {"mean_entropy", 2.0},
                                                                 {"mean_effective_vocabulary", 4.0},
                                                                 {"mean_surprisal", 3.0},
                                                                 {"distinct_2", 1.0}}));
        row["model"] = "starter"; // a row by itself has it too
        const auto alone = rowToJson(comparison, comparison.branches[static_cast<std::size_t>(i)]);
        QCOMPARE(row, QJsonDocument::fromJson(QByteArray::fromStdString(alone.dump())).object());
    }
}

// Of the repeats: entropies 2 and 3, surprisals 3 and 1.
void TestComparisonJson::statistics()
{
    auto comparison = someComparison();
    auto second = comparison.branches[0];
    auto steps = stepsOf(second);
    for (auto& step : steps) {
        step.info.samplingEntropy = 3.0;
        step.modelProbability = 0.5;
    }
    second.leaf = follow(nullptr, std::move(steps));
    second.seed = 8;
    comparison.branches.push_back(second);
    comparison.branches[1].leaf = nullptr;
    const auto rows = rowsToJson(comparison);
    const double deviation = std::sqrt(0.5);
    for (const int row : {0, 2}) {
        const auto& repeats = rows[static_cast<std::size_t>(row)]["repeats"];
        QCOMPARE(repeats["runs"].get<int>(), 2);
        QCOMPARE(repeats["distinct"].get<int>(), 1);
        QCOMPARE(repeats["mean_entropy"]["mean"].get<double>(), 2.5);
        QCOMPARE(repeats["mean_entropy"]["sd"].get<double>(), deviation);
        QCOMPARE(repeats["mean_effective_vocabulary"]["sd"].get<double>(), 0.0);
        QCOMPARE(repeats["mean_surprisal"]["mean"].get<double>(), 2.0);
        QCOMPARE(repeats["mean_surprisal"]["sd"].get<double>(), std::sqrt(2.0));
        QCOMPARE(repeats["distinct_2"]["mean"].get<double>(), 1.0);
    }
    QVERIFY(!rows[1].contains("repeats"));
    QCOMPARE(rows[1]["statistics"]["tokens"].get<int>(), 0);
    QVERIFY(rows[1]["statistics"]["mean_entropy"].is_null());
}

void TestComparisonJson::readsBack()
{
    const auto read = runFromRows(someRows()).value();
    QCOMPARE(read.model, std::string("starter"));
    QCOMPARE(read.version, std::string("0.1.0"));
    QCOMPARE(read.branches.size(), std::size_t{2});
    QCOMPARE(read.branches[1].name, std::string("nucleus"));
    QCOMPARE(read.branches[1].stream, std::uint64_t{1});
    QVERIFY(isSame(read, someComparison()));
    QVERIFY(rowsToJson(read) == rowsToJson(someComparison()));
}

void TestComparisonJson::namesThatAreNotUtf8()
{
    auto comparison = someComparison();
    comparison.model = "mod\xff";
    comparison.branches[0].name = "\xe2\x80";
    const auto reread =
        QJsonDocument::fromJson(QByteArray::fromStdString(rowsToJson(comparison).dump()));
    QCOMPARE(reread[0]["model"], QJsonValue(QString("mod\ufffd")));
    QCOMPARE(reread[0]["strategy"], QJsonValue(QString("\ufffd")));
}

void TestComparisonJson::notAComparison()
{
    const QString expected = "the comparison is %1, expected an array with an object for each row";
    QCOMPARE(sentenceFor(json::object()), expected.arg("an object"));
    QCOMPARE(sentenceFor(json::array()), expected.arg("an empty array"));
    QCOMPARE(sentenceFor(json("x")), expected.arg("\"x\""));
    QCOMPARE(sentenceFor(json::parse("[", nullptr, false)), expected.arg("no JSON"));
    QCOMPARE(sentenceFor(json::array({1})), QString("row 1 is 1, expected an object"));
}

void TestComparisonJson::rowsThatDiffer_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("prompt") << "prompt" << QByteArray("\"Twice\"");
    QTest::newRow("prompt's tokens") << "prompt_token_ids" << QByteArray("[1]");
    QTest::newRow("model") << "model" << QByteArray("\"gpt2\"");
    QTest::newRow("version") << "version" << QByteArray("\"9\"");
}

void TestComparisonJson::rowsThatDiffer()
{
    QFETCH(QString, field);
    QFETCH(QByteArray, value);
    auto rows = someRows();
    rows[1][field.toStdString()] = json::parse(value.toStdString());
    QCOMPARE(sentenceFor(rows), QString("row 2: %1 is not that of row 1, and all rows of a "
                                        "comparison have it in common")
                                    .arg(field));
}

void TestComparisonJson::namesTheRow()
{
    auto rows = someRows();
    rows[1]["steps"][0]["u"] = -0.25;
    QCOMPARE(sentenceFor(rows),
             QString("row 2, step 1: u is -0.25, expected a number from 0 to below 1"));
    rows[1].erase("steps");
    QCOMPARE(sentenceFor(rows), QString("row 2: steps is missing"));
    rows[1]["strategy"] = 4;
    QCOMPARE(sentenceFor(rows), QString("row 2: strategy is 4, expected a string"));
    rows[0].erase("stream");
    QCOMPARE(sentenceFor(rows), QString("row 1: stream is missing"));
}

void TestComparisonJson::everyFieldRemoved()
{
    int fields = 0;
    for (const auto& path : pathsIn(someRows())) {
        if (path.empty())
            continue;
        auto rows = someRows();
        auto& parent = rows[path.parent_pointer()];
        if (!parent.is_object())
            continue;
        // A file may lack these: they are newer, or there in some rows only.
        if (path.back() == "prompt_token_ids" || path.back() == "top_token_probability")
            continue;
        parent.erase(path.back());
        const auto sentence = sentenceFor(rows);
        if (path.to_string().find("/statistics") != std::string::npos) {
            QCOMPARE(sentence, QString()); // follows from the steps; older files have none
            continue;
        }
        QVERIFY2(sentence.startsWith("row ") &&
                     sentence.endsWith(QString::fromStdString(path.back()) + " is missing"),
                 qPrintable(sentence));
        ++fields;
    }
    QCOMPARE(fields, 2 * (10 + 4) + 3 * 10); // two rows with settings, three steps
}

// Whatever stands in a file, there is a comparison that can be written, or one line that says why
// not.
void TestComparisonJson::promptTokensMayBeMissing()
{
    auto rows = someRows();
    rows[0].erase("prompt_token_ids");
    QVERIFY(sentenceFor(rows).startsWith("row 2: prompt_token_ids is not that of row 1"));
    rows[1].erase("prompt_token_ids");
    QCOMPARE(sentenceFor(rows), QString());
}

void TestComparisonJson::everyFieldReplaced()
{
    const std::vector<json> values = {
        json(),
        true,
        0,
        -1,
        0.5,
        -0.5,
        1e300,
        -1e300,
        std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::uint64_t>::max(),
        std::uint64_t{1} << 31,
        "",
        "end_of_text",
        "\xff\n",
        std::string(100'000, 'x'),
        json::array(),
        json::array({json()}),
        json::object(),
        json::object({{"", json::array()}}),
        json::binary({1, 2}),
        json(json::value_t::discarded),
    };
    const auto original = someRows();
    for (const auto& path : pathsIn(original)) {
        for (const auto& value : values) {
            auto rows = original;
            rows[path] = value;
            const auto read = runFromRows(rows);
            if (read) {
                QVERIFY(!rowsToJson(*read).dump().empty());
            } else {
                const auto sentence = QString::fromStdString(read.error().message);
                QVERIFY2(!sentence.isEmpty() && sentence.size() < 250 && !sentence.contains('\n'),
                         qPrintable(sentence));
            }
        }
    }
}

LOGITSCOPE_TEST(TestComparisonJson)
#include "tst_comparison_json.moc"
