#include "app/window/model_text.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class ModelTextTest : public QObject
{
    Q_OBJECT

private slots:
    void saysNameParametersFormatAndDevice_data();
    void saysNameParametersFormatAndDevice();
    void saysTheEngineWhereItIsNotTheUsualOne();
};

void ModelTextTest::saysNameParametersFormatAndDevice_data()
{
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<QString>("text");
    QTest::newRow("tiny") << qint64(4'321) << "m · 4,321 parameters · BF16 · CPU";
    QTest::newRow("starter") << qint64(10'183'680) << "m · 10.2M parameters · BF16 · CPU";
    QTest::newRow("gpt2") << qint64(124'439'808) << "m · 124M parameters · BF16 · CPU";
    QTest::newRow("gpt2-xl") << qint64(1'557'611'200) << "m · 1.56B parameters · BF16 · CPU";
}

void ModelTextTest::saysNameParametersFormatAndDevice()
{
    QFETCH(qint64, parameters);
    QFETCH(QString, text);
    ModelInfo info;
    info.name = "m";
    info.parameters = parameters;
    info.device = "CPU";
    info.precision = "BF16";
    QCOMPARE(modelText(info), text);
}

void ModelTextTest::saysTheEngineWhereItIsNotTheUsualOne()
{
    ModelInfo info;
    info.name = "m";
    info.parameters = 4'321;
    info.device = "CPU";
    info.precision = "F32";
    info.engine = "native";
    QCOMPARE(modelText(info), QString("m · 4,321 parameters · F32 · CPU"));
    info.engine = "libtorch";
    QCOMPARE(modelText(info), QString("m · 4,321 parameters · F32 · libtorch · CPU"));
    info.engine = "llama.cpp";
    info.precision.clear(); // a server needn't say, nor how many parameters there are
    info.parameters = 0;
    info.device = "lab.example:8080";
    QCOMPARE(modelText(info), QString("m · llama.cpp · lab.example:8080"));
}

LOGITSCOPE_TEST(ModelTextTest)
#include "tst_model_text.moc"
