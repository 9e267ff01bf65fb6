#include "core/remote/candidate_request.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestCandidateRequest : public QObject
{
    Q_OBJECT

private slots:
    void limits();
};

void TestCandidateRequest::limits()
{
    QCOMPARE(fewerCandidates("Requested sample logprobs of 50257, which is greater than max "
                             "allowed: 37 (parameter=logprobs, value=-1)",
                             50'257),
             std::optional(37));
    QCOMPARE(fewerCandidates("logprobs is too large", 100), std::optional(20));
    QCOMPARE(fewerCandidates("logprobs is too large", 20), std::optional(5));
    QCOMPARE(fewerCandidates("logprobs is too large", 5), std::nullopt);
    QCOMPARE(fewerCandidates("logprobs: max allowed: 0", 5), std::nullopt);
    QCOMPARE(fewerCandidates("the prompt is too long", 100), std::nullopt);
}

LOGITSCOPE_TEST(TestCandidateRequest)
#include "tst_candidate_request.moc"
