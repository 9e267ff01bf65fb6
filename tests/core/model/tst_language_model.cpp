#include "core/model/language_model.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestLanguageModel : public QObject
{
    Q_OBJECT

private slots:
    void fullNames_data();
    void fullNames();
};

void TestLanguageModel::fullNames_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("precision");
    QTest::addColumn<QString>("expected");
    QTest::newRow("exact") << "native"
                           << "F32"
                           << "gpt2";
    QTest::newRow("rounded") << "native"
                             << "INT8"
                             << "gpt2 INT8";
    QTest::newRow("libtorch") << "libtorch"
                              << "F32"
                              << "gpt2 libtorch";
    QTest::newRow("both") << "libtorch"
                          << "BF16"
                          << "gpt2 BF16 libtorch";
    QTest::newRow("neither is known") << ""
                                      << ""
                                      << "gpt2";
}

// The native engine goes without saying, as it did when there was no other to choose.
void TestLanguageModel::fullNames()
{
    QFETCH(QString, engine);
    QFETCH(QString, precision);
    QFETCH(QString, expected);
    ModelInfo info;
    info.name = "gpt2";
    info.engine = engine.toStdString();
    info.precision = precision.toStdString();
    QCOMPARE(QString::fromStdString(info.fullName()), expected);
}

LOGITSCOPE_TEST(TestLanguageModel)
#include "tst_language_model.moc"
