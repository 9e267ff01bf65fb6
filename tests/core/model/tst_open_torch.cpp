#include "core/model/open_torch.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

QString whyNot(const Result<const TorchLibrary*>& opened)
{
    return opened ? QString() : QString::fromStdString(opened.error().message);
}

} // namespace

class TestOpenTorch : public QObject
{
    Q_OBJECT

private slots:
    void notBuilt();
    void missing();
    void anotherLibrary();
    void looksOnce();
};

void TestOpenTorch::notBuilt()
{
    QCOMPARE(whyNot(openTorch("")),
             QString("this Logitscope was built without libtorch; build it with "
                     "LOGITSCOPE_TORCH=ON"));
}

void TestOpenTorch::missing()
{
    const auto said = whyNot(openTorch("liblogitscope_missing.so"));
    QVERIFY2(said.startsWith("libtorch can't be opened: liblogitscope_missing.so: "),
             qPrintable(said));
    QVERIFY2(said.endsWith("; install Logitscope and libtorch again"), qPrintable(said));
}

void TestOpenTorch::anotherLibrary()
{
    const auto said = whyNot(openTorch("libm.so.6"));
    QVERIFY2(said.startsWith("libtorch can't be opened: "), qPrintable(said));
    QVERIFY2(said.contains(torchLibraryEntry), qPrintable(said));
}

void TestOpenTorch::looksOnce()
{
    QCOMPARE(&openTorch(), &openTorch());
#ifdef LOGITSCOPE_TORCH_LIBRARY
    QVERIFY2(openTorch(), qPrintable(whyNot(openTorch())));
    QCOMPARE(*openTorch(), *openTorch(LOGITSCOPE_TORCH_LIBRARY)); // the same, opened once
#else
    QCOMPARE(whyNot(openTorch()), whyNot(openTorch("")));
#endif
}

LOGITSCOPE_TEST(TestOpenTorch)
#include "tst_open_torch.moc"
