// What the Explore page shades its text by, against the model's own logits.
#include "app/explore/text_panel.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/figure/figure_style.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QImage>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace logitscope;

namespace
{

struct PlainScore
{
    double probability, entropy;
    std::ptrdiff_t rank;
};

PlainScore scoreIn(const std::vector<float>& logits, TokenId token)
{
    const float highest = *std::ranges::max_element(logits);
    std::vector<double> weights;
    for (const float logit : logits)
        weights.push_back(std::exp(static_cast<double>(logit) - highest));
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    double entropy = 0.0;
    for (const double weight : weights)
        if (weight > 0.0)
            entropy -= weight / sum * std::log2(weight / sum);
    const auto own = static_cast<std::size_t>(token);
    return {weights[own] / sum, entropy,
            std::ranges::count_if(logits, [&](float logit) { return logit > logits[own]; })};
}

} // namespace

class TestExplorePageShades : public QObject
{
    Q_OBJECT

private slots:

    void init() { hands_ = std::make_unique<ExploreHands>(); }

    void cleanup() { hands_.reset(); }

    void shadesAreTheModels();
    void choiceIsRemembered_data();
    void choiceIsRemembered();
    void figureIsShadedAlike();

private:
    TextPanel& panel() { return *hands_->page().findChild<TextPanel*>(); }

    std::unique_ptr<ExploreHands> hands_;
};

void TestExplorePageShades::shadesAreTheModels()
{
    QVERIFY(hands_->openModel());
    QVERIFY(hands_->fixture().generate("Once upon a time", 30));
    hands_->fixture().window().resize(1400, 800);
    QCoreApplication::processEvents();
    PlainContext context(hands_->run().promptTokens);
    std::vector<PlainScore> scores;
    for (const TokenId token : hands_->tokens()) {
        scores.push_back(scoreIn(context.logits(), token));
        context.read(token);
    }
    const double vocabulary = bundledModel()->model->info().vocabularySize;
    auto& text = *hands_->page().text();
    text.setSelected(std::nullopt);
    const Theme& theme = themeOf(text.palette());
    for (const auto by :
         {ShadeBy::Probability, ShadeBy::Surprisal, ShadeBy::Entropy, ShadeBy::Rank}) {
        panel().shadeBar()->choice()->setCurrentText(shadeName(by));
        const QImage image = text.viewport()->grab().toImage();
        const QColor strongest = panel().shadeBar()->scale().strongest(theme);
        int read = 0;
        for (int step = 0; step < text.stepCount(); ++step) {
            const QRect token = text.tokenRectangles(step).front();
            if (text.span(step).isEmpty() || token.width() < 8)
                continue;
            const auto& [probability, entropy, rank] = scores[static_cast<std::size_t>(step)];
            const double bits = -std::log2(probability);
            const double share = by == ShadeBy::Probability ? bits / std::log2(1e4)
                                 : by == ShadeBy::Surprisal ? bits / 12.0
                                 : by == ShadeBy::Entropy
                                     ? entropy / std::log2(vocabulary)
                                     : std::log10(static_cast<double>(rank) + 1.0) / 4.0;
            const QColor expected = mix(theme.surface, strongest, std::clamp(share, 0.0, 1.0));
            // Above the letters.
            const QColor shown = image.pixelColor(token.center().x(), token.top() + 1);
            QVERIFY2(std::abs(shown.red() - expected.red()) <= 1 &&
                         std::abs(shown.green() - expected.green()) <= 1 &&
                         std::abs(shown.blue() - expected.blue()) <= 1,
                     qPrintable(QString("%1, step %2: %3, not %4")
                                    .arg(shadeName(by))
                                    .arg(step)
                                    .arg(shown.name(), expected.name())));
            ++read;
        }
        QVERIFY(read > 20);
    }
}

void TestExplorePageShades::choiceIsRemembered_data()
{
    QTest::addColumn<int>("by");
    QTest::addColumn<bool>("looksBack");
    QTest::newRow("usual") << int(ShadeBy::Probability) << false;
    QTest::newRow("looking back") << int(ShadeBy::Surprisal) << true;
    QTest::newRow("rank") << int(ShadeBy::Rank) << false;
    QTest::newRow("removed") << int(ShadeBy::Removed) << true;
}

void TestExplorePageShades::choiceIsRemembered()
{
    QFETCH(int, by);
    QFETCH(bool, looksBack);
    panel().lookBackButton()->setChecked(looksBack);
    panel().shadeBar()->choice()->setCurrentIndex(by);
    hands_->fixture().restart();
    QCOMPARE(panel().shadeBar()->scale().by, static_cast<ShadeBy>(by));
    QCOMPARE(panel().shadeBar()->choice()->currentIndex(), by);
    QCOMPARE(panel().text()->shades().by, static_cast<ShadeBy>(by));
    QCOMPARE(panel().lookBackButton()->isChecked(), looksBack);

    hands_->fixture().settings().setValue("shadeBy", 99); // another version's
    hands_->fixture().settings().setValue("lookBack", false);
    hands_->page().restore(hands_->fixture().settings());
    QVERIFY(static_cast<int>(panel().shadeBar()->scale().by) < shadeCount);
}

void TestExplorePageShades::figureIsShadedAlike()
{
    QVERIFY(hands_->openModel());
    QVERIFY(hands_->fixture().generate("Once upon a time", 10));
    const auto picture = [&] {
        const auto figure = hands_->page().figure(hands_->page().shownRun(), {});
        QImage image(figure->size(), QImage::Format_RGB32);
        QPainter painter(&image);
        figure->paint(painter);
        return image;
    };
    const QImage probabilities = picture();
    QList<QImage> pictures{probabilities};
    for (const auto by : {ShadeBy::Surprisal, ShadeBy::Entropy, ShadeBy::Rank}) {
        panel().shadeBar()->setShadeBy(by);
        QVERIFY(!pictures.contains(picture()));
        pictures << picture();
    }
    panel().shadeBar()->setShadeBy(ShadeBy::Removed); // nobody judges a page
    QCOMPARE(picture(), probabilities);
}

LOGITSCOPE_TEST(TestExplorePageShades)
#include "tst_explore_page_shades.moc"
