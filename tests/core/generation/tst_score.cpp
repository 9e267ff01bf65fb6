#include "core/generation/score.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/plain_run.h"
#include "tests/core/sampling/reference.h"
#include "tests/fixtures/read_token.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestScore : public QObject
{
    Q_OBJECT

private slots:

    // Read token by token, with a softmax written out.
    void isThePlainSoftmaxs()
    {
        const auto model = fixtures::openEndless(3, {.contextLength = 40});
        const std::vector<TokenId> text = {'T', 'h', 'e', ' ', 256, 's', 'e', 'a', 'a', 'a'};
        const auto scores = score(client_, model, text).value();
        QCOMPARE(scores.size(), text.size() - 1);
        const auto context = model->model->newContext();
        auto logits = context->prefill(std::span(text).first(1)).value();
        long double nats = 0.0L;
        for (std::size_t i = 1; i < text.size(); ++i) {
            const auto logs = logSoftmax(logits);
            const auto token = static_cast<std::size_t>(text[i]);
            long double bits = 0.0L;
            for (const auto log : logs)
                bits -= std::exp(log) * log / std::log(2.0L);
            const auto& found = scores[i - 1];
            QCOMPARE(found.token, text[i]);
            QVERIFY(std::abs(found.probability - std::exp(logs[token])) < 1e-6L);
            QVERIFY(std::abs(found.surprisal() + logs[token] / std::log(2.0L)) < 1e-4L);
            QVERIFY(std::abs(found.entropy - bits) < 1e-4L);
            const auto ranking = reference::ranking(logits);
            QCOMPARE(ranking[static_cast<std::size_t>(found.rank)], text[i]);
            nats -= logs[token] / static_cast<long double>(text.size() - 1);
            logits = readToken(*context, text[i]).value();
        }
        QVERIFY(std::abs(perplexityOf(scores)->low / std::exp(nats) - 1.0L) < 1e-4L);
    }

    void aSingleTokenHasNone()
    {
        const auto model = fixtures::openEndless(3);
        QVERIFY(score(client_, model, {'a'}).value().empty());
        QVERIFY(!perplexityOf({}));
    }

    void textsThatCantBeRead()
    {
        const auto model = fixtures::openEndless(3, {.contextLength = 8});
        QCOMPARE(QString::fromStdString(score(client_, model, {}).error().message),
                 "the text is empty, expected at least one token");
        QVERIFY(!score(client_, model, std::vector<TokenId>(9, 'a')));
        QVERIFY(score(client_, model, std::vector<TokenId>(8, 'a')));
    }

private:
    GenerationService service_;
    GenerationClient client_{service_};
};

LOGITSCOPE_TEST(TestScore)
#include "tst_score.moc"
