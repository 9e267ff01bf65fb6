#include "core/model/cuda.h"
#include "core/model/device.h"
#include "core/model/gpt2.h"
#include "tests/fixtures/checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestDevice : public QObject
{
    Q_OBJECT

private slots:
    void names();
    void otherNames_data();
    void otherNames();
    void cudaOnlyWhereThereIsOne();
};

void TestDevice::names()
{
    QVERIFY(deviceNamed("auto") == Device::Auto);
    QVERIFY(deviceNamed("cpu") == Device::Cpu);
    QVERIFY(deviceNamed("cuda") == Device::Cuda);
}

void TestDevice::otherNames_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"", "CPU", "gpu", "cuda:0", " cpu"})
        QTest::newRow(name) << name;
}

void TestDevice::otherNames()
{
    QFETCH(QString, name);
    const auto device = deviceNamed(name.toStdString());
    QVERIFY(!device);
    QCOMPARE(QString::fromStdString(device.error().message),
             "device is " + name + ", expected auto, cpu or cuda");
}

void TestDevice::cudaOnlyWhereThereIsOne()
{
    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);

    const auto cpu = loadGpt2(folder.path(), {.device = Device::Cpu});
    QVERIFY(cpu);
    QCOMPARE((*cpu)->info().device, std::string("CPU"));

    const auto automatic = loadGpt2(folder.path(), {.device = Device::Auto});
    QVERIFY(automatic);
    const auto cuda = loadGpt2(folder.path(), {.device = Device::Cuda});
    if ((*automatic)->info().device == "CPU") {
        QVERIFY(!cuda);
        QVERIFY(!findCuda());
        QCOMPARE(cuda.error().message, findCuda().error().message);
    } else {
        QCOMPARE((*automatic)->info().device, std::string("CUDA"));
        QVERIFY(cuda);
        QCOMPARE((*cuda)->info().device, std::string("CUDA"));
    }
}

LOGITSCOPE_TEST(TestDevice)
#include "tst_device.moc"
