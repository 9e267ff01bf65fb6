// The colour table against the numbers that readability is measured by.
#include "tests/test_program.h"
#include "tests/widgets/contrast.h"
#include "widgets/theme.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace logitscope;

namespace
{

using Linear = std::array<double, 3>; // red, green, blue in [0, 1], linear light

Linear linear(const QColor& colour)
{
    return {linearLight(colour.redF()), linearLight(colour.greenF()), linearLight(colour.blueF())};
}

// Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color
// Vision Deficiency", severity 1.0; on linear light.
using Matrix = std::array<Linear, 3>;
constexpr Matrix typicalVision{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix protanopia{{{0.152286, 1.052583, -0.204868},
                             {0.114503, 0.786281, 0.099216},
                             {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deuteranopia{{{0.367322, 0.860646, -0.227968},
                               {0.280085, 0.672501, 0.047413},
                               {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix tritanopia{{{1.255528, -0.076749, -0.178779},
                             {-0.078411, 0.930809, 0.147602},
                             {0.004733, 0.691367, 0.303900}}};

Linear seenAs(const Linear& light, const Matrix& vision)
{
    Linear seen{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            seen[row] += vision[row][column] * light[column];
    for (double& channel : seen)
        channel = std::clamp(channel, 0.0, 1.0);
    return seen;
}

// CIE 1976 L*a*b* under D65, from sRGB primaries (IEC 61966-2-1).
Linear lab(const Linear& light)
{
    const auto [r, g, b] = light;
    const double x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
    const double y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b;
    const double z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883;
    const auto f = [](double t) {
        constexpr double epsilon = 216.0 / 24389.0;
        constexpr double kappa = 24389.0 / 27.0;
        return t > epsilon ? std::cbrt(t) : (kappa * t + 16.0) / 116.0;
    };
    return {116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))};
}

// CIE76: about 2.3 is a just noticeable difference.
double difference(const QColor& a, const QColor& b, const Matrix& vision)
{
    const Linear p = lab(seenAs(linear(a), vision));
    const Linear q = lab(seenAs(linear(b), vision));
    return std::sqrt(std::pow(p[0] - q[0], 2) + std::pow(p[1] - q[1], 2) +
                     std::pow(p[2] - q[2], 2));
}

constexpr std::array themeNames{"light", "dark", "high contrast, light", "high contrast, dark"};

const Theme& themeNamed(const QString& name)
{
    if (name == "high contrast, light")
        return highContrastLightTheme();
    if (name == "high contrast, dark")
        return highContrastDarkTheme();
    return name == "dark" ? darkTheme() : lightTheme();
}

#define VERIFY_AT_LEAST(value, least, what)                                                        \
    QVERIFY2(                                                                                      \
        (value) >= (least),                                                                        \
        qPrintable(QStringLiteral("%1: %2, needs %3").arg(what).arg(value, 0, 'f', 2).arg(least)))

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:

    void formulas()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QVERIFY(std::abs(contrast("#777777", Qt::white) - 4.48) <
                0.005); // WCAG's own borderline grey
        QVERIFY(difference(Qt::white, Qt::black, typicalVision) > 99.9);
        // Red and green are what a deuteranope confuses.
        QVERIFY(difference("#b06040", "#708040", deuteranopia) <
                difference("#b06040", "#708040", typicalVision) / 3.0);
    }

    void textIsReadable_data() { themes(); }

    void textIsReadable()
    {
        QFETCH(QString, name);
        const Theme& theme = themeNamed(name);
        for (const QColor& ground : {theme.window, theme.surface}) {
            VERIFY_AT_LEAST(contrast(theme.text, ground), 4.5, "text on " + ground.name());
            VERIFY_AT_LEAST(contrast(theme.mutedText, ground), 4.5,
                            "mutedText on " + ground.name());
            VERIFY_AT_LEAST(contrast(theme.accent, ground), 4.5, "accent on " + ground.name());
            VERIFY_AT_LEAST(contrast(theme.error, ground), 4.5, "error on " + ground.name());
        }
        VERIFY_AT_LEAST(contrast(theme.onAccent, theme.accent), 4.5, "onAccent on accent");
    }

    // WCAG 2.1, 1.4.6: 7:1 is its enhanced contrast.
    void highContrastIsHigh()
    {
        for (const auto* theme : {&highContrastLightTheme(), &highContrastDarkTheme()}) {
            for (const QColor& ground : {theme->window, theme->surface}) {
                for (const QColor& text :
                     {theme->text, theme->mutedText, theme->accent, theme->error})
                    VERIFY_AT_LEAST(contrast(text, ground), 7.0, text.name());
            }
            VERIFY_AT_LEAST(contrast(theme->border, theme->surface), 3.0, "border");
        }
    }

    void textIsReadableOnEveryShade_data() { themes(); }

    void textIsReadableOnEveryShade()
    {
        QFETCH(QString, name);
        const Theme& theme = themeNamed(name);
        for (double exponent = 0.0; exponent >= -6.0; exponent -= 0.05) {
            const QColor shade = theme.shade(std::pow(10.0, exponent));
            VERIFY_AT_LEAST(contrast(theme.text, shade), 4.5, "text on " + shade.name());
        }
    }

    // WCAG 2.1, 1.4.11: graphics need 3:1 against what they lie on.
    void graphicsStandOut_data() { themes(); }

    void graphicsStandOut()
    {
        QFETCH(QString, name);
        const Theme& theme = themeNamed(name);
        VERIFY_AT_LEAST(contrast(theme.samplingBar, theme.surface), 3.0, "finalBar");
        VERIFY_AT_LEAST(contrast(theme.removedByTopK, theme.surface), 3.0, "cutByTopK");
        VERIFY_AT_LEAST(contrast(theme.removedByTopP, theme.surface), 3.0, "cutByTopP");
        VERIFY_AT_LEAST(contrast(theme.removedByOthers, theme.surface), 3.0, "removedByOthers");
        VERIFY_AT_LEAST(contrast(theme.accent, theme.surface), 3.0, "accent, which frames a token");
        // No amber reaches 3:1 on white: there `chosen` is drawn with an outline in the text's
        // colour.
        if (theme.dark)
            VERIFY_AT_LEAST(contrast(theme.chosen, theme.surface), 3.0, "chosen");
        else
            VERIFY_AT_LEAST(contrast(theme.text, theme.chosen), 3.0, "chosen's outline on it");
    }

    void colourBlindTellApart_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<const Matrix*>("vision");
        for (const char* name : themeNames) {
            QTest::addRow("%s, typical", name) << name << &typicalVision;
            QTest::addRow("%s, protanopia", name) << name << &protanopia;
            QTest::addRow("%s, deuteranopia", name) << name << &deuteranopia;
            QTest::addRow("%s, tritanopia", name) << name << &tritanopia;
        }
    }

    void colourBlindTellApart()
    {
        QFETCH(QString, name);
        QFETCH(const Matrix*, vision);
        const Theme& theme = themeNamed(name);
        const std::array colours{theme.samplingBar, theme.removedByTopK, theme.removedByTopP,
                                 theme.chosen};
        for (std::size_t a = 0; a < colours.size(); ++a)
            for (std::size_t b = a + 1; b < colours.size(); ++b)
                VERIFY_AT_LEAST(difference(colours[a], colours[b], *vision), 10.0,
                                colours[a].name() + " and " + colours[b].name());
    }

    void shadeIsLogarithmic_data() { themes(); }

    void shadeIsLogarithmic()
    {
        QFETCH(QString, name);
        const Theme& theme = themeNamed(name);
        QCOMPARE(theme.shade(1.0), theme.surface);
        QCOMPARE(theme.shade(1e-4), theme.surprising);
        QCOMPARE(theme.shade(1e-9), theme.surprising);
        QCOMPARE(theme.shade(0.0), theme.surprising);
        // Each decade moves it equally far, to a step of rounding.
        for (int decade = 0; decade <= 4; ++decade) {
            const QColor shade = theme.shade(std::pow(10.0, -decade));
            const double expected =
                theme.surface.red() + (theme.surprising.red() - theme.surface.red()) * decade / 4.0;
            QVERIFY(std::abs(shade.red() - expected) <= 0.5);
        }
    }

    void paletteFindsItsTheme()
    {
        for (const char* name : themeNames)
            QCOMPARE(&themeOf(paletteOf(themeNamed(name))), &themeNamed(name));
        QVERIFY(!themeOf(QPalette(Qt::white)).dark); // somebody else's
    }

private:
    static void themes()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : themeNames)
            QTest::newRow(name) << name;
    }
};

LOGITSCOPE_TEST(TestTheme)
#include "tst_theme.moc"
