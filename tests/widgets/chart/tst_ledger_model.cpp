#include "some_ledger.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"
#include "widgets/chart/ledger_model.h"

#include <QBrush>
#include <QItemSelectionModel>
#include <QTest>

#include <set>

using namespace logitscope;

namespace
{

constexpr int topKColumn = LedgerModel::FirstStage;
constexpr int minPColumn = topKColumn + 1;
constexpr int temperatureColumn = topKColumn + 2;
constexpr int verdictColumn = topKColumn + 3;
constexpr int uColumn = topKColumn + 4;

QString rounded(long double value)
{
    return QString::number(static_cast<double>(value), 'g', 3);
}

bool isNear(double value, long double expected)
{
    return std::abs(value - expected) <= 1e-10L * expected;
}

} // namespace

class LedgerModelTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { model_.reset(); }

    void hasARowForEveryToken();
    void hasAColumnForEveryStage();
    void probabilitiesAreThePlainOnes();
    void verdictsSayWhy();
    void intervalsAreThePlainOnes();
    void textsRoundTheNumbers();
    void whatIsImpossibleIsSaid();
    void whatIsUnknownIsOneRow();
    void everyColumnSorts_data();
    void everyColumnSorts();
    void findsById();
    void findsByText();
    void findingGoesOnWithTheNextStep();
    void theChosenRowIsMarked();
    void removedRowsAreMuted();
    void anotherChainHasOtherColumns();
    void sortingByAColumnThatGoesIsNoHarm();
    void aSelectedTokenStaysSelected();
    void clearedItIsEmpty();

private:
    QString shown(int row, int column) const
    {
        return model_->data(model_->index(row, column), Qt::DisplayRole).toString();
    }

    QString heading(int column) const
    {
        return model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }

    void take(const SomeLedger& ledger, std::optional<TokenId> chosen = std::nullopt)
    {
        model_->setStep(ledger.step(), ledger.chain, {}, chosen, letteredBytes);
    }

    double exact(int row, int column) const
    {
        bool isNumber = false;
        const double number = model_->exactText(row, column).toDouble(&isNumber);
        return isNumber ? number : std::nan("");
    }

    const SomeLedger ledger_;
    std::unique_ptr<LedgerModel> model_;
};

void LedgerModelTest::init()
{
    model_ = std::make_unique<LedgerModel>();
    take(ledger_);
}

void LedgerModelTest::hasARowForEveryToken()
{
    QCOMPARE(model_->rowCount(), vocabularySize);
    QCOMPARE(model_->vocabulary(), vocabularySize);
    const auto expected = ledger_.expectedAfter(0); // in the order of the penalised logits
    const auto penalised = reference::penalised(ledger_.logits, ledger_.chain, ledger_.input());
    const auto ranks = reference::ranking(penalised);
    QVERIFY(ranks != ledger_.plainRanks);
    QCOMPARE(expected.candidates.size(), std::size_t{vocabularySize});
    for (int row = 0; row < vocabularySize; ++row) {
        const auto token = ranks[static_cast<std::size_t>(row)];
        QCOMPARE(model_->token(row), token);
        QCOMPARE(exact(row, LedgerModel::Rank), row + 1.0);
        QCOMPARE(exact(row, LedgerModel::Id), static_cast<double>(token));
        QVERIFY(static_cast<float>(exact(row, LedgerModel::Logit)) ==
                ledger_.logits[static_cast<std::size_t>(token)]);
    }
    for (const int row : {0, 17, 50'256})
        QCOMPARE(model_->rowOf(model_->token(row)), row);
}

void LedgerModelTest::hasAColumnForEveryStage()
{
    QStringList headings;
    for (int column = 0; column < model_->columnCount(); ++column) {
        headings << heading(column);
        QVERIFY(!model_->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
    }
    QCOMPARE(headings, QStringList({"Rank", "Token", "Id", "Logit", "Model", "k 20000",
                                    "min-p 0.0001", "T 0.8", "Verdict", "u"}));
}

void LedgerModelTest::probabilitiesAreThePlainOnes()
{
    const auto plain = ledger_.model();
    for (int row = 0; row < vocabularySize; ++row)
        QVERIFY(isNear(exact(row, LedgerModel::Model),
                       plain[static_cast<std::size_t>(model_->token(row))]));
    for (const int column : {topKColumn, minPColumn, temperatureColumn}) {
        const auto expected =
            ledger_.expectedAfter(static_cast<std::size_t>(column - topKColumn + 2)).candidates;
        int kept = 0;
        for (int row = 0; row < vocabularySize; ++row) {
            const auto& candidate = expected[static_cast<std::size_t>(row)];
            QCOMPARE(candidate.token, model_->token(row));
            kept += candidate.probability > 0.0L;
            QVERIFY(isNear(exact(row, column), candidate.probability));
        }
        QVERIFY(kept > 10 && kept <= 20'000);
    }
}

void LedgerModelTest::verdictsSayWhy()
{
    const auto all = ledger_.expectedAfter(4).candidates;
    const auto before = ledger_.expectedAfter(2).candidates; // what min-p saw
    std::set<QString> kinds;
    for (int row = 0; row < vocabularySize; ++row) {
        const auto& candidate = all[static_cast<std::size_t>(row)];
        QString expected = "kept";
        if (candidate.removedBy == StageKind::TopK)
            expected = "removed by top-k: 20000 of 50257 kept";
        else if (candidate.removedBy == StageKind::MinP)
            expected = QString("removed by min-p: %1 < 0.0001 × %2")
                           .arg(rounded(before[static_cast<std::size_t>(row)].probability),
                                rounded(before.front().probability));
        QCOMPARE(shown(row, verdictColumn), expected);
        QCOMPARE(model_->exactText(row, verdictColumn), expected);
        kinds.insert(expected.left(15));
    }
    QCOMPARE(kinds.size(), std::size_t{3});
}

void LedgerModelTest::intervalsAreThePlainOnes()
{
    const auto all = ledger_.expectedAfter(4).candidates;
    long double sum = 0.0L;
    for (int row = 0; row < vocabularySize; ++row) {
        const auto begin = sum;
        sum += all[static_cast<std::size_t>(row)].probability;
        const auto ends = model_->exactText(row, uColumn).split(',');
        QCOMPARE(ends.size(), 2);
        QVERIFY(std::abs(ends[0].toDouble() - begin) < 1e-12L);
        QVERIFY(std::abs(ends[1].toDouble() - sum) < 1e-12L);
    }
}

void LedgerModelTest::textsRoundTheNumbers()
{
    const auto all = ledger_.expectedAfter(4).candidates;
    const auto plain = ledger_.model();
    const auto token = static_cast<std::size_t>(model_->token(0));
    QCOMPARE(shown(0, LedgerModel::Rank), QString("1"));
    QCOMPARE(shown(39'999, LedgerModel::Rank), QString("40,000"));
    QCOMPARE(shown(0, LedgerModel::Token), QString::fromStdString(letteredLabel(model_->token(0))));
    QCOMPARE(shown(0, LedgerModel::Id), QString::number(token));
    QCOMPARE(shown(0, LedgerModel::Logit), QString::number(ledger_.logits[token], 'f', 3));
    QCOMPARE(shown(0, LedgerModel::Model), percentOf(static_cast<double>(plain[token])));
    QCOMPARE(shown(0, temperatureColumn), percentOf(static_cast<double>(all.front().probability)));
    const auto end = QString::number(static_cast<double>(all.front().probability), 'f', 6);
    QCOMPARE(shown(0, uColumn), QString("0.000000 – %1").arg(end));
    QCOMPARE(shown(39'999, topKColumn), QString("–"));
    QCOMPARE(shown(39'999, uColumn), QString("–"));
    // Whose column may be out of sight.
    for (const int row : {0, 39'999})
        QCOMPARE(model_->data(model_->index(row, LedgerModel::Token), Qt::ToolTipRole).toString(),
                 shown(row, verdictColumn));
}

void LedgerModelTest::whatIsImpossibleIsSaid()
{
    const auto distribution = Distribution::rank(std::vector{0.0f, minusInfinity, 1.0f}).value();
    const auto chain = parseChain("top-k=1").value();
    model_->setStep(std::make_shared<const ShapedStep>(shapeStep(distribution, chain, {}, 0.5, {})),
                    chain, {}, std::nullopt, letteredBytes);
    QCOMPARE(model_->rowCount(), 3);
    const int verdict = LedgerModel::FirstStage + 1;
    QCOMPARE(shown(1, verdict), QString("removed by top-k: 1 of 2 kept"));
    QCOMPARE(shown(2, verdict), QString("impossible: its logit is -inf"));
    QCOMPARE(shown(2, LedgerModel::Logit), QString("-inf"));
    QCOMPARE(shown(2, LedgerModel::Model), QString("–"));
    for (int column = 0; column <= verdict + 1; ++column)
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            model_->sort(column, order);
            QCOMPARE(model_->rowCount(), 3);
        }
}

// A server told the 30 most likely tokens.
void LedgerModelTest::whatIsUnknownIsOneRow()
{
    constexpr int known = 30;
    std::mt19937 random(3);
    const auto part = partOf(ledger_.logits, known, random);
    const auto distribution = Distribution::rank(part.logits, part.coverage).value();
    const auto chain = parseChain("temperature=2").value();
    const auto step =
        std::make_shared<const ShapedStep>(shapeStep(distribution, chain, {}, 0.5, {}));
    model_->setStep(step, chain, {}, std::nullopt, letteredBytes);
    const int verdict = LedgerModel::FirstStage + 1;
    const auto rest = percentOf(part.coverage.rest);
    for (const int column :
         {int(LedgerModel::Rank), int(LedgerModel::Token), int(LedgerModel::Model), verdict})
        for (const auto order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
            model_->sort(column, order);
            QCOMPARE(model_->rowCount(), known + 1);
            QCOMPARE(model_->tokenCount(), known);
            QVERIFY(model_->isOthers(known)); // the last in any order
            QCOMPARE(model_->token(known), -1);
            QCOMPARE(shown(known, LedgerModel::Token), QString("other tokens (50,227)"));
            QCOMPARE(shown(known, LedgerModel::Model), rest);
            for (const int number :
                 {int(LedgerModel::Rank), int(LedgerModel::Id), int(LedgerModel::Logit)}) {
                QCOMPARE(shown(known, number), QString("–"));
                QCOMPARE(model_->exactText(known, number), QString());
            }
            QCOMPARE(shown(known, LedgerModel::FirstStage), QString("unknown"));
            QVERIFY(shown(known, verdict).endsWith("only their probability together, " + rest));
            QVERIFY(shown(known, verdict + 1).endsWith(" – 1.000000"));
            QCOMPARE(shown(0, verdict), QString("kept"));
        }
    QVERIFY(isNear(exact(known, LedgerModel::Model), part.coverage.rest));

    // Looked for, one of them has a row, and no probability above the least that was told.
    const auto token = ledger_.plainRanks[20'000];
    model_->find(QString::number(token));
    const int row = model_->rowOf(token);
    QVERIFY(row >= 0);
    QCOMPARE(model_->tokenCount(), model_->rowCount());
    const auto least = static_cast<double>(
        ledger_.model()[static_cast<std::size_t>(ledger_.plainRanks[known - 1])]);
    QCOMPARE(shown(row, LedgerModel::Model), "≤ " + percentOf(least));
    QCOMPARE(shown(row, LedgerModel::Rank), QString("–"));
    QCOMPARE(shown(row, verdict), QString("unknown: the server didn't tell it"));
    for (const int number : {int(LedgerModel::Rank), int(LedgerModel::Logit),
                             int(LedgerModel::Model), int(LedgerModel::FirstStage)})
        QCOMPARE(model_->exactText(row, number), QString());
    model_->find({});
    QCOMPARE(model_->rowOf(token), -1);
}

void LedgerModelTest::everyColumnSorts_data()
{
    QTest::addColumn<int>("column");
    for (int column = LedgerModel::Rank; column <= uColumn; ++column)
        QTest::addRow("%d", column) << column;
}

void LedgerModelTest::everyColumnSorts()
{
    QFETCH(int, column);
    const bool isText = column == LedgerModel::Token || column == verdictColumn;
    for (const auto order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
        model_->sort(column, order);
        QCOMPARE(model_->rowCount(), vocabularySize);
        std::set<TokenId> tokens{model_->token(0)};
        auto text = shown(0, column);
        auto number = [&](int row) {
            return column == uColumn ? model_->exactText(row, column).section(',', 0, 0).toDouble()
                                     : exact(row, column);
        };
        double value = isText ? 0.0 : number(0);
        for (int row = 1; row < vocabularySize; ++row) {
            tokens.insert(model_->token(row));
            if (isText) {
                const auto next = shown(row, column);
                QVERIFY(order == Qt::AscendingOrder ? text <= next : next <= text);
                text = next;
            } else {
                const double next = number(row);
                QVERIFY(order == Qt::AscendingOrder ? value <= next : next <= value);
                value = next;
            }
        }
        QCOMPARE(tokens.size(), std::size_t{vocabularySize});
    }
}

void LedgerModelTest::findsById()
{
    for (const int row : {0, 39'999, 50'256}) {
        const auto token = ledger_.plainRanks[static_cast<std::size_t>(row)];
        for (const char* pattern : {"%1", " %1 "}) {
            model_->find(QString(pattern).arg(token));
            QCOMPARE(model_->rowCount(), 1);
            QCOMPARE(model_->token(0), token);
            QCOMPARE(model_->rowOf(token), 0);
            QCOMPARE(model_->rowOf(token == 0 ? 1 : 0), -1);
        }
    }
    model_->find("50257"); // beyond the vocabulary
    QCOMPARE(model_->rowCount(), 0);
    QCOMPARE(model_->vocabulary(), vocabularySize);
    model_->find({});
    QCOMPARE(model_->rowCount(), vocabularySize);
}

void LedgerModelTest::findsByText()
{
    const auto token = ledger_.plainRanks[39'999];
    const auto bytes = QString::fromStdString(letteredBytes(token));
    for (const auto& text : {bytes, bytes.mid(1), bytes.toUpper()}) {
        model_->find(text);
        QCOMPARE(model_->rowCount(), 1);
        QCOMPARE(model_->token(0), token);
    }
    const auto rank = shown(0, LedgerModel::Rank).remove(',').toInt();
    QVERIFY(std::abs(rank - 40'000) <= 3); // the penalties may have moved three past it

    model_->find("bc"); // stays in the table's order
    std::vector<TokenId> expected;
    const auto penalised = reference::penalised(ledger_.logits, ledger_.chain, ledger_.input());
    for (const auto each : reference::ranking(penalised))
        if (letteredBytes(each).find("bc") != std::string::npos)
            expected.push_back(each);
    QCOMPARE(model_->rowCount(), static_cast<int>(expected.size()));
    QVERIFY(expected.size() > 1000);
    for (int row = 0; row < model_->rowCount(); ++row)
        QCOMPARE(model_->token(row), expected[static_cast<std::size_t>(row)]);
    model_->find("no such token");
    QCOMPARE(model_->rowCount(), 0);
}

void LedgerModelTest::findingGoesOnWithTheNextStep()
{
    model_->find("4711");
    take(SomeLedger(2));
    QCOMPARE(model_->rowCount(), 1);
    QCOMPARE(model_->token(0), 4711);
}

void LedgerModelTest::theChosenRowIsMarked()
{
    const auto chosen = ledger_.plainRanks[40'000];
    take(ledger_, chosen);
    int marked = 0;
    for (int row = 0; row < vocabularySize; ++row) {
        const auto brush = model_->data(model_->index(row, LedgerModel::Token), Qt::BackgroundRole);
        QCOMPARE(brush.isValid(), model_->token(row) == chosen);
        marked += brush.isValid();
    }
    QCOMPARE(marked, 1);
    const int row = model_->rowOf(chosen);
    for (int column = 0; column < model_->columnCount(); ++column)
        QVERIFY(qvariant_cast<QBrush>(model_->data(model_->index(row, column), Qt::BackgroundRole))
                    .style() != Qt::NoBrush);
}

void LedgerModelTest::removedRowsAreMuted()
{
    const auto all = ledger_.expectedAfter(4).candidates;
    for (int row = 0; row < vocabularySize; ++row)
        QCOMPARE(model_->data(model_->index(row, 0), Qt::ForegroundRole).isValid(),
                 all[static_cast<std::size_t>(row)].removedBy.has_value());
}

void LedgerModelTest::anotherChainHasOtherColumns()
{
    take(SomeLedger(1, "temperature=0.5,top-p=0.9"));
    QCOMPARE(model_->columnCount(), LedgerModel::FirstStage + 4);
    QCOMPARE(heading(LedgerModel::FirstStage), QString("T 0.5"));
    QCOMPARE(heading(LedgerModel::FirstStage + 1), QString("p 0.9"));
    // Stages that are off have none.
    take(SomeLedger(1, "top-k=0,top-p=1,temperature=1"));
    QCOMPARE(model_->columnCount(), LedgerModel::FirstStage + 2);
    QCOMPARE(heading(LedgerModel::FirstStage), QString("Verdict"));
}

void LedgerModelTest::sortingByAColumnThatGoesIsNoHarm()
{
    model_->sort(uColumn, Qt::DescendingOrder);
    take(SomeLedger(1, "top-p=1"));
    QCOMPARE(model_->rowCount(), vocabularySize);
    QVERIFY(!shown(0, model_->columnCount() - 1).isEmpty());
}

void LedgerModelTest::aSelectedTokenStaysSelected()
{
    QItemSelectionModel selection(model_.get());
    const auto token = model_->token(123);
    selection.setCurrentIndex(model_->index(123, 0),
                              QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const auto compare = [&] {
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(model_->token(selection.selectedRows().front().row()), token);
        QCOMPARE(model_->token(selection.currentIndex().row()), token);
    };
    model_->sort(LedgerModel::Id, Qt::DescendingOrder);
    compare();
    model_->sort(LedgerModel::Rank, Qt::AscendingOrder);
    compare();
    QCOMPARE(selection.currentIndex().row(), 123);
    take(SomeLedger(2)); // other logits
    compare();
    QVERIFY(selection.currentIndex().row() != 123);
}

void LedgerModelTest::clearedItIsEmpty()
{
    model_->clear();
    QCOMPARE(model_->rowCount(), 0);
    QCOMPARE(model_->vocabulary(), 0);
    QCOMPARE(model_->rowOf(0), -1);
    model_->find("x");
    model_->sort(LedgerModel::Id, Qt::AscendingOrder);
    QCOMPARE(model_->rowCount(), 0);
    model_->find({});
    take(ledger_);
    QCOMPARE(model_->rowCount(), vocabularySize);
}

LOGITSCOPE_TEST(LedgerModelTest)
#include "tst_ledger_model.moc"
