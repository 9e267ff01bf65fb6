// The fuzzers of core/ over the inputs that are kept, in a build without libFuzzer.
#include "core/run/session.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/kept_inputs.h"
#include "tests/test_program.h"

using namespace logitscope::fuzz;

class TestFuzzInputs : public QObject
{
    Q_OBJECT

private slots:
    void keptInputs_data();
    void keptInputs();
    void seedsAreRuns();
};

void TestFuzzInputs::keptInputs_data()
{
    QTest::addColumn<Fuzzer>("fuzzer");
    QTest::addColumn<QString>("file");
    addKeptInputs("safetensors", safetensors);
    addKeptInputs("checkpoint_index", checkpointIndex);
    addKeptInputs("gpt2_config", gpt2Config);
    addKeptInputs("tokenizer", tokenizer);
    addKeptInputs("run_json", runJson);
    addKeptInputs("http_request", httpRequest);
    addKeptInputs("hub_answer", hubAnswer);
    addKeptInputs("remote_answer", remoteAnswer);
    addKeptInputs("lesson", lesson);
    addKeptInputs("room_request", roomRequest);
}

// A fuzzer ends the program where something is wrong.
void TestFuzzInputs::keptInputs()
{
    QFETCH(Fuzzer, fuzzer);
    QFETCH(QString, file);
    const auto bytes = contentsOf(file);
    for (const auto length : {bytes.size(), bytes.size() / 2, qsizetype(0)}) // cut short, too
        fuzzer({bytes.constData(), static_cast<std::size_t>(length)});
}

// Otherwise a fuzzer would only see what isn't opened.
void TestFuzzInputs::seedsAreRuns()
{
    const QDir folder(LOGITSCOPE_FUZZ_DATA "/corpus/run_json");
    QVERIFY(!folder.isEmpty());
    for (const auto& file : folder.entryList(QDir::Files)) {
        const auto read =
            logitscope::sessionOrRunFromText(contentsOf(folder.filePath(file)).toStdString());
        QVERIFY2(read, read ? "" : read.error().message.c_str());
    }
}

LOGITSCOPE_TEST(TestFuzzInputs)
#include "tst_fuzz_inputs.moc"
