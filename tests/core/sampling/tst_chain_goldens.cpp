// Chains against what numpy made of the papers' formulas: tests/data/make_sampler_chain_goldens.py.
#include "core/sampling/distribution.h"
#include "tests/test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace logitscope;

namespace
{

template <class Number>
std::vector<Number> numbersOf(const QJsonValue& value)
{
    std::vector<Number> numbers;
    for (const auto& each : value.toArray())
        numbers.push_back(static_cast<Number>(each.toDouble()));
    return numbers;
}

} // namespace

class TestChainGoldens : public QObject
{
    Q_OBJECT

private slots:

    void areNumpys()
    {
        QFile file(LOGITSCOPE_TEST_DATA "/sampler_chain_goldens.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
        QVERIFY(cases.size() > 300);
        for (const auto& value : cases)
            check(value.toObject());
    }

private:
    static void check(const QJsonObject& golden)
    {
        const auto text = golden["chain"].toString();
        const auto chain = parseChain(text.toStdString()).value();
        const auto prompt = numbersOf<TokenId>(golden["prompt"]);
        const auto sampled = numbersOf<TokenId>(golden["sampled"]);
        ChainInput input{
            .prompt = prompt, .sampled = sampled, .chance = golden["chance"].toDouble()};
        if (!golden["mu"].isNull())
            input.mu = golden["mu"].toDouble();
        const auto distribution =
            Distribution::rank(numbersOf<float>(golden["logits"]))->penalised(chain, input);
        const auto shaped = distribution.shape(chain, input);

        const auto tokens = numbersOf<TokenId>(golden["tokens"]);
        const auto probabilities = numbersOf<double>(golden["probabilities"]);
        const auto removedBy = golden["removed_by"].toArray();
        QCOMPARE(static_cast<int>(tokens.size()), distribution.size());
        for (int rank = 0; rank < distribution.size(); ++rank) {
            const auto place = QString("%1, rank %2").arg(text).arg(rank);
            const auto verdict = shaped.verdict(rank);
            const auto remover = verdict.isKept() ? std::string_view() : describe(verdict.by).key;
            QCOMPARE(distribution.token(rank), tokens[static_cast<std::size_t>(rank)]);
            QVERIFY2(removedBy[rank].toString().toStdString() == remover, qPrintable(place));
            QVERIFY2(std::abs(shaped.probability(rank) -
                              probabilities[static_cast<std::size_t>(rank)]) < 1e-9,
                     qPrintable(place));
        }
    }
};

LOGITSCOPE_TEST(TestChainGoldens)
#include "tst_chain_goldens.moc"
