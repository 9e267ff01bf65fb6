// What shades say: against numpy's numbers, as they are read from the picture of a text.
#include "tests/test_program.h"
#include "tests/widgets/contrast.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/token_view.h"
#include "widgets/theme.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <array>
#include <cmath>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

const std::array<const Theme*, 4> shadedThemes{&lightTheme(), &darkTheme(),
                                               &highContrastLightTheme(), &highContrastDarkTheme()};
constexpr std::array scaled{ShadeBy::Probability, ShadeBy::Surprisal, ShadeBy::Entropy,
                            ShadeBy::Rank};

QString keyOf(ShadeBy by)
{
    return std::array{"probability", "surprisal", "entropy", "rank"}[static_cast<std::size_t>(by)];
}

// To a step of rounding.
bool isBetween(const QColor& shade, const QColor& from, const QColor& to, double share)
{
    const auto isAt = [share](int channel, int a, int b) {
        return std::abs(channel - (a + (b - a) * share)) <= 0.51;
    };
    return isAt(shade.red(), from.red(), to.red()) &&
           isAt(shade.green(), from.green(), to.green()) &&
           isAt(shade.blue(), from.blue(), to.blue());
}

} // namespace

class TestShadeScale : public QObject
{
    Q_OBJECT

private slots:

    void shadesAreNumpys_data() { kinds(); }

    void shadesAreNumpys()
    {
        QFETCH(ShadeBy, by);
        QFile file(LOGITSCOPE_TEST_DATA "/shade_goldens.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = QJsonDocument::fromJson(file.readAll())["cases"].toArray();
        QVERIFY(cases.size() >= 80);
        for (const Theme* theme : shadedThemes) {
            TokenView view;
            view.setPalette(paletteOf(*theme));
            view.resize(500, 200);
            view.show();
            for (const auto& value : cases) {
                const auto golden = value.toObject();
                Step step = makeStep("    ", golden["probability"].toDouble());
                step.rank = golden["rank"].toInt();
                step.info.modelEntropy = golden["entropy"].toDouble();
                const ShadeScale scale{by, golden["vocabulary"].toInt()};
                view.setPrompt("A");
                view.appendTokens(nodesOf({step}));
                view.setShades(scale);
                const QColor shade = view.viewport()->grab().toImage().pixelColor(
                    view.tokenRectangles(0).first().center());
                const double share = golden["shares"][keyOf(by)].toDouble();
                QVERIFY2(isBetween(shade, theme->surface, scale.strongest(*theme), share),
                         qPrintable(QString("%1, share %2").arg(shade.name()).arg(share)));
            }
        }
    }

    // A mark says the value at which the shade is as strong as there.
    void marksSayTheirValues_data() { kinds(); }

    void marksSayTheirValues()
    {
        QFETCH(ShadeBy, by);
        for (const int vocabulary : {40, 256, 8192, 50257, 128256, 262144}) {
            const ShadeScale scale{by, vocabulary};
            const auto marks = scale.marks();
            QVERIFY(marks.size() >= 3 && marks.size() <= 5);
            QCOMPARE(marks.front().share, 0.0);
            QCOMPARE(marks.back().share, 1.0);
            for (std::size_t i = 0; i < marks.size(); ++i) {
                if (i > 0)
                    QVERIFY(marks[i].share - marks[i - 1].share > 0.15);
                QString text = marks[i].text;
                const double value =
                    text.remove(QRegularExpression("[^0-9.]")).toDouble(); // of "≥ 10,000"
                TokenScore score{.token = 0, .probability = 0.5, .rank = 3, .entropy = 1.0};
                if (by == ShadeBy::Probability)
                    score.probability = value / 100.0;
                else if (by == ShadeBy::Surprisal)
                    score.probability = std::exp2(-value);
                else if (by == ShadeBy::Entropy)
                    score.entropy = value;
                else
                    score.rank = static_cast<int>(value) - 1;
                const auto& theme = lightTheme();
                // The last entropy is rounded to a tenth of a bit.
                QVERIFY2(
                    std::abs(scale.shade(theme, score).green() -
                             mix(theme.surface, scale.strongest(theme), marks[i].share).green()) <=
                        1,
                    qPrintable(marks[i].text));
            }
            if (by == ShadeBy::Entropy)
                QCOMPARE(marks.back().text,
                         QString("%1 bits").arg(std::round(std::log2(vocabulary) * 10) / 10));
        }
    }

    void textIsReadableOnEveryShade_data() { kinds(); }

    // And the strongest shade is told from the surface, also without colours.
    void textIsReadableOnEveryShade()
    {
        QFETCH(ShadeBy, by);
        for (const Theme* theme : shadedThemes) {
            const QColor strongest = ShadeScale{by, 50257}.strongest(*theme);
            for (int share = 0; share <= 100; ++share)
                QVERIFY2(contrast(theme->text, mix(theme->surface, strongest, share / 100.0)) >=
                             4.5,
                         qPrintable(strongest.name()));
            QVERIFY2(contrast(strongest, theme->surface) >= 1.7, qPrintable(strongest.name()));
        }
    }

    void everythingHasANameAndAColour()
    {
        QStringList names;
        for (int by = 0; by < shadeCount; ++by)
            names << shadeName(static_cast<ShadeBy>(by));
        QVERIFY(!names.contains(QString()));
        QCOMPARE(names.removeDuplicates(), 0);
        for (const Theme* theme : shadedThemes)
            for (const auto by : scaled)
                for (const auto other : scaled)
                    QCOMPARE(ShadeScale{by}.strongest(*theme) ==
                                 ShadeScale{other}.strongest(*theme),
                             by == other);
    }

    // What can't be computed is as strong as can be, not as pale.
    void extremesHaveAShade()
    {
        const auto& theme = lightTheme();
        const TokenScore never{.token = 0, .probability = 0.0, .rank = 200'000, .entropy = 30.0};
        const TokenScore always{.token = 0, .probability = 1.0, .rank = 0, .entropy = 0.0};
        for (const auto by : scaled) {
            const ShadeScale scale{by, 50257};
            QCOMPARE(scale.shade(theme, never), scale.strongest(theme));
            QCOMPARE(scale.shade(theme, always), theme.surface);
        }
    }

private:
    static void kinds()
    {
        QTest::addColumn<ShadeBy>("by");
        for (const auto by : scaled)
            QTest::newRow(qPrintable(keyOf(by))) << by;
    }
};

LOGITSCOPE_TEST(TestShadeScale)
#include "tst_shade_scale.moc"
