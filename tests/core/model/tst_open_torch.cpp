#include "core/model/open_torch.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QTemporaryFile>
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
    void broken();
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
    QCOMPARE(whyNot(openTorch("liblogitscope_missing.so")),
             QString("libtorch can't be opened: liblogitscope_missing.so isn't there; install "
                     "logitscope-torch"));
    QCOMPARE(whyNot(openTorch("/nowhere/liblogitscope_missing.so")),
             QString("libtorch can't be opened: /nowhere/liblogitscope_missing.so isn't there; "
                     "install logitscope-torch"));
}

// It is there, but something that it needs isn't, or it is damaged.
void TestOpenTorch::broken()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("not a library");
    QVERIFY(file.flush());
    const auto said = whyNot(openTorch(file.fileName().toStdString()));
    QVERIFY2(said.startsWith("libtorch can't be opened: " + file.fileName() + ": "),
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
    QVERIFY(isTorchInstalled());
    QVERIFY(QString::fromStdString(torchVersion()).contains(QRegularExpression("^\\d+\\.\\d+")));
#else
    QVERIFY(!isTorchInstalled());
    QCOMPARE(torchVersion(), std::string());
    QCOMPARE(whyNot(openTorch()), whyNot(openTorch("")));
#endif
}

LOGITSCOPE_TEST(TestOpenTorch)
#include "tst_open_torch.moc"
