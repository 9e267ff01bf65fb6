// logitscope bench as a person or a script calls it.
#include "tests/app/cli/program.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace logitscope;

using namespace logitscope::fixtures;

class TestBenchCommand : public QObject
{
    Q_OBJECT

private slots:
    void json();
    void text();
    void precisions();
    void window();
    void errors_data();
    void errors();
};

void TestBenchCommand::json()
{
    const auto run =
        runProgram({"bench", "--tokens", "5", "--rows", "2", "--threads", "1", "--json"});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.err, QByteArray());
    const auto json = nlohmann::json::parse(run.out.toStdString());
    QCOMPARE(json.at("model").get<std::string>(), std::string("starter"));
    QCOMPARE(json.at("precision").get<std::string>(), std::string("F32"));
    QCOMPARE(json.at("device").get<std::string>(), std::string("CPU"));
    QCOMPARE(json.at("threads").get<int>(), 1);
    QCOMPARE(json.at("rows").get<int>(), 2);
    QCOMPARE(json.at("prompt_tokens").get<int>(), 32);
    for (const auto* key : {"load_ms", "prefill_tokens_per_s", "decode_ms_median", "decode_ms_p95",
                            "rows_decode_ms_median", "sampling_ms_median", "read_bandwidth_gb_s",
                            "achieved_gb_s", "peak_memory_mb"})
        QVERIFY2(json.at(key).is_number() && json.at(key).get<double>() > 0.0, key);
    // 4 bytes a parameter, but for the position embedding; panels are filled up.
    QVERIFY(json.at("weight_bytes").get<double>() > 4.0 * (10.19e6 - 512.0 * 320.0) * 0.99);
    QVERIFY(json.at("weight_bytes").get<double>() < 4.0 * 10.19e6 * 1.02);
}

void TestBenchCommand::text()
{
    const auto run = runProgram({"bench", "--tokens", "5", "--prompt-tokens", "7"});
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.out.startsWith("starter, 10.2M parameters, F32 on "));
    QVERIFY(run.out.contains("\na prompt of 7 "));
    QVERIFY(run.out.contains("\na step of 9 rows "));
}

void TestBenchCommand::precisions()
{
    const auto bytes = [](const QString& precision) {
        const auto run = runProgram({"bench", "--precision", precision, "--tokens", "2", "--json"});
        return nlohmann::json::parse(run.out.toStdString()).at("weight_bytes").get<double>();
    };
    QVERIFY(std::abs(bytes("bf16") / bytes("f32") - 0.5) < 0.01);
    QVERIFY(std::abs(bytes("int8") / bytes("f32") - 0.25) < 0.02);
}

void TestBenchCommand::window()
{
#ifdef LOGITSCOPE_GUI
    const auto run = runProgram({"bench", "--window", "--ticks", "2", "--json"});
    QCOMPARE(run.exitCode, 0);
    const auto json = nlohmann::json::parse(run.out.toStdString());
    QCOMPARE(json.at("vocabulary").get<int>(), 50257);
    QCOMPARE(json.at("width").get<int>(), 1920);
    QCOMPARE(json.at("height").get<int>(), 1080);
    QCOMPARE(json.at("tokens").get<int>(), 1000);
    QCOMPARE(json.at("sliders").size(), std::size_t{6});
    for (const auto& slider : json.at("sliders"))
        QVERIFY(slider.at("painted_ms_p99").get<double>() > 0.0);
#else
    QVERIFY(runProgram({"bench", "--window"}).exitCode != 0);
#endif
}

void TestBenchCommand::errors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("shape") << QStringList{"--shape", "gpt5"}
                           << "shape is gpt5, expected gpt2, gpt2-medium, gpt2-large or gpt2-xl";
    QTest::newRow("precision") << QStringList{"--precision", "int4"}
                               << "precision is int4, expected auto, f32, bf16 or int8";
    QTest::newRow("engine") << QStringList{"--engine", "torch"}
                            << "engine is torch, expected auto, native or libtorch";
    QTest::newRow("native on CUDA")
        << QStringList{"--engine", "native", "--device", "cuda"}
        << "engine is native, which runs on the processor only; choose libtorch as the engine, or "
           "cpu as the device\n";
    QTest::newRow("INT8 in libtorch")
        << QStringList{"--engine", "libtorch", "--precision", "int8"}
        << "precision is int8, which only the native engine has; choose f32 or bf16, or native as "
           "the engine\n";
    QTest::newRow("rows") << QStringList{"--rows", "0"} << "--rows is 0, expected 1 to 64";
    QTest::newRow("tokens") << QStringList{"--tokens", "0"} << "--tokens is 0, expected 1 or more";
    QTest::newRow("threads") << QStringList{"--threads", "-1"}
                             << "--threads is -1, expected 0 or more";
    QTest::newRow("no number") << QStringList{"--rows", "nine"}
                               << "--rows is nine, expected a whole number";
    QTest::newRow("no folder") << QStringList{"--model", "/nowhere"}
                               << "/nowhere: is not a folder; choose one with config.json, ";
}

void TestBenchCommand::errors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const auto run = runProgram(QStringList{"bench"} + arguments);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.out, QByteArray());
    QVERIFY2(run.err.startsWith("logitscope: " + sentence.toUtf8()), run.err);
}

LOGITSCOPE_TEST(TestBenchCommand)
#include "tst_bench_command.moc"
