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
        QCOMPARE(text(0.0, 4.7), std::string("between 0.0 and 4.7"));
        QCOMPARE(text(3.1, infinity), std::string("at least 3.1"));
        QCOMPARE(text(0.0, infinity), std::string("unknown"));

        const auto brief = [](double low, double high) {
            const auto format = [](double number) { return fmt::format("{:.1f}", number); };
            return boundedText({low, high}, format, BoundedStyle::Short);
        };
        QCOMPARE(brief(3.1, 3.1), std::string("3.1"));
        QCOMPARE(brief(3.1, 4.7), std::string("3.1–4.7"));
        QCOMPARE(brief(3.1, infinity), std::string("≥ 3.1"));
        QCOMPARE(brief(0.0, infinity), std::string("unknown"));
    }
};

LOGITSCOPE_TEST(TestBoundedText)
#include "tst_bounded_text.moc"
