#include "core/run/bounded_text.h"
#include "tests/test_program.h"

#include <QTest>

#include <fmt/format.h>

using namespace logitscope;

class TestBoundedText : public QObject
{
    Q_OBJECT

private slots:

    void texts()
    {
        const auto text = [](double low, double high) {
            return boundedText({low, high},
                               [](double number) { return fmt::format("{:.1f}", number); });
        };
        constexpr double infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(text(3.1, 3.1), std::string("3.1"));
        QCOMPARE(text(3.11, 3.12), std::string("3.1")); // as if it were exact
        QCOMPARE(text(3.1, 4.7), std::string("between 3.1 and 4.7"));
        QCOMPARE(text(0.0, 4.7), std::string("at most 4.7"));
        QCOMPARE(text(3.1, infinity), std::string("at least 3.1"));
        QCOMPARE(text(0.0, infinity), std::string("unknown"));

        const auto brief = [](double low, double high) {
            const auto format = [](double number) { return fmt::format("{:.1f}", number); };
            return boundedText({low, high}, format, BoundedStyle::Short);
        };
        QCOMPARE(brief(3.1, 3.1), std::string("3.1"));
        QCOMPARE(brief(3.1, 4.7), std::string("3.1–4.7"));
        QCOMPARE(brief(3.1, infinity), std::string("≥ 3.1"));
        QCOMPARE(brief(0.0, 4.7), std::string("≤ 4.7"));
        QCOMPARE(brief(0.0, infinity), std::string("unknown"));
    }

    // A bound that any such number has says nothing.
    void whatIsPossible()
    {
        const auto text = [](double low, double high) {
            const auto format = [](double number) { return fmt::format("{}", number); };
            return boundedText({low, high}, format, BoundedStyle::Words, {1.0, 40.0});
        };
        QCOMPARE(text(1.0, 40.0), std::string("unknown"));
        QCOMPARE(text(1.0, 39.0), std::string("at most 39"));
        QCOMPARE(text(2.0, 40.0), std::string("at least 2"));
        QCOMPARE(text(2.0, 39.0), std::string("between 2 and 39"));
        QCOMPARE(text(1.0, 1.0), std::string("1"));
        QCOMPARE(text(40.0, 40.0), std::string("40"));
    }

    void probabilities()
    {
        const auto brief = [](double low, double high) {
            return probabilityText({low, high}, BoundedStyle::Short);
        };
        QCOMPARE(probabilityText({0.25, 0.5}), std::string("between 25.0% and 50.0%"));
        QCOMPARE(probabilityText({0.25, 1.0}), std::string("at least 25.0%"));
        QCOMPARE(probabilityText({0.0, 0.0625}), std::string("at most 6.25%"));
        QCOMPARE(brief(0.0, 0.0625), std::string("≤ 6.25%"));
        QCOMPARE(brief(0.0, 1.0), std::string("unknown"));
        QCOMPARE(brief(0.0, 0.0), std::string("0%"));
        QCOMPARE(brief(1.0, 1.0), std::string("100%"));
    }

    void units()
    {
        QCOMPARE(withUnit("≥ 2.31", "bits"), std::string("≥ 2.31 bits"));
        QCOMPARE(withUnit("unknown", "bits"), std::string("unknown"));
        QCOMPARE(withUnit("–", "bits"), std::string("–"));
    }
};

LOGITSCOPE_TEST(TestBoundedText)
#include "tst_bounded_text.moc"
