#include "core/sampling/percent.h"
#include "tests/test_program.h"
#include "widgets/chart/cutoff_chart.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace logitscope;

namespace
{

std::vector<float> someLogits(int count)
{
    std::vector<float> logits;
    for (int token = 0; token < count; ++token)
        logits.push_back(static_cast<float>(3.0 * std::sin(token * 1.7) + std::cos(token * 0.31)));
    return logits;
}

Distribution someDistribution(int count = 200)
{
    return Distribution::rank(someLogits(count)).value();
}

std::string numbered(TokenId token)
{
    return " t" + std::to_string(token);
}

// The definitions, by hand.

std::vector<double> softmax(std::vector<double> logits, double temperature)
{
    for (double& logit : logits)
        logit = std::exp(logit / temperature);
    const double sum = std::accumulate(logits.begin(), logits.end(), 0.0);
    for (double& weight : logits)
        weight /= sum;
    return logits;
}

StepMatrix::Mark expected(const SamplerChain& settings, double u)
{
    const auto logits = someLogits(200);
    std::vector<double> left(logits.begin(), logits.end());
    std::ranges::sort(left, std::greater());
    if (settings.value(StageKind::TopK) > 0)
        left.resize(static_cast<std::size_t>(settings.value(StageKind::TopK)));
    const bool filterFirst = orderOf(settings) == FilterOrder::FilterThenTemperature;
    const auto measured = softmax(left, filterFirst ? 1.0 : settings.value(StageKind::Temperature));
    std::size_t nucleus = 0;
    double held = 0.0;
    while (nucleus < left.size() &&
           (settings.value(StageKind::TopP) == 1.0 || held < settings.value(StageKind::TopP)))
        held += measured[nucleus++];
    left.resize(nucleus);

    const auto sampling = softmax(left, settings.value(StageKind::Temperature));
    std::size_t choice = 0;
    for (double sum = sampling[0]; sum <= u; sum += sampling[choice])
        ++choice;
    return {static_cast<int>(nucleus), static_cast<int>(choice)};
}

// At so high a temperature all are about as likely, and u picks the rank.
StepUnderAll::Column choosing(const Distribution& distribution, int rank)
{
    return {.name = "flat",
            .shaped = distribution.shape(basicChain({.temperature = 1e9})),
            .u = (rank + 0.5) / distribution.size()};
}

} // namespace

class TestCutoffChart : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void marksCutAndChoice_data();
    void marksCutAndChoice();
    void shadesAreSamplingProbabilities();
    void removedCellsAreNoBoxes();
    void choiceFarDownHasARow();
    void rowsFitTheHeight();
    void choicesFarDownTakeNoMoreRoom();
    void smallVocabularyHasARowEach();
    void clearShowsASentence();
    void tipSaysWhatAColumnDoes();

private:
    // That have a row.
    std::vector<int> ranks() const
    {
        std::vector<int> ranks;
        for (const auto& row : chart_->matrix()->rows())
            ranks.push_back(row.token.rank);
        return ranks;
    }

    void show(const std::vector<StepUnderAll::Column>& columns);

    const Distribution distribution_ = someDistribution();
    std::unique_ptr<CutoffChart> chart_;
};

void TestCutoffChart::init()
{
    QApplication::setPalette(paletteOf(lightTheme()));
    chart_ = std::make_unique<CutoffChart>();
    chart_->resize(chart_->sizeHint());
    chart_->show();
}

void TestCutoffChart::show(const std::vector<StepUnderAll::Column>& columns)
{
    chart_->setStep({"Step 1", distribution_, columns, numbered});
}

void TestCutoffChart::marksCutAndChoice_data()
{
    QTest::addColumn<double>("temperature");
    QTest::addColumn<int>("topK");
    QTest::addColumn<double>("topP");
    QTest::addColumn<bool>("filterFirst");
    QTest::newRow("nothing cut") << 1.0 << 0 << 1.0 << true;
    QTest::newRow("cold") << 0.1 << 0 << 1.0 << true;
    QTest::newRow("hot") << 1.5 << 0 << 1.0 << true;
    QTest::newRow("top-k") << 0.8 << 20 << 1.0 << true;
    QTest::newRow("top-p") << 0.8 << 0 << 0.9 << true;
    QTest::newRow("top-p after temperature") << 0.8 << 0 << 0.9 << false;
    QTest::newRow("both") << 0.8 << 40 << 0.9 << true;
    QTest::newRow("both after temperature") << 1.4 << 40 << 0.9 << false;
    QTest::newRow("one") << 1.0 << 1 << 1.0 << true;
}

void TestCutoffChart::marksCutAndChoice()
{
    QFETCH(double, temperature);
    QFETCH(int, topK);
    QFETCH(double, topP);
    QFETCH(bool, filterFirst);
    const SamplerChain settings =
        basicChain({.temperature = temperature,
                    .topK = topK,
                    .topP = topP,
                    .order = filterFirst ? FilterOrder::FilterThenTemperature
                                         : FilterOrder::TemperatureThenFilter});
    const std::vector<double> us{0.0, 0.2, 0.55, 0.9, 0.999};
    std::vector<StepUnderAll::Column> columns;
    for (const double u : us)
        columns.push_back({.name = "one", .shaped = distribution_.shape(settings), .u = u});
    show(columns);
    for (std::size_t column = 0; column < us.size(); ++column) {
        const auto mark = chart_->matrix()->mark(column);
        QCOMPARE(mark, expected(settings, us[column]));
    }
}

// The more likely, the darker, in all cells; four temperatures differ at a glance.
void TestCutoffChart::shadesAreSamplingProbabilities()
{
    std::vector<StepUnderAll::Column> columns;
    for (const double temperature : {0.1, 0.7, 1.0, 1.5})
        columns.push_back({.name = "T",
                           .shaped = distribution_.shape(basicChain({.temperature = temperature})),
                           .u = 0.999999});
    show(columns);
    const auto image = chart_->grab().toImage();
    const double scale = image.devicePixelRatio();
    const auto lightness = [&](std::size_t column, std::size_t row) {
        const auto at = chart_->matrix()->cell(column, row).center() * scale;
        return image.pixelColor(at.toPoint()).lightness();
    };
    std::vector<std::pair<double, int>> cells; // with their probabilities
    for (std::size_t column = 0; column < columns.size(); ++column) {
        for (int row = 0; row < 8; ++row) {
            if (chart_->matrix()->mark(column).choice != row) // where there is a diamond
                cells.emplace_back(columns[column].shaped.probability(row),
                                   lightness(column, static_cast<std::size_t>(row)));
        }
        QVERIFY(column == 0 || lightness(column, 0) > lightness(column - 1, 0));
    }
    std::ranges::sort(cells);
    for (std::size_t i = 1; i < cells.size(); ++i) // but for the rounding of colours
        QVERIFY(cells[i].second <= cells[i - 1].second + 1);
}

// Without colours: a box with an outline, or a dash on the ground.
void TestCutoffChart::removedCellsAreNoBoxes()
{
    show({{.name = "two", .shaped = distribution_.shape(basicChain({.topK = 2})), .u = 0.0}});
    const auto image = chart_->grab().toImage();
    const double scale = image.devicePixelRatio();
    const auto isGround = [&](std::size_t row, bool middle) {
        const auto cell = chart_->matrix()->cell(0, row);
        const QPointF at = middle ? cell.center() : QPointF(cell.left() + 0.5, cell.center().y());
        return image.pixelColor((at * scale).toPoint()) == image.pixelColor(0, 0);
    };
    for (const std::size_t row : {0, 1})
        QVERIFY(!isGround(row, false));
    for (const std::size_t row : {2, 3}) {
        QVERIFY(isGround(row, false));
        QVERIFY(!isGround(row, true));
    }
}

void TestCutoffChart::choiceFarDownHasARow()
{
    show({choosing(distribution_, 150), choosing(distribution_, 120), choosing(distribution_, 150),
          choosing(distribution_, 0)});
    const auto ranks = this->ranks();
    QVERIFY(ranks.size() > 3);
    QCOMPARE(ranks.back(), 150);
    QCOMPARE(ranks[ranks.size() - 2], 120);
    for (std::size_t row = 0; row + 2 < ranks.size(); ++row)
        QCOMPARE(ranks[row], static_cast<int>(row));
}

void TestCutoffChart::rowsFitTheHeight()
{
    show({choosing(distribution_, 150), choosing(distribution_, 3)});
    std::size_t before = 0;
    for (const int lines : {20, 30, 40}) {
        const int em = chart_->fontMetrics().height();
        chart_->resize(em * 26, em * lines);
        const auto ranks = this->ranks();
        QVERIFY(ranks.size() > before);
        QVERIFY(static_cast<double>(ranks.size()) * em < chart_->height());
        QVERIFY(std::ranges::is_sorted(ranks));
        QCOMPARE(ranks.back(), 150);
        before = ranks.size();
    }
}

// Some of them stood just above the last row, and lose their place to those below it.
void TestCutoffChart::choicesFarDownTakeNoMoreRoom()
{
    show(std::vector(5, choosing(distribution_, 0)));
    const int count = static_cast<int>(ranks().size());
    QVERIFY(count > 8);
    const std::vector<int> choices{count - 1, count - 2, count - 3, 180, 190};
    std::vector<StepUnderAll::Column> columns;
    for (const int choice : choices)
        columns.push_back(choosing(distribution_, choice));
    show(columns);
    const auto ranks = this->ranks();
    QCOMPARE(static_cast<int>(ranks.size()), count);
    QVERIFY(std::ranges::is_sorted(ranks));
    QVERIFY(std::ranges::adjacent_find(ranks) == ranks.end());
    for (const int choice : choices)
        QVERIFY(std::ranges::find(ranks, choice) != ranks.end());
}

void TestCutoffChart::smallVocabularyHasARowEach()
{
    const auto few = someDistribution(3);
    chart_->setStep({"Step 1", few, {choosing(few, 2)}, numbered});
    QCOMPARE(ranks(), (std::vector<int>{0, 1, 2}));
    QCOMPARE(chart_->matrix()->mark(0), (StepMatrix::Mark{3, 2}));
    QVERIFY(!chart_->grab().isNull());
}

void TestCutoffChart::clearShowsASentence()
{
    const auto blank = chart_->grab().toImage();
    chart_->clear("Select a token.");
    const auto sentence = chart_->grab().toImage();
    QVERIFY(sentence != blank);
    show({choosing(distribution_, 2)});
    QVERIFY(chart_->grab().toImage() != sentence);
    chart_->clear("Select a token.");
    QVERIFY(!chart_->matrix());
    QCOMPARE(chart_->grab().toImage(), sentence); // nothing of the step is left
}

void TestCutoffChart::tipSaysWhatAColumnDoes()
{
    show({{.name = "other", .shaped = distribution_.shape(basicChain({.topK = 3})), .u = 0.5},
          {.name = "<top>", .shaped = distribution_.shape(basicChain({.topK = 7})), .u = 0.25}});
    const auto tipAt = [this](const QPoint& at) {
        QHelpEvent help(QEvent::ToolTip, at, chart_->mapToGlobal(at));
        QApplication::sendEvent(chart_.get(), &help);
        return QToolTip::text();
    };
    const auto tip = tipAt(chart_->matrix()->cell(1, 0).center().toPoint());
    const auto choice = *expected(basicChain({.topK = 7}), 0.25).choice;
    const auto token = QString::number(distribution_.token(choice));
    for (const auto& part : {QString("&lt;top&gt;"), QString("7 of 200"), QString("0.2500"),
                             QString::fromUtf8("␣t") + token})
        QVERIFY2(tip.contains(part), qPrintable(tip));
    const auto probability = QString::fromStdString(
        formatPercent(distribution_.shape(basicChain({.topK = 7})).probability(0)));
    QVERIFY2(tip.contains("sampling probability " + probability), qPrintable(tip));
    QVERIFY(tipAt(chart_->matrix()->cell(0, 3).center().toPoint()).contains("removed by top-k"));
    QVERIFY(!tipAt(chart_->matrix()->cell(1, 3).center().toPoint()).contains("removed by top-k"));
}

LOGITSCOPE_TEST(TestCutoffChart)
#include "tst_cutoff_chart.moc"
