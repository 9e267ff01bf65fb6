#include "app/cli/strategy_names.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestStrategyNames : public QObject
{
    Q_OBJECT

private slots:
    void all();
    void some();
    void errors_data();
    void errors();
};

void TestStrategyNames::all()
{
    QCOMPARE(strategyNames(), std::string("greedy, low_temp, medium_temp, high_temp, top_k_20, "
                                          "top_k_50, top_p_90, top_p_95, nucleus"));
    const auto nine = strategiesNamed("all").value();
    QCOMPARE(nine.size(), std::size_t{9});
    QCOMPARE(nine.back().name, std::string("nucleus"));
    QCOMPARE(strategiesNamed(strategyNames()).value().size(), std::size_t{9});
}

// In the order of the command line, not of the table.
void TestStrategyNames::some()
{
    const auto two = strategiesNamed("nucleus, greedy").value();
    QCOMPARE(two.size(), std::size_t{2});
    QCOMPARE(two[0].name, std::string("nucleus"));
    QCOMPARE(two[0].settings.topK, 40);
    QCOMPARE(two[1].name, std::string("greedy"));
}

void TestStrategyNames::errors_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("sentence");
    const auto unknown = [](const char* names, const char* name) {
        QTest::newRow(names) << names
                             << QString("--strategies has \"%1\", expected all, or names with a "
                                        "comma between, of %2")
                                    .arg(name, QString::fromStdString(strategyNames()));
    };
    unknown("warm", "warm");
    unknown("greedy,warm", "warm");
    unknown("", "");
    unknown("greedy,", "");
    unknown(",greedy", "");
    unknown("greedy,,nucleus", "");
    unknown("greedy,all", "all");
    unknown("Greedy", "Greedy");
    QTest::newRow("twice") << "greedy,nucleus, greedy"
                           << "--strategies has greedy twice; --repeats runs each several times";
}

void TestStrategyNames::errors()
{
    QFETCH(QString, names);
    QFETCH(QString, sentence);
    const auto named = strategiesNamed(names.toStdString());
    QVERIFY(!named);
    QCOMPARE(QString::fromStdString(named.error().message), sentence);
}

LOGITSCOPE_TEST(TestStrategyNames)
#include "tst_strategy_names.moc"
