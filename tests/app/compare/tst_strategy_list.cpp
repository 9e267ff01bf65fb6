#include "app/compare/strategy_list.h"
#include "tests/test_program.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>
#include <memory>

using namespace logitscope;

namespace
{

// A Strategy has no operator==, since nothing else needs one.
bool same(const Strategy& a, const Strategy& b)
{
    return a.name == b.name && a.description == b.description && a.settings == b.settings;
}

bool same(const std::vector<Strategy>& a, const std::vector<Strategy>& b)
{
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return same(x, y); });
}

QVariantMap entry(const QString& name)
{
    return {{"name", name}, {"description", "As saved."},  {"temperature", 0.5}, {"topK", 7},
            {"topP", 0.75}, {"order", "temperature-first"}};
}

QVariantMap changed(const QString& key, const QVariant& value)
{
    auto bad = entry("bad");
    bad[key] = value;
    return bad;
}

} // namespace

class TestStrategyList : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theNineAreCores();
    void comesBackAsSaved_data();
    void comesBackAsSaved();
    void savingReplacesWhatWasSaved();
    void badEntriesAreLeftOut();
    void whatAnEntryDoesNotSayIsOff();
    void nothingUsableGivesTheNine_data();
    void nothingUsableGivesTheNine();

private:
    std::vector<Strategy> load(); // as the next session does, from the file
    void write(const QVariant& strategies);
    void save(const std::vector<Strategy>& strategies);

    std::unique_ptr<QTemporaryDir> folder_;
};

void TestStrategyList::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    QVERIFY(folder_->isValid());
}

std::vector<Strategy> TestStrategyList::load()
{
    return loadStrategies(QSettings(folder_->filePath("settings.ini"), QSettings::IniFormat));
}

void TestStrategyList::write(const QVariant& strategies)
{
    QSettings(folder_->filePath("settings.ini"), QSettings::IniFormat)
        .setValue("strategies", strategies);
}

void TestStrategyList::save(const std::vector<Strategy>& strategies)
{
    QSettings settings(folder_->filePath("settings.ini"), QSettings::IniFormat);
    saveStrategies(settings, strategies);
}

void TestStrategyList::theNineAreCores()
{
    QCOMPARE(theNine().size(), std::size_t(9));
    QVERIFY(same(theNine(), {strategies().begin(), strategies().end()}));
}

void TestStrategyList::comesBackAsSaved_data()
{
    QTest::addColumn<int>("count");
    QTest::newRow("one") << 1;
    QTest::newRow("several") << 4;
    QTest::newRow("many") << 64;
}

void TestStrategyList::comesBackAsSaved()
{
    QFETCH(int, count);
    const std::vector<Strategy> some{{"@naïve; [a=b] \"日本\"", "A line\nand another, with 😀 \\n.",
                                      basicChain({.temperature = 1.0 / 3.0})},
                                     {"plain", "", basicChain({.temperature = 0.0, .topK = 40})},
                                     {"both", "Both filters.",
                                      basicChain({.temperature = 0.1,
                                                  .topK = 1,
                                                  .topP = 0.1 + 0.2,
                                                  .order = FilterOrder::TemperatureThenFilter})},
                                     {"narrow", "Keeps one.", basicChain({.topP = 0.0})}};
    std::vector<Strategy> saved;
    for (int i = 0; i < count; ++i)
        saved.push_back(some[static_cast<std::size_t>(i) % some.size()]);
    save(saved);
    QVERIFY(same(load(), saved));
}

void TestStrategyList::savingReplacesWhatWasSaved()
{
    save(theNine());
    const std::vector<Strategy> one{{"mine", "My own.", basicChain({.topK = 3})}};
    save(one);
    QVERIFY(same(load(), one));
}

void TestStrategyList::badEntriesAreLeftOut()
{
    write(QVariantList{entry("first"), changed("name", ""), changed("temperature", -0.5),
                       changed("temperature", std::numeric_limits<double>::infinity()),
                       changed("temperature", std::numeric_limits<double>::quiet_NaN()),
                       changed("topK", -1), changed("topP", 1.5), "not a strategy", QVariant(),
                       entry("last")});
    const auto settings = basicChain(
        {.temperature = 0.5, .topK = 7, .topP = 0.75, .order = FilterOrder::TemperatureThenFilter});
    QVERIFY(same(load(), {{"first", "As saved.", settings}, {"last", "As saved.", settings}}));
}

void TestStrategyList::whatAnEntryDoesNotSayIsOff()
{
    write(QVariantList{QVariantMap{{"name", "bare"}}, changed("order", "whatever")});
    const auto loaded = load();
    QCOMPARE(loaded.size(), std::size_t(2));
    QVERIFY(same(loaded[0], {"bare", "", {}}));
    QCOMPARE(orderOf(loaded[1].settings), FilterOrder::FilterThenTemperature);
    QCOMPARE(loaded[1].settings.value(StageKind::TopK), 7);
}

void TestStrategyList::nothingUsableGivesTheNine_data()
{
    QTest::addColumn<QVariant>("strategies");
    QTest::newRow("nothing saved") << QVariant();
    QTest::newRow("none") << QVariant(QVariantList{});
    QTest::newRow("a sentence") << QVariant("greedy, please");
    QTest::newRow("a map") << QVariant(entry("alone"));
    QTest::newRow("only bad ones") << QVariant(QVariantList{changed("topP", -1.0), 3});
}

void TestStrategyList::nothingUsableGivesTheNine()
{
    QFETCH(QVariant, strategies);
    if (strategies.isValid())
        write(strategies);
    QVERIFY(same(load(), theNine()));
}

LOGITSCOPE_TEST(TestStrategyList)
#include "tst_strategy_list.moc"
