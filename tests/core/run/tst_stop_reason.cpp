#include "core/run/stop_reason.h"
#include "tests/test_program.h"

#include <QTest>

#include <string>

using namespace logitscope;

class TestStopReason : public QObject
{
    Q_OBJECT

private slots:
    void names();
    void named();
    void sentences();
};

void TestStopReason::names()
{
    QCOMPARE(std::string(stopReasonName(StopReason::Length)), std::string("length"));
    QCOMPARE(std::string(stopReasonName(StopReason::EndOfText)), std::string("end_of_text"));
    QCOMPARE(std::string(stopReasonName(StopReason::ContextFull)), std::string("context_full"));
    QCOMPARE(std::string(stopReasonName(StopReason::Stopped)), std::string("stopped"));
    QCOMPARE(std::string(stopReasonName(StopReason::StopString)), std::string("stop_string"));
}

void TestStopReason::named()
{
    for (const auto reason : {StopReason::Length, StopReason::EndOfText, StopReason::ContextFull,
                              StopReason::Stopped, StopReason::StopString})
        QVERIFY(stopReasonNamed(stopReasonName(reason)) == reason);
    for (const char* none : {"", "Length", "length ", "end of text"})
        QVERIFY(!stopReasonNamed(none));
}

void TestStopReason::sentences()
{
    QCOMPARE(std::string(stopReasonSentence(StopReason::Length)),
             std::string("token limit reached"));
    QCOMPARE(std::string(stopReasonSentence(StopReason::EndOfText)),
             std::string("the model ended the text"));
    QCOMPARE(std::string(stopReasonSentence(StopReason::ContextFull)),
             std::string("the context is full"));
    QCOMPARE(std::string(stopReasonSentence(StopReason::Stopped)), std::string("stopped"));
    QCOMPARE(std::string(stopReasonSentence(StopReason::StopString)), std::string("stop string"));
}

LOGITSCOPE_TEST(TestStopReason)
#include "tst_stop_reason.moc"
