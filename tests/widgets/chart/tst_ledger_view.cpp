#include "core/sampling/ledger.h"
#include "some_ledger.h"
#include "tests/test_program.h"
#include "widgets/chart/ledger_model.h"
#include "widgets/chart/ledger_view.h"

#include <QAbstractItemModel>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace logitscope;

namespace
{

// Fields of a table whose fields may be quoted and whose lines end in CR LF.
std::vector<QStringList> parsedCsv(const QString& csv)
{
    std::vector<QStringList> lines(1);
    QString field;
    bool isQuoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const QChar c = csv[i];
        if (isQuoted && c == '"' && csv.mid(i + 1, 1) == "\"") {
            field += c;
            ++i;
        } else if (c == '"') {
            isQuoted = !isQuoted;
        } else if (isQuoted || (c != ',' && c != '\r' && c != '\n')) {
            field += c;
        } else if (c == ',' || c == '\r') {
            lines.back() << field;
            field.clear();
        } else {
            lines.emplace_back();
        }
    }
    lines.pop_back(); // the last one has its end, too
    return lines;
}

} // namespace

class LedgerViewTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { view_.reset(); }

    void showsHowManyThereAre();
    void findsWhatIsTyped();
    void aClickOnAHeadingSorts();
    void csvHasEveryDigit();
    void whereNoOneNumberPicksThereAreNoIntervals();
    void csvHasWhatIsShown();
    void copiesRows();
    void theNextStepKeepsThePlace();
    void anotherChainHasOtherColumns();
    void widthsThatSomebodySetStay();
    void activatingARowPicksIt();
    void theButtonAsksForAFile();
    void theChosenRowIsSeen();
    void controlsHaveNames();

private:
    QTableView& table() { return *view_->table(); }

    int rows() { return table().model()->rowCount(); }

    TokenId tokenAt(int row) { return table().model()->index(row, LedgerModel::Id).data().toInt(); }

    void take(const SomeLedger& ledger, std::optional<TokenId> chosen = std::nullopt)
    {
        view_->setStep(ledger.step(), ledger.chain, {}, chosen, letteredBytes);
    }

    QString count() { return view_->findChild<QLabel*>()->text(); }

    const SomeLedger ledger_;
    std::unique_ptr<LedgerView> view_;
};

void LedgerViewTest::init()
{
    view_ = std::make_unique<LedgerView>();
    view_->resize(1200, 500);
    take(ledger_);
    view_->show();
    QCoreApplication::processEvents();
}

void LedgerViewTest::showsHowManyThereAre()
{
    QCOMPARE(count(), QString("50,257 tokens"));
    view_->finder()->setText("4711");
    QCOMPARE(count(), QString("1 of 50,257 tokens"));
    view_->clear();
    QCOMPARE(rows(), 0);
    QCOMPARE(count(), QString("0 tokens"));
}

void LedgerViewTest::findsWhatIsTyped()
{
    const auto token = ledger_.plainRanks[40'000];
    QTest::keyClicks(view_->finder(), QString::number(token));
    QCOMPARE(rows(), 1);
    QCOMPARE(tokenAt(0), token);
    view_->finder()->clear();
    QCOMPARE(rows(), vocabularySize);
    QTest::keyClicks(view_->finder(), QString::fromStdString(letteredBytes(token)).mid(1));
    QCOMPARE(rows(), 1);
    QCOMPARE(tokenAt(0), token);
}

void LedgerViewTest::aClickOnAHeadingSorts()
{
    auto* header = table().horizontalHeader();
    const int x = header->sectionViewportPosition(LedgerModel::Id) + 5;
    const QPoint heading(x, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
    QCOMPARE(tokenAt(0), header->sortIndicatorOrder() == Qt::AscendingOrder ? 0 : 50'256);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
    QCOMPARE(tokenAt(0), header->sortIndicatorOrder() == Qt::AscendingOrder ? 0 : 50'256);
    QCOMPARE(tokenAt(1), header->sortIndicatorOrder() == Qt::AscendingOrder ? 1 : 50'255);
}

// By Gumbel-max every token has a number of its own.
void LedgerViewTest::whereNoOneNumberPicksThereAreNoIntervals()
{
    auto step = *ledger_.step();
    step.u.reset();
    view_->setStep(std::make_shared<const ShapedStep>(std::move(step)), ledger_.chain, {}, {},
                   letteredBytes);
    const auto* model = table().model();
    QCOMPARE(model->headerData(model->columnCount() - 1, Qt::Horizontal).toString(),
             QString("Verdict"));
    const auto lines = parsedCsv(QString::fromUtf8(view_->csv()));
    QCOMPARE(lines[0].last(), QString("Verdict"));
    QCOMPARE(lines[1].last(), QString("kept"));
    take(ledger_);
    QCOMPARE(model->headerData(model->columnCount() - 1, Qt::Horizontal).toString(), QString("u"));
}

// Against the core's own ledger, which is compared with the textbook where it is tested.
void LedgerViewTest::csvHasEveryDigit()
{
    const auto lines = parsedCsv(QString::fromUtf8(view_->csv()));
    QCOMPARE(lines.size(), std::size_t{vocabularySize + 1});
    QCOMPARE(lines[0], QStringList({"Rank", "Token", "Id", "Logit", "Model", "k 20000",
                                    "min-p 0.0001", "T 0.8", "Verdict", "u_begin", "u_end"}));
    const auto& distribution = *ledger_.distribution;
    const Ledger ledger(ledger_.step(), ledger_.chain);
    for (int rank = 0; rank < vocabularySize; ++rank) {
        const auto& line = lines[static_cast<std::size_t>(rank) + 1];
        QCOMPARE(line.size(), 11);
        const auto token = distribution.token(rank);
        QCOMPARE(line[0].toInt(), rank + 1);
        QCOMPARE(line[1], QString::fromStdString(letteredLabel(token)));
        QCOMPARE(line[2].toInt(), token);
        QVERIFY(line[3].toFloat() == ledger_.logits[static_cast<std::size_t>(token)]);
        QVERIFY(line[4].toDouble() == distribution.probability(rank));
        for (int stage = 0; stage < 3; ++stage)
            QVERIFY(line[5 + stage].toDouble() ==
                    ledger.after(static_cast<std::size_t>(stage), rank));
        QCOMPARE(line[8], QString::fromStdString(ledger.verdict(rank)));
        QVERIFY(line[9].toDouble() == ledger.interval(rank).begin);
        QVERIFY(line[10].toDouble() == ledger.interval(rank).end);
    }
}

void LedgerViewTest::csvHasWhatIsShown()
{
    table().sortByColumn(LedgerModel::Id, Qt::DescendingOrder);
    view_->finder()->setText("bcd");
    std::vector<TokenId> expected;
    for (TokenId token = vocabularySize - 1; token >= 0; --token)
        if (letteredBytes(token).find("bcd") != std::string::npos)
            expected.push_back(token);
    const auto lines = parsedCsv(QString::fromUtf8(view_->csv()));
    QCOMPARE(lines.size(), expected.size() + 1);
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(lines[i + 1][2].toInt(), expected[i]);
}

void LedgerViewTest::copiesRows()
{
    QGuiApplication::clipboard()->setText("before");
    table().setFocus();
    table().clearSelection();
    QTest::keySequence(&table(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("before"));

    auto* selection = table().selectionModel();
    for (const int row : {40'000, 2, 3}) // in whichever order somebody selects them
        selection->select(table().model()->index(row, 0),
                          QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QTest::keySequence(&table(), QKeySequence::Copy);
    const auto lines = QGuiApplication::clipboard()->text().split('\n');
    QCOMPARE(lines.size(), 3);
    const auto expected = ledger_.expectedAfter(4).candidates;
    const std::array rows{2, 3, 40'000};
    for (int i = 0; i < 3; ++i) {
        const auto rank = static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]);
        const auto cells = lines[i].split('\t');
        QCOMPARE(cells.size(), 10);
        QCOMPARE(cells[0], QLocale(QLocale::English).toString(static_cast<int>(rank) + 1));
        QCOMPARE(cells[1], QString::fromStdString(letteredLabel(expected[rank].token)));
        QCOMPARE(cells[2].toInt(), expected[rank].token);
        const auto probability = static_cast<double>(expected[rank].probability);
        QCOMPARE(cells[7], probability > 0.0 ? percentOf(probability) : QString("–"));
    }
    QCOMPARE(lines[2].split('\t')[8], QString("removed by top-k: 20000 of 50257 kept"));
}

void LedgerViewTest::theNextStepKeepsThePlace()
{
    auto* bar = table().verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const int place = bar->value();
    const int firstRow = table().rowAt(1);
    QVERIFY(place > 0 && firstRow > 1000);
    const auto before = tokenAt(firstRow);
    take(SomeLedger(2));
    QCoreApplication::processEvents();
    QCOMPARE(bar->value(), place);
    QCOMPARE(table().rowAt(1), firstRow);
    QVERIFY(tokenAt(firstRow) != before);
}

void LedgerViewTest::anotherChainHasOtherColumns()
{
    take(SomeLedger(1, "temperature=0.5,top-p=0.9"));
    const auto* model = table().model();
    QStringList headings;
    for (int column = 0; column < model->columnCount(); ++column)
        headings << model->headerData(column, Qt::Horizontal).toString();
    QCOMPARE(headings, QStringList({"Rank", "Token", "Id", "Logit", "Model", "T 0.5", "p 0.9",
                                    "Verdict", "u"}));
    QCOMPARE(table().horizontalHeader()->count(), 9);
    QCOMPARE(rows(), vocabularySize);
}

void LedgerViewTest::widthsThatSomebodySetStay()
{
    table().setColumnWidth(LedgerModel::Token, 77);
    take(SomeLedger(2));
    QCOMPARE(table().columnWidth(LedgerModel::Token), 77);
    view_->finder()->setText("bc");
    QCOMPARE(table().columnWidth(LedgerModel::Token), 77);
}

void LedgerViewTest::activatingARowPicksIt()
{
    QSignalSpy picked(view_.get(), &LedgerView::candidatePicked);
    table().setFocus();
    table().sortByColumn(LedgerModel::Id, Qt::AscendingOrder);
    table().setCurrentIndex(table().model()->index(4711, 0));
    QTest::keyClick(&table(), Qt::Key_Return);
    QCOMPARE(picked.count(), 1);
    QCOMPARE(picked.front().front().value<TokenId>(), 4711);
}

void LedgerViewTest::theButtonAsksForAFile()
{
    QSignalSpy requested(view_.get(), &LedgerView::exportRequested);
    QTest::mouseClick(view_->exporter(), Qt::LeftButton);
    QCOMPARE(requested.count(), 1);
}

void LedgerViewTest::theChosenRowIsSeen()
{
    const auto plain = table().viewport()->grab().toImage();
    take(ledger_, tokenAt(2));
    const auto marked = table().viewport()->grab().toImage();
    const int height = table().rowHeight(2);
    const auto strip = [&](const QImage& image, int row) {
        return image.copy(0, row * height, image.width(), height);
    };
    QVERIFY(strip(marked, 2) != strip(plain, 2));
    QCOMPARE(strip(marked, 1), strip(plain, 1));
    QCOMPARE(strip(marked, 3), strip(plain, 3));
}

void LedgerViewTest::controlsHaveNames()
{
    QVERIFY(!table().accessibleName().isEmpty());
    QVERIFY(!view_->finder()->accessibleName().isEmpty());
    QVERIFY(!view_->exporter()->text().isEmpty() && !view_->exporter()->toolTip().isEmpty());
}

LOGITSCOPE_TEST(LedgerViewTest)
#include "tst_ledger_view.moc"
