#include "core/room/scores_csv.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class ScoresCsvTest : public QObject
{
    Q_OBJECT

private slots:
    void aLineAPerson();
    void namesAreQuotedAndNoFormulas();
};

void ScoresCsvTest::aLineAPerson()
{
    const std::vector<PersonScore> scores{{"Ada", 3, 2, -1.25, 2}, {"Grace", 1, 0, 0.0, 0}};
    QCOMPARE(scoresCsv(scores),
             std::string("name,rounds,right,rounds_with_confidence,log_score_bits\n"
                         "\"Ada\",3,2,2,-1.250\n"
                         "\"Grace\",1,0,0,0.000\n"));
}

void ScoresCsvTest::namesAreQuotedAndNoFormulas()
{
    const std::vector<PersonScore> scores{{"=1+1", 1, 0, 0.0, 0}, {"A \"B\", C", 1, 0, 0.0, 0}};
    const auto csv = scoresCsv(scores);
    QVERIFY(csv.find("\n\"'=1+1\",1,") != std::string::npos);
    QVERIFY(csv.find("\n\"A \"\"B\"\", C\",1,") != std::string::npos);
}

LOGITSCOPE_TEST(ScoresCsvTest)
#include "tst_scores_csv.moc"
