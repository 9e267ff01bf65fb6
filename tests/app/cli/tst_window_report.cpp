#include "app/cli/window_report.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QTest>

#include <nlohmann/json.hpp>

#include <numeric>

using namespace logitscope;

namespace
{

WindowReport someWindowReport()
{
    std::vector<double> hundred(100); // 1 to 100
    std::iota(hundred.begin(), hundred.end(), 1.0);
    ModelInfo model;
    model.name = "gpt2";
    model.vocabularySize = 50257;
    return {.model = model,
            .platform = "xcb",
            .width = 1920,
            .height = 1080,
            .tokens = 1000,
            .sliders = {{"top-k", hundred, {7.0, 3.0, 5.0}}}};
}

} // namespace

class TestWindowReport : public QObject
{
    Q_OBJECT

private slots:

    void json()
    {
        const auto json = someWindowReport().json();
        QCOMPARE(json["vocabulary"].get<int>(), 50257);
        QCOMPARE(json["width"].get<int>(), 1920);
        QCOMPARE(json["tokens"].get<int>(), 1000);
        const auto& slider = json["sliders"][0];
        QCOMPARE(slider["slider"].get<std::string>(), std::string("top-k"));
        QCOMPARE(slider["ticks"].get<int>(), 100);
        QCOMPARE(slider["painted_ms_median"].get<double>(), 50.0);
        QCOMPARE(slider["painted_ms_p99"].get<double>(), 99.0);
        QCOMPARE(slider["judged_ms_median"].get<double>(), 5.0);
        QCOMPARE(slider["judged_ms_p99"].get<double>(), 7.0);
    }

    void text()
    {
        const auto text = QString::fromStdString(someWindowReport().text());
        QVERIFY(text.startsWith("gpt2 of 50257 tokens; 1920 x 1080 pixels on xcb"));
        const QRegularExpression row("^top-k +100 +50\\.0 +99\\.0 +5\\.0 +7\\.0$",
                                     QRegularExpression::MultilineOption);
        QVERIFY2(row.match(text).hasMatch(), qPrintable(text));
    }
};

LOGITSCOPE_TEST(TestWindowReport)
#include "tst_window_report.moc"
