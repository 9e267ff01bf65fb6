#include "app/cli/bench_report.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;

namespace
{

BenchReport someReport()
{
    return {.model = {.name = "gpt2",
                      .parameters = 124'439'808,
                      .vocabularySize = 50257,
                      .contextLength = 1024,
                      .device = "CPU",
                      .engine = "native",
                      .precision = "BF16",
                      .weightBytes = 247'000'000},
            .request = {.rows = 9, .promptTokens = 100, .tokens = 64},
            .threads = 2,
            .loadMilliseconds = 812.25,
            .benchmark = {.prefillTokensPerSecond = 800.0,
                          .decodeMedian = 6.5,
                          .decode95th = 7.75,
                          .rowsDecodeMedian = 13.0,
                          .samplingMedian = 0.26},
            .readBandwidth = 50.5,
            .peakMemory = 412.0};
}

} // namespace

class TestBenchReport : public QObject
{
    Q_OBJECT

private slots:
    void json();
    void text();
    void oneRow();
    void libtorch();
};

void TestBenchReport::json()
{
    const auto json = nlohmann::json::parse(someReport().json().dump());
    const nlohmann::json expected = {{"model", "gpt2"},
                                     {"precision", "BF16"},
                                     {"engine", "native"},
                                     {"threads", 2},
                                     {"device", "CPU"},
                                     {"rows", 9},
                                     {"prompt_tokens", 100},
                                     {"tokens", 64},
                                     {"load_ms", 812.25},
                                     {"prefill_tokens_per_s", 800.0},
                                     {"decode_ms_median", 6.5},
                                     {"decode_ms_p95", 7.75},
                                     {"rows_decode_ms_median", 13.0},
                                     {"sampling_ms_median", 0.26},
                                     {"weight_bytes", 247'000'000},
                                     {"read_bandwidth_gb_s", 50.5},
                                     {"achieved_gb_s", 38.0}, // 247 MB in 6.5 ms
                                     {"peak_memory_mb", 412.0}};
    QCOMPARE(QString::fromStdString(json.dump()), QString::fromStdString(expected.dump()));
}

void TestBenchReport::text()
{
    QCOMPARE(QString::fromStdString(someReport().text()),
             QString("gpt2, 124.4M parameters, BF16 on CPU, 2 threads\n\n"
                     "loading                   812.2 ms\n"
                     "a prompt of 100           125.0 ms, 800 tokens/s\n"
                     "a step of one row           6.5 ms, 95% within 7.8 ms; 153.8 tokens/s\n"
                     "a step of 9 rows           13.0 ms, 2.00 times one row's; 692 tokens/s\n"
                     "sampling their tokens       0.3 ms, 2.0% of that step\n"
                     "reading weights            38.0 GB/s, of 50.5 that this machine reads; "
                     "247.0 MB a step\n"
                     "memory, at most           412.0 MB\n"));
}

void TestBenchReport::oneRow()
{
    auto report = someReport();
    report.request.rows = 1;
    report.threads = 1;
    const auto text = QString::fromStdString(report.text());
    QVERIFY(text.contains(", 1 thread\n"));
    QVERIFY(text.contains("\na step again "));
}

void TestBenchReport::libtorch()
{
    auto report = someReport();
    report.model.engine = "libtorch";
    QCOMPARE(report.json().at("engine").get<std::string>(), std::string("libtorch"));
    QVERIFY(report.text().starts_with(
        "gpt2, 124.4M parameters, BF16 on CPU with libtorch, 2 threads\n"));
}

LOGITSCOPE_TEST(TestBenchReport)
#include "tst_bench_report.moc"
