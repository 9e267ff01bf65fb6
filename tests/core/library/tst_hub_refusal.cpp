// What a person reads when the hub refuses a model.
#include "tests/core/library/download_case.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestHubRefusal : public QObject
{
    Q_OBJECT

private slots:
    void refusals_data();
    void refusals();
    void anotherHost();
    void similarNames_data();
    void similarNames();
};

void TestHubRefusal::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("hasToken");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, int status, const char* code, bool hasToken,
                        const char* sentence) {
        QTest::newRow(name) << status << QByteArray(code) << hasToken << QString(sentence);
    };
    row("no such model", 401, "RepoNotFound", false,
        "small: hub has no such model, or it is private; check the name, or set HF_TOKEN to a "
        "token that may read it");
    row("no such model, with a token", 404, "RepoNotFound", true,
        "small: hub has no such model, or it is private; check the name, or set HF_TOKEN to "
        "another token that may read it");
    row("conditions", 401, "GatedRepo", false,
        "small: its conditions must be accepted first, at hub/small; then set HF_TOKEN to a token "
        "of that account");
    row("conditions, with a token", 403, "GatedRepo", true,
        "small: its conditions must be accepted first, at hub/small; then download it again with a "
        "token of that account");
    row("wrong token", 401, "", true,
        "small: hub doesn't accept the token; set HF_TOKEN to another");
    row("no token", 401, "", false,
        "small: hub asks for a token; set HF_TOKEN to one that may read this model");
    row("forbidden", 403, "", true,
        "small: isn't for this account, or not yet; look at hub/small, and set HF_TOKEN to a token "
        "that may read it");
    row("no such revision", 404, "RevisionNotFound", false,
        "small: has no revision main; its branches, tags and commits are at hub/small");
    row("proxy", 407, "", false,
        "small: the proxy asks for a password; put it into the proxy's address, as http_proxy has "
        "it");
    row("something else", 418, "", false,
        "small: config.json: hub answers with HTTP status 418; try again later");
}

void TestHubRefusal::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(bool, hasToken);
    QFETCH(QString, sentence);
    DownloadCase test;
    test.settings.token = hasToken ? "hf_secret" : "";
    test.hub.setScript([&](const HubRequest&, HubReply& reply) {
        reply = {.status = status};
        if (!code.isEmpty())
            reply.headers["X-Error-Code"] = code.toStdString();
    });
    QCOMPARE(test.errorOf(), sentence);
    QCOMPARE(test.hub.requests().size(), 1u); // asking again doesn't help
    QVERIFY(!std::filesystem::exists(test.root()));
}

// Of a storage, to which the hub redirects, no account and no name can be wrong: it may be that its
// address was good for an hour only.
void TestHubRefusal::anotherHost()
{
    for (const int status : {401, 403, 404}) {
        DownloadCase test;
        HubServer storage;
        test.hub.storeLargeFilesAt(storage);
        test.settings.token = "hf_secret";
        storage.setScript([&](const HubRequest&, HubReply& reply) {
            reply = {.status = status, .headers = {{"X-Error-Code", "RepoNotFound"}}};
        });
        const auto host = QString::fromStdString(storage.address()).remove("http://");
        QCOMPARE(
            test.errorOf(),
            QString("small: model.safetensors: %1 answers with HTTP status %2; try again later")
                .arg(host)
                .arg(status));
    }
}

void TestHubRefusal::similarNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("similar"); // empty: none
    const auto row = [](const char* name, const char* similar) {
        QTest::newRow(name) << QString(name) << QString(similar);
    };
    row("GPT2", "gpt2");
    row("gpt-2", "gpt2");
    row("openai/gpt2", "gpt2");
    row("OpenAI-Community/GPT2-XL", "gpt2-xl");
    row("gpt2_medium", "gpt2-medium");
    row("DistilGPT2", "distilgpt2");
    row("gpt3", "");
    row("gpt2/small", "");
}

void TestHubRefusal::similarNames()
{
    QFETCH(QString, name);
    QFETCH(QString, similar);
    DownloadCase test;
    const auto error = test.errorOf(name.toStdString());
    const auto advice = similar.isEmpty()
                            ? QString("check the name, or set HF_TOKEN")
                            : "did you mean " + similar + "? Otherwise check the name, or";
    QVERIFY2(error.startsWith(name + ": hub has no such model, or it is private; " + advice),
             qPrintable(error));

    test.hub.addModel(name.toStdString(), randomCheckpoint({}, 1)); // it is one
    test.hub.remove(name.toStdString(), "config.json");
    const auto another = test.errorOf(name.toStdString());
    QVERIFY2(!another.contains("did you mean"), qPrintable(another));
}

LOGITSCOPE_TEST(TestHubRefusal)
#include "tst_hub_refusal.moc"
