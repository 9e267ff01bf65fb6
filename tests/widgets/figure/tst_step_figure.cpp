#include "tests/core/run/branches.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/test_program.h"
#include "tests/widgets/chart/some_step.h"
#include "tests/widgets/figure/made_up_comparison.h"
#include "tests/widgets/figure/svg_texts.h"
#include "widgets/figure/step_figure.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace logitscope;

namespace
{

std::string nameOf(TokenId token)
{
    return std::string(" w").append(std::to_string(token));
}

Run run(TokenId chosen)
{
    Run made = madeUpComparison(1, 30);
    made.branch() = changedAt(made.branch(), 10, [chosen](Step& step) {
        step.token = chosen;
        step.u = 0.55;
    });
    return made;
}

// The line of the random number, enlarged.
class LinePicture
{
public:
    explicit LinePicture(const StepFigure& figure)
        : image_((figure.linePlace().size() * scale).toSize(), QImage::Format_RGB32)
    {
        QPainter painter(&image_);
        painter.scale(scale, scale);
        painter.translate(-figure.linePlace().topLeft());
        figure.paint(painter);
    }

    int width() const { return image_.width(); }

    // `share` of the line's width from its left, in points from its top.
    QColor at(double share, double down) const
    {
        return image_.pixelColor(static_cast<int>(share * width()), static_cast<int>(down * scale));
    }

private:
    static constexpr int scale = 8;
    QImage image_;
};

// The longest run of a colour on a line of the chart, from bar to bar, in eighths of a point.
std::vector<int> barLengths(const StepFigure& figure, const QColor& colour)
{
    constexpr int scale = 8;
    QImage image((figure.chartPlace().size() * scale).toSize(), QImage::Format_RGB32);
    QPainter painter(&image);
    painter.scale(scale, scale);
    painter.translate(-figure.chartPlace().topLeft());
    figure.paint(painter);
    painter.end();
    std::vector<int> lengths;
    for (int y = 0; y < image.height(); ++y) {
        int run = 0;
        int longest = 0;
        for (int x = 0; x < image.width(); ++x)
            longest = std::max(longest, run = image.pixel(x, y) == colour.rgb() ? run + 1 : 0);
        if (longest > 50 && (lengths.empty() || std::abs(lengths.back() - longest) > 4))
            lengths.push_back(longest);
    }
    return lengths;
}

} // namespace

class TestStepFigure : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsOnThePage();
    void barsAreProbabilities();
    void chartIsTheWindows();
    void chosenFurtherDownIsShown();
    void saysItsNumbers();
    void saysWhatIsNotKnown();
    void saysWhatItWasSampledAt();
    void lineShowsWhatUPicks();
    void narrowPartsShareOne();
    void numberStaysOnThePage();
    void textIsText();
    void withoutAStep();
    void shadesAreTheWindows_data();
    void shadesAreTheWindows();
};

void TestStepFigure::everythingIsOnThePage()
{
    const Distribution distribution = halvingTokens();
    for (const TokenId chosen : {2, 35}) {
        const StepFigure figure(
            run(chosen), 40, SelectedStep{10, &distribution, basicChain({.topK = 10}), nameOf}, {});
        const QRectF page(QPointF(), figure.size());
        const QList<QRectF> places{figure.textPlace(), figure.chartPlace(), figure.entropyPlace()};
        for (const QRectF& place : places)
            QVERIFY(page.contains(place));
        QVERIFY(!places[0].intersects(places[1]));
        QVERIFY(!places[1].intersects(places[2]));
    }
}

// Model 1/2, 1/4, 1/8; sampling 4/7, 2/7, 1/7; the rest is removed.
void TestStepFigure::barsAreProbabilities()
{
    const Distribution distribution = halvingTokens();
    const Theme& theme = lightTheme();
    const StepFigure figure(run(2), 40,
                            SelectedStep{10, &distribution, basicChain({.topK = 3}), nameOf}, {});
    const CandidateChart& chart = *figure.chart();
    QCOMPARE(chart.rows().size(), std::size_t(20));
    QVERIFY(chart.rows()[3].verdict.isRemovedBy(StageKind::TopK));
    QVERIFY(chart.rows()[2].chosen);

    const std::vector<int> sampling = barLengths(figure, theme.samplingBar);
    const std::vector<int> model = barLengths(figure, theme.modelBar);
    const std::vector<int> removed = barLengths(figure, theme.removedByTopK); // their edges
    QCOMPARE(sampling.size(), std::size_t(3));
    QCOMPARE(model.size(), std::size_t(3));
    QVERIFY(removed.size() >= 2);
    const double unit = sampling[0] * 7.0 / 4.0;
    QVERIFY(unit > 500.0);
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(std::abs(sampling[i] - unit * std::pow(2.0, 2.0 - double(i)) / 7.0) <= 4.0);
        QVERIFY(std::abs(model[i] - unit * std::pow(0.5, double(i) + 1.0)) <= 4.0);
    }
    QVERIFY(std::abs(removed[0] - unit / 16.0) <= 4.0);
    QVERIFY(std::abs(removed[1] - unit / 32.0) <= 4.0);
}

// As many rows as the window has, on its axis.
void TestStepFigure::chartIsTheWindows()
{
    const Distribution distribution = halvingTokens();
    const StepFigure figure(
        run(2), 40, SelectedStep{10, &distribution, {}, nameOf, ChartAxis::Logarithmic, 10}, {});
    QCOMPARE(figure.chart()->rows().size(), std::size_t(10));
    const QString texts = textIn(svgTexts(plainSvg(figure)), figure.chartPlace());
    QVERIFY(texts.contains(QStringLiteral("100%")) && texts.contains(QStringLiteral("0.1%")));
    // From 0.01% to 100%, since the last of them has a little less than 0.1%.
    const std::vector<int> lengths = barLengths(figure, lightTheme().samplingBar);
    QCOMPARE(lengths.size(), std::size_t(10));
    for (std::size_t i = 1; i < lengths.size(); ++i) {
        const double decades = 4.0 - std::log10(2.0) * double(i + 1);
        QVERIFY(std::abs(lengths[i] - lengths[0] * decades / (4.0 - std::log10(2.0))) <= 4.0);
    }
}

void TestStepFigure::chosenFurtherDownIsShown()
{
    const Distribution distribution = halvingTokens();
    const StepFigure figure(run(35), 40, SelectedStep{10, &distribution, {}, nameOf}, {});
    QCOMPARE(figure.chart()->rows().size(), std::size_t(21));
    QVERIFY(figure.chart()->rows().back().chosen);
    const QString chart = textIn(svgTexts(plainSvg(figure)), figure.chartPlace());
    QVERIFY(chart.contains(QStringLiteral("⋯ sampled, rank 36")));
    QVERIFY(chart.contains(QStringLiteral("␣w35")));
}

void TestStepFigure::saysItsNumbers()
{
    const Distribution distribution = halvingTokens();
    const StepFigure figure(run(0), 40,
                            SelectedStep{10, &distribution, basicChain({.topK = 2}), nameOf}, {});
    QString all;
    for (const SvgText& text : svgTexts(plainSvg(figure)))
        all += text.text + u'\n';
    // Two thirds and one third: 0.918 bits, and 2^0.918 = 1.89 tokens.
    for (const QString& expected :
         {QStringLiteral("Step 11: ␣w0"), QStringLiteral("0.92 bits"), QStringLiteral("2.00 bits"),
          QStringLiteral("1.9 tokens"), QStringLiteral("2 of 40 tokens"), QStringLiteral("66.7%"),
          QStringLiteral("u = 0.5500"), QStringLiteral("removed by top-k"),
          QStringLiteral("T 1 · k 2"), QStringLiteral("Logitscope 1.2.3")})
        QVERIFY2(all.contains(expected), qPrintable(expected));
    QVERIFY(!all.contains(QStringLiteral("removed by top-p")));
}

// Of 40 tokens, each half as likely as the one before it, a server told the first five.
void TestStepFigure::saysWhatIsNotKnown()
{
    std::mt19937 random(1);
    std::vector<float> logits;
    for (int rank = 0; rank < 40; ++rank)
        logits.push_back(-0.6931472f * static_cast<float>(rank));
    const auto part = partOf(logits, 5, random);
    const auto distribution = Distribution::rank(part.logits, part.coverage).value();
    const auto textsAt = [&](const SamplerChain& chain) {
        const StepFigure figure(run(0), 40, SelectedStep{10, &distribution, chain, nameOf}, {});
        QString all;
        for (const SvgText& text : svgTexts(plainSvg(figure)))
            all += text.text + u' ';
        return all;
    };
    const auto few = textsAt(basicChain({.topK = 2}));
    for (const auto& expected : {"2 of 40 tokens", "0.92 bits", "other tokens (35)"})
        QVERIFY2(few.contains(expected), expected);
    QVERIFY(!few.contains("roughly known"));
    // The five have 31/32 together: 1.9 bits and more, in one further token or in 35.
    const auto bounds = distribution.entropy();
    QVERIFY2(
        few.contains(QString("%1–%2 bits").arg(bounds.low, 0, 'f', 2).arg(bounds.high, 0, 'f', 2)),
        qPrintable(few));
    const auto all = textsAt(basicChain({.temperature = 2.0}));
    QVERIFY2(all.contains("only roughly known: this step needs more candidates than the 5"),
             qPrintable(all));
    QVERIFY(all.contains("≥ 5 of 40 tokens"));
}

// A slider may have moved since: then the chart is not what the token was sampled from.
void TestStepFigure::saysWhatItWasSampledAt()
{
    const Distribution distribution = halvingTokens();
    Run sampled = run(0);
    sampled.branch() = changedAt(sampled.branch(), 10,
                                 [](Step& step) { step.settings = basicChain({.topK = 1}); });
    const auto textsAt = [&](const SamplerChain& settings) {
        const StepFigure figure(sampled, 40, SelectedStep{10, &distribution, settings, nameOf}, {});
        QString all;
        for (const SvgText& text : svgTexts(plainSvg(figure)))
            all += text.text + u'\n';
        return all;
    };
    // u = 0.55 lies in the second token's quarter, from 0.5 to 0.75.
    const auto moved = textsAt({});
    QVERIFY(moved.contains("shown at T 1, sampled at T 1 · k 1"));
    QVERIFY(moved.contains("u = 0.5500 · now ␣w1"));
    const auto same = textsAt(basicChain({.topK = 1}));
    QVERIFY(!same.contains("sampled at"));
    QVERIFY(!same.contains("now"));
}

// u = 0.55 lies in the second token's part, from 0.5 to 0.75; the third one was sampled.
void TestStepFigure::lineShowsWhatUPicks()
{
    const Distribution distribution = halvingTokens();
    const Theme& theme = lightTheme();
    const auto oneFont = [](TokenId token) { return "w" + std::to_string(token); };
    const StepFigure figure(run(2), 40, SelectedStep{10, &distribution, {}, oneFont}, {});
    const LinePicture line(figure);
    QCOMPARE(line.at(0.02, 0.5), theme.samplingBar);
    QCOMPARE(line.at(0.52, 0.5), theme.text);
    QCOMPARE(line.at(0.76, 0.5), theme.chosen);
    QCOMPARE(line.at(0.76, 14.0), theme.chosen);

    // Each label is one text, and the needle doesn't stand in it.
    std::vector<SvgText> labels = svgTexts(plainSvg(figure));
    const QRectF place = figure.linePlace();
    std::erase_if(labels, [&](const SvgText& text) { return !place.contains(text.place); });
    QVERIFY(labels.size() >= 3);
    QCOMPARE(labels[0].text, QStringLiteral("w0"));
    QCOMPARE(labels[1].text, QStringLiteral("w1"));
    QVERIFY(labels[1].place.x() > place.left() + 0.55 * place.width());
    QVERIFY(labels[1].place.x() < place.left() + 0.75 * place.width());
}

void TestStepFigure::narrowPartsShareOne()
{
    const Distribution distribution = *Distribution::rank(std::vector<float>(4000, 0.0f));
    const Theme& theme = lightTheme();
    const StepFigure figure(run(1000), 4000, SelectedStep{10, &distribution, {}, nameOf}, {});
    const LinePicture line(figure);
    const QColor pale = mix(theme.samplingBar, theme.surface, 0.5);
    for (int x = 0; x < line.width(); ++x) {
        const double share = (x + 0.5) / line.width();
        // The needle is short there, and stands above this.
        if (std::abs(share - 0.25) > 0.01 && std::abs(share - 0.55) > 0.01)
            QCOMPARE(line.at(share, 10.0), pale);
    }
    QCOMPARE(line.at(0.2515, 10.0), theme.chosen);
    QCOMPARE(line.at(0.5515, 10.0), theme.text);
}

void TestStepFigure::numberStaysOnThePage()
{
    const Distribution distribution = halvingTokens();
    FigureOptions options;
    options.width = 252;
    const auto longName = [](TokenId token) { return std::string(40, 'w') + nameOf(token); };
    const StepFigure figure(run(2), 40, SelectedStep{10, &distribution, {}, longName}, options);
    const auto texts = svgTexts(plainSvg(figure));
    const auto number = std::ranges::find_if(
        texts, [](const SvgText& text) { return text.text.startsWith(QStringLiteral("u = ")); });
    QVERIFY(number != texts.end());
    const double width =
        QFontMetricsF(figureFont(figureType::tiny)).horizontalAdvance(number->text);
    QVERIFY(number->place.x() >= figure.linePlace().left());
    QVERIFY(number->place.x() + width <= figure.linePlace().right() + 0.5);
}

void TestStepFigure::textIsText()
{
    const Distribution distribution = halvingTokens();
    const Run shown = run(2);
    const StepFigure figure(shown, 40, SelectedStep{10, &distribution, {}, nameOf}, {});
    QCOMPARE(textIn(svgTexts(plainSvg(figure)), figure.textPlace()),
             QString::fromStdString(shown.prompt + continuationOf(shown.branch())));
}

void TestStepFigure::withoutAStep()
{
    const StepFigure figure(run(2), 40, std::nullopt, {});
    QCOMPARE(figure.chart(), nullptr);
    QVERIFY(QRectF(QPointF(), figure.size()).contains(figure.entropyPlace()));
    const auto texts = svgTexts(plainSvg(figure));
    QVERIFY(textIn(texts, figure.entropyPlace()).contains(QStringLiteral("Entropy of every step")));
    for (const SvgText& text : texts)
        QVERIFY(!text.text.contains(QStringLiteral("random number u")));
}

void TestStepFigure::shadesAreTheWindows_data()
{
    QTest::addColumn<int>("by");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("probability") << int(ShadeBy::Probability)
                                 << QStringList{"Model probability of each token", "10%"};
    QTest::newRow("surprisal") << int(ShadeBy::Surprisal)
                               << QStringList{"Surprisal of each token", "9"};
    QTest::newRow("entropy") << int(ShadeBy::Entropy)
                             << QStringList{"Entropy before each token", "5.3 bits"};
    QTest::newRow("rank") << int(ShadeBy::Rank) << QStringList{"Rank of each token", "1,000"};
    // Nobody judges a page.
    QTest::newRow("removed") << int(ShadeBy::Removed)
                             << QStringList{"Model probability of each token", "10%"};
}

// And the legend is theirs.
void TestStepFigure::shadesAreTheWindows()
{
    QFETCH(int, by);
    QFETCH(QStringList, texts);
    Run shown = run(2);
    shown.branch() = changed(shown.branch(), [](Step& step) {
        step.modelProbability = 1e-9;
        step.rank = 1'000'000;
        step.info.modelEntropy = std::log2(40.0);
    });
    FigureOptions options;
    options.shadeBy = static_cast<ShadeBy>(by);
    const StepFigure figure(shown, 40, std::nullopt, options);
    QStringList written;
    for (const SvgText& text : svgTexts(plainSvg(figure)))
        written << text.text;
    for (const QString& text : texts)
        QVERIFY2(written.contains(text), qPrintable(written.join(" | ")));

    QImage image(figure.size(), QImage::Format_RGB32);
    QPainter painter(&image);
    figure.paint(painter);
    painter.end();
    const auto shade =
        ShadeScale{by == int(ShadeBy::Removed) ? ShadeBy::Probability : static_cast<ShadeBy>(by),
                   40}
            .strongest(lightTheme());
    int shaded = 0;
    const QRect text = figure.textPlace().toRect();
    for (int y = text.top(); y < text.bottom(); ++y)
        for (int x = text.left(); x < text.right(); ++x)
            shaded += image.pixelColor(x, y) == shade;
    QVERIFY(shaded > text.height() * 20);
}

LOGITSCOPE_TEST(TestStepFigure)
#include "tst_step_figure.moc"
