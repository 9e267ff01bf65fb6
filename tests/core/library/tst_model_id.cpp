#include "core/library/model_id.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;

class TestModelId : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void isNoName_data();
    void isNoName();
};

void TestModelId::names_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("revision");
    QTest::newRow("one word") << "gpt2"
                              << "gpt2"
                              << "main";
    QTest::newRow("owner") << "owner/name-1.5_b"
                           << "owner/name-1.5_b"
                           << "main";
    QTest::newRow("revision") << "owner/name@refs/pr/1"
                              << "owner/name"
                              << "refs/pr/1";
    QTest::newRow("page") << "https://huggingface.co/gpt2"
                          << "gpt2"
                          << "main";
    QTest::newRow("page of an owner") << "https://huggingface.co/owner/name/"
                                      << "owner/name"
                                      << "main";
    QTest::newRow("page of a branch") << "https://huggingface.co/owner/name/tree/v1.0"
                                      << "owner/name"
                                      << "v1.0";
}

void TestModelId::names()
{
    QFETCH(QString, text);
    const auto id = ModelId::parse(text.toStdString());
    QVERIFY(id);
    QTEST(QString::fromStdString(id->repository), "repository");
    QTEST(QString::fromStdString(id->revision), "revision");
}

void TestModelId::isNoName_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "/", "a/b/c", "../x", "a/..", "a--b", "-a", "a b", "a@", "a@../b", "a@b@c",
          "https://huggingface.co/", "https://huggingface.co/../x",
          "https://huggingface.co/owner/name/blob/main/config.json",
          "https://example.org/owner/name", "https://huggingface.co/a/b/tree/../c"})
        QTest::newRow(text) << text;
}

void TestModelId::isNoName()
{
    QFETCH(QString, text);
    const auto id = ModelId::parse(text.toStdString());
    QVERIFY(!id);
    const auto& message = id.error().message;
    QVERIFY2(message.find("expected") != std::string::npos, message.c_str());
}

LOGITSCOPE_TEST(TestModelId)
#include "tst_model_id.moc"
