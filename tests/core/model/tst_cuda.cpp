#include "core/model/cuda.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

constexpr auto anyLibrary = "libm.so.6"; // stands in for the driver
constexpr auto missingLibrary = "liblogitscope_missing.so";

QString sentence(const Result<const TorchLibrary*>& found)
{
    return found ? QString() : QString::fromStdString(found.error().message);
}

} // namespace

class TestCuda : public QObject
{
    Q_OBJECT

private slots:
    void noDriver();
    void noLibrary();
    void anotherLibrary();
    void noDevice();
    void looksOnce();
};

void TestCuda::noDriver()
{
    QCOMPARE(sentence(findCuda(missingLibrary, LOGITSCOPE_TORCH_LIBRARY)),
             QString("device is cuda, but there is no CUDA driver here (liblogitscope_missing.so); "
                     "install NVIDIA's, or choose auto or cpu"));
}

void TestCuda::noLibrary()
{
    QCOMPARE(sentence(findCuda(anyLibrary, missingLibrary)),
             QString("device is cuda, but libtorch can't be opened: liblogitscope_missing.so isn't "
                     "there; install logitscope-torch, or choose auto or cpu"));
}

void TestCuda::anotherLibrary()
{
    const auto said = sentence(findCuda(anyLibrary, anyLibrary));
    QVERIFY2(said.startsWith("device is cuda, but libtorch can't be opened: "), qPrintable(said));
    QVERIFY2(said.contains(torchLibraryEntry), qPrintable(said));
}

// The library itself opens, whatever this machine has.
void TestCuda::noDevice()
{
    const auto found = findCuda(anyLibrary, LOGITSCOPE_TORCH_LIBRARY);
    if (found)
        QVERIFY((*found)->findsDevice());
    else
        QCOMPARE(sentence(found),
                 QString("device is cuda, but libtorch finds no CUDA device here (Debian's "
                         "libtorch is built without CUDA); choose auto or cpu"));
}

void TestCuda::looksOnce()
{
    QCOMPARE(&findCuda(), &findCuda());
    QCOMPARE(sentence(findCuda()), sentence(findCuda("libcuda.so.1", LOGITSCOPE_TORCH_LIBRARY)));
}

LOGITSCOPE_TEST(TestCuda)
#include "tst_cuda.moc"
