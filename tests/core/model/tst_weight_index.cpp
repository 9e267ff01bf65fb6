#include "core/model/weight_index.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestWeightIndex : public QObject
{
    Q_OBJECT

private slots:
    void files_data();
    void files();
};

void TestWeightIndex::files_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("two files, three tensors")
        << QByteArray(R"({"metadata": {}, "weight_map": {"a": "2.safetensors",
                          "b": "1.safetensors", "c": "2.safetensors"}})")
        << QStringList{"1.safetensors", "2.safetensors"};
    for (const char* bad :
         {"", "[]", "{}", R"({"weight_map": []})", R"({"weight_map": {}})",
          R"({"weight_map": {"a": 7}})", R"({"weight_map": {"a": ""}})",
          R"({"weight_map": {"a": "../x.safetensors"}})",
          R"({"weight_map": {"a": "/etc/x.safetensors"}})",
          R"({"weight_map": {"a": "x/y.safetensors"}})",
          R"({"weight_map": {"a": "x\n.safetensors"}})", R"({"weight_map": {"a": "config.json"}})"})
        QTest::newRow(bad) << QByteArray(bad) << QStringList();
}

void TestWeightIndex::files()
{
    QFETCH(QByteArray, json);
    QFETCH(QStringList, names);
    const auto files = filesOfIndex(json.toStdString());
    QCOMPARE(files.has_value(), !names.isEmpty());
    QStringList found;
    for (const auto& name : files.value_or(std::vector<std::string>()))
        found << QString::fromStdString(name);
    QCOMPARE(found, names);
}

LOGITSCOPE_TEST(TestWeightIndex)
#include "tst_weight_index.moc"
