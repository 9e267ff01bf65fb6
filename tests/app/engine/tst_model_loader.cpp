#include "app/engine/model_loader.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class ModelLoaderTest : public QObject
{
    Q_OBJECT

private slots:

    void init() { loader_ = std::make_unique<ModelLoader>(); }

    void cleanup() { loader_.reset(); }

    void opens();
    void saysWhatCantBeOpened();
    void saysHowFarItIs();
    void ofTwoOpeningsTheLaterCounts();
    void aLaterOpeningThatFailsIsTheOneThatCounts();
    void endsInTheMiddleOfAnOpening();

private:
    std::unique_ptr<ModelLoader> loader_;
};

void ModelLoaderTest::opens()
{
    QSignalSpy began(loader_.get(), &ModelLoader::began);
    QSignalSpy opened(loader_.get(), &ModelLoader::opened);
    QVERIFY(!loader_->isOpening());
    loader_->open(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    QCOMPARE(began.count(), 1);
    QVERIFY(loader_->isOpening());
    QVERIFY(opened.wait(30'000));
    QVERIFY(!loader_->isOpening());
    const auto model = opened.front().front().value<std::shared_ptr<const OpenModel>>();
    QCOMPARE(model->folder, std::filesystem::path(LOGITSCOPE_STARTER_MODEL));
}

void ModelLoaderTest::saysWhatCantBeOpened()
{
    QSignalSpy failed(loader_.get(), &ModelLoader::failed);
    loader_->open("/nowhere/at/all", {.device = Device::Cpu});
    QVERIFY(failed.wait());
    QVERIFY(failed.front().front().toString().contains("/nowhere/at/all"));
    QVERIFY(!loader_->isOpening());
}

void ModelLoaderTest::saysHowFarItIs()
{
    QSignalSpy progressed(loader_.get(), &ModelLoader::progressed);
    QSignalSpy opened(loader_.get(), &ModelLoader::opened);
    loader_->open(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    QVERIFY(opened.wait(30'000));
    QVERIFY(!progressed.isEmpty());
    QVERIFY(progressed.size() <= 101); // no more than a bar can show
    int last = -1;
    for (const auto& arguments : progressed) {
        QVERIFY(arguments.front().toInt() > last);
        last = arguments.front().toInt();
    }
    QCOMPARE(last, 100);
}

void ModelLoaderTest::ofTwoOpeningsTheLaterCounts()
{
    QSignalSpy opened(loader_.get(), &ModelLoader::opened);
    QSignalSpy failed(loader_.get(), &ModelLoader::failed);
    loader_->open("/nowhere/at/all", {.device = Device::Cpu});
    loader_->open(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    loader_->open(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu, .precision = Precision::BF16});
    QVERIFY(loader_->isOpening());
    QVERIFY(opened.wait(30'000));
    QVERIFY(!loader_->isOpening());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(failed.count(), 0);
    const auto model = opened.front().front().value<std::shared_ptr<const OpenModel>>();
    QCOMPARE(model->model->info().precision, std::string("BF16"));
}

void ModelLoaderTest::aLaterOpeningThatFailsIsTheOneThatCounts()
{
    QSignalSpy opened(loader_.get(), &ModelLoader::opened);
    QSignalSpy failed(loader_.get(), &ModelLoader::failed);
    loader_->open(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    loader_->open("/nowhere/at/all", {.device = Device::Cpu});
    QVERIFY(failed.wait(30'000));
    QVERIFY(!loader_->isOpening());
    QCOMPARE(opened.count(), 0);
}

void ModelLoaderTest::endsInTheMiddleOfAnOpening()
{
    QSignalSpy progressed(loader_.get(), &ModelLoader::progressed);
    loader_->open(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu});
    QVERIFY(progressed.wait(30'000));
    loader_.reset();
}

LOGITSCOPE_TEST(ModelLoaderTest)
#include "tst_model_loader.moc"
