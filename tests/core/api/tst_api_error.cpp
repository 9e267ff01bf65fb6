#include "core/api/api_error.h"
#include "tests/test_program.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;

class TestApiError : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldIsThere();
    void whatIsUnknownIsNull();
    void theOrderIsOpenAis();
    void bytesThatAreNoText();
};

namespace
{

// By another parser than the one that wrote it.
QJsonObject reread(const ApiError& error)
{
    const auto bytes = QByteArray::fromStdString(toJson(error).dump());
    return QJsonDocument::fromJson(bytes)["error"].toObject();
}

} // namespace

void TestApiError::everyFieldIsThere()
{
    const ApiError error{.status = 404,
                         .message = "there is no model x",
                         .type = "server_error",
                         .param = "model",
                         .code = "model_not_found"};
    QCOMPARE(reread(error), (QJsonObject{{"message", "there is no model x"},
                                         {"type", "server_error"},
                                         {"param", "model"},
                                         {"code", "model_not_found"}}));
}

void TestApiError::whatIsUnknownIsNull()
{
    QCOMPARE(reread({.message = "no"}), (QJsonObject{{"message", "no"},
                                                     {"type", "invalid_request_error"},
                                                     {"param", QJsonValue::Null},
                                                     {"code", QJsonValue::Null}}));
}

void TestApiError::theOrderIsOpenAis()
{
    QCOMPARE(toJson({.message = "no"}).dump(), R"({"error":{"message":"no",)"
                                               R"("type":"invalid_request_error",)"
                                               R"("param":null,"code":null}})");
}

void TestApiError::bytesThatAreNoText()
{
    QCOMPARE(reread({.message = "a\xff", .param = "\xc3"}),
             (QJsonObject{{"message", "a\ufffd"},
                          {"type", "invalid_request_error"},
                          {"param", "\ufffd"},
                          {"code", QJsonValue::Null}}));
}

LOGITSCOPE_TEST(TestApiError)
#include "tst_api_error.moc"
