// Which files a download asks for, and what it refuses before the weights.
#include "core/generation/open_model.h"
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestModelLookup : public QObject
{
    Q_OBJECT

private slots:
    void allFilesAreOfOneCommit();
    void commitThatTheHubDoesNotGive();
    void severalFilesOfWeights();
    void tokenizerJsonAlone();
    void refusesBeforeTheWeights_data();
    void refusesBeforeTheWeights();
    void configThatIsTooLong();
};

// The first answer says which: main may move meanwhile.
void TestModelLookup::allFilesAreOfOneCommit()
{
    DownloadCase test;
    QVERIFY(test.download());
    const auto requests = test.hub.requests();
    QCOMPARE(QString::fromStdString(requests.front().path), "/small/resolve/main/config.json");
    QCOMPARE(std::ranges::count_if(requests,
                                   [](const HubRequest& request) {
                                       return request.path.find(HubServer::commit()) !=
                                              std::string::npos;
                                   }),
             std::ssize(requests) - 1);
    for (const auto& request : requests) {
        QCOMPARE(QString::fromStdString(request.headers.at("accept-encoding")), "identity");
        QVERIFY(request.headers.at("user-agent").starts_with("logitscope/"));
        QVERIFY(!request.has("authorization"));
    }
}

// Who asks for one commit gets that one or none.
void TestModelLookup::commitThatTheHubDoesNotGive()
{
    DownloadCase test;
    const std::string asked(40, 'a');
    test.serve(asked, std::string(40, 'b'));
    QCOMPARE(test.errorOf("small@" + asked),
             QString("small@%1: the hub has config.json of commit %2, and was asked for %1; try "
                     "again later")
                 .arg(QString("a").repeated(40), QString("b").repeated(40)));
    QVERIFY(!std::filesystem::exists(test.root()));
}

void TestModelLookup::severalFilesOfWeights()
{
    DownloadCase test;
    test.hub.remove("small", "model.safetensors");
    auto weightMap = nlohmann::json::object();
    const auto checkpoint = randomCheckpoint({}, 1);
    for (const bool first : {true, false}) {
        auto part = checkpoint;
        std::erase_if(part.weights,
                      [first](const auto& weight) { return (weight.first < "h.1") != first; });
        const std::string name = first ? "a.safetensors" : "b of two.safetensors";
        for (const auto& [tensor, weight] : part.weights)
            weightMap[tensor] = name;
        test.hub.add("small", name, part.modelSafetensors(), HubServer::Storage::Large);
    }
    test.hub.add("small", "model.safetensors.index.json",
                 nlohmann::json{{"weight_map", weightMap}}.dump().c_str());
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    const auto model = openModelFolder(*folder);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
}

void TestModelLookup::tokenizerJsonAlone()
{
    DownloadCase test;
    test.hub.remove("small", "vocab.json");
    test.hub.remove("small", "merges.txt");
    test.hub.add("small", "tokenizer.json", "{}");
    test.hub.add("small", "README.md", "---\nlicense: mit\n---\n");
    const auto folder = test.download();
    QVERIFY2(folder, qPrintable(textOf(folder)));
    QCOMPARE(contentsOf(*folder / "tokenizer.json"), QByteArray("{}"));
    QVERIFY(contentsOf(*folder / "README.md").contains("license: mit"));
}

void TestModelLookup::refusesBeforeTheWeights_data()
{
    QTest::addColumn<QByteArray>("file");     // that is another
    QTest::addColumn<QByteArray>("contents"); // empty: it isn't there
    QTest::addColumn<QString>("sentence");
    QTest::newRow("config") << QByteArray("config.json") << QByteArray("[]")
                            << "small: config.json: is not a JSON object";
    QTest::newRow("no config")
        << QByteArray("config.json") << QByteArray()
        << "small: has no config.json in revision main, so that it is no model that can be opened; "
           "choose a GPT-2";
    QTest::newRow("no tokenizer") << QByteArray("merges.txt") << QByteArray()
                                  << "small: has no tokenizer: neither vocab.json and merges.txt "
                                     "nor tokenizer.json; choose a GPT-2 that has one";
    QTest::newRow("no weights") << QByteArray("model.safetensors") << QByteArray()
                                << "small: has no model.safetensors; choose a repository that has "
                                   "one";
    QTest::newRow("pickle") << QByteArray("pytorch_model.bin") << QByteArray("pickle")
                            << "small: has its weights in pytorch_model.bin alone; it is a "
                               "pickle, which can run code when opened";
    QTest::newRow("out of the folder")
        << QByteArray("model.safetensors.index.json")
        << QByteArray(R"({"weight_map": {"wte.weight": "../x.safetensors"}})")
        << "small: model.safetensors.index.json: weight_map has \"../x.safetensors\" for tensor "
           "wte.weight, expected a .safetensors file of this folder";
    QTest::newRow("part is missing")
        << QByteArray("model.safetensors.index.json")
        << QByteArray(R"({"weight_map": {"wte.weight": "x.safetensors"}})")
        << "small: model.safetensors.index.json names x.safetensors, which the repository doesn't "
           "have; try again later";
    QByteArray names;
    for (int number = 0; number < 1001; ++number)
        names += QByteArray(number > 0 ? "," : "") + "\"t" + QByteArray::number(number) + "\": \"" +
                 QByteArray::number(number) + ".safetensors\"";
    QTest::newRow("too many parts")
        << QByteArray("model.safetensors.index.json") << "{\"weight_map\": {" + names + "}}"
        << "small: model.safetensors.index.json: names 1001 files";
}

void TestModelLookup::refusesBeforeTheWeights()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, contents);
    QFETCH(QString, sentence);
    DownloadCase test;
    if (contents.isEmpty())
        test.hub.remove("small", file.toStdString());
    else
        test.hub.add("small", file.toStdString(), contents);
    if (file.startsWith("pytorch") || file.endsWith("index.json"))
        test.hub.remove("small", "model.safetensors");
    const auto error = test.errorOf();
    QVERIFY2(error.startsWith(sentence), qPrintable(error));
    for (const auto& request : test.hub.requests())
        QVERIFY(request.method == "HEAD" || request.isFor("config.json") ||
                request.isFor("model.safetensors.index.json"));
    if (!sentence.contains("try again later")) // that may be mended
        QVERIFY2(!std::filesystem::exists(test.root()),
                 qPrintable(filesBelow(test.root()).join('\n')));
}

void TestModelLookup::configThatIsTooLong()
{
    DownloadCase test;
    test.hub.setScript([](const HubRequest& request, HubReply& reply) {
        if (request.isFor("config.json"))
            reply.headers["X-Linked-Size"] = "500000000000";
    });
    QCOMPARE(test.errorOf(),
             "small: config.json: takes 500 GB, more than any model's; choose a GPT-2");
    QCOMPARE(test.hub.requests("GET", "config.json").size(), 0u);
}

LOGITSCOPE_TEST(TestModelLookup)
#include "tst_model_lookup.moc"
