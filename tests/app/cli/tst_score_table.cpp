// What `score` says of a model of which a server tells only the most likely tokens.
#include "app/cli/score_table.h"
#include "core/generation/score.h"
#include "tests/core/generation/noted_job.h"
#include "tests/core/generation/partial_model.h"
#include "tests/test_program.h"

#include <QStringList>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestScoreTable : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const OpenModel> whole_ = openEndless(61, {.contextLength = 60});
    std::shared_ptr<const OpenModel> partly_ = partial(whole_, {.first = 16});
    const std::vector<TokenId> text_ = {'T', 'h', 'e', ' ', 256, 's', 'e', 'a'};

    std::vector<TokenScore> scoresOf(const std::shared_ptr<const OpenModel>& model)
    {
        GenerationService service;
        GenerationClient client(service);
        return score(client, model, text_).value();
    }

private slots:

    void numbersHaveBounds()
    {
        const auto exact = scoresOf(whole_);
        const auto table = QString::fromStdString(scoreTable(*partly_, 'T', scoresOf(partly_)));
        const auto lines = table.split('\n');
        int unknown = 0;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const auto& line = lines[static_cast<qsizetype>(i) + 2];
            const bool isKnown = exact[i].rank < 16;
            unknown += isKnown ? 0 : 1;
            QCOMPARE(line.contains(" ≥ 17 "), !isKnown); // behind the 16 that are told
            QCOMPARE(line.contains(" ≤ "), !isKnown);
            QVERIFY(line.contains(u'–')); // the entropy
            if (isKnown)
                QVERIFY2(line.contains(QString(" %1 ").arg(exact[i].surprisal(), 0, 'f', 2)),
                         qPrintable(line));
        }
        QVERIFY(unknown > 0 && unknown < static_cast<int>(exact.size()));
        QVERIFY2(table.contains("perplexity at least "), qPrintable(table));
    }

    void jsonHasBothBounds()
    {
        const auto exact = scoresOf(whole_);
        const auto json = nlohmann::json::parse(scoresToJson(*partly_, 'T', scoresOf(partly_)));
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const auto& token = json["tokens"][i + 1];
            const auto& most = token["at_most"];
            QVERIFY(token["entropy"].get<double>() < exact[i].entropy + 1e-4);
            QVERIFY(most["entropy"].get<double>() > exact[i].entropy - 1e-4);
            const bool isKnown = exact[i].rank < 16;
            QCOMPARE(most.contains("probability"), !isKnown);
            QCOMPARE(most.contains("rank"), !isKnown);
            if (!isKnown)
                QVERIFY(most["surprisal"].is_null()); // nobody knows
        }
        QVERIFY(json["at_most"]["perplexity"].is_null());
        QVERIFY(json["perplexity"].get<double>() <= perplexityOf(exact)->low + 1e-3);
    }

    void exactOnesHaveNone()
    {
        const auto scores = scoresOf(whole_);
        QVERIFY(!QString::fromStdString(scoresToJson(*whole_, 'T', scores)).contains("at_most"));
        const auto table = QString::fromStdString(scoreTable(*whole_, 'T', scores));
        for (const auto* sign : {"≥", "≤", "at least"})
            QVERIFY(!table.contains(QString::fromUtf8(sign)));
    }
};

LOGITSCOPE_TEST(TestScoreTable)
#include "tst_score_table.moc"
