// Downloads as a hub that does what it is told sees them.
#include "app/models/model_downloads.h"
#include "scripted_hub.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <stdexcept>

using namespace logitscope;

namespace
{

using State = ModelDownload::State;
using Lines = std::vector<std::string>;

const ModelId gpt2{.repository = "gpt2"};
const ModelId other{.repository = "owner/name", .revision = "v1.0"};

} // namespace

class ModelDownloadsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup()
    {
        downloads_.reset();
        hub_.reset();
    }

    void arrives();
    void oneAfterTheOther();
    void pauseKeepsWhatHasArrived();
    void resumesWhileItStillStops();
    void pausedWhileItEnds();
    void cancelDiscardsAfterTheEnd();
    void cancelledAndStartedAgain();
    void failureStaysForARetry();
    void settingsThatAreWrong();
    void exceptionsAreFailures();
    void isRememberedPaused();
    void isRememberedWhileItRuns();
    void failuresAreRemembered();
    void othersTextsAreNotTaken();
    void goesWhileItRuns();
    void manyFactsAreFew();

private:
    const ModelDownload& at(std::size_t index) const { return downloads_->all()[index]; }

    std::unique_ptr<ScriptedHub> hub_;
    std::unique_ptr<ModelDownloads> downloads_;
};

void ModelDownloadsTest::init()
{
    hub_ = std::make_unique<ScriptedHub>();
    downloads_ = std::make_unique<ModelDownloads>(hub_->services());
}

void ModelDownloadsTest::arrives()
{
    QSignalSpy finished(downloads_.get(), &ModelDownloads::finished);
    connect(downloads_.get(), &ModelDownloads::progressed, this,
            [] { QCOMPARE(QThread::currentThread(), qApp->thread()); });
    downloads_->start(gpt2);
    QVERIFY(downloads_->isRunning());
    hub_->arrive(312, 548);
    QTRY_COMPARE(at(0).progress.bytes, std::int64_t{312});
    QCOMPARE(at(0).progress.allBytes, std::int64_t{548});
    hub_->finish("/hub/gpt2");
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished.front()[0].value<ModelId>().text(), std::string("gpt2"));
    QCOMPARE(finished.front()[1].toString(), QString("/hub/gpt2"));
    QVERIFY(downloads_->all().empty());
    QVERIFY(!downloads_->isRunning());
    QVERIFY(hub_->log() == Lines({"start gpt2", "end gpt2"}));
}

void ModelDownloadsTest::oneAfterTheOther()
{
    downloads_->start(gpt2);
    downloads_->start(other);
    downloads_->start(gpt2); // which it does
    QCOMPARE(downloads_->all().size(), std::size_t{2});
    QTRY_VERIFY(hub_->has("start gpt2"));
    QVERIFY(at(1).state == State::Waiting);
    hub_->finish("/hub/gpt2");
    QTRY_VERIFY(hub_->has("start owner/name@v1.0"));
    QVERIFY(at(0).state == State::Running);
    QVERIFY(hub_->log() == Lines({"start gpt2", "end gpt2", "start owner/name@v1.0"}));
}

void ModelDownloadsTest::pauseKeepsWhatHasArrived()
{
    downloads_->start(gpt2);
    hub_->arrive(100, 548);
    QTRY_COMPARE(at(0).progress.bytes, std::int64_t{100});
    downloads_->start(other);
    downloads_->pause(gpt2);
    QVERIFY(at(0).state == State::Paused);
    QTRY_VERIFY(hub_->has("start owner/name@v1.0")); // whose turn it is now
    QCOMPARE(at(0).progress.bytes, std::int64_t{100});
    QVERIFY(!hub_->has("discard gpt2"));

    downloads_->start(gpt2);
    QVERIFY(at(0).state == State::Waiting);
    hub_->finish("/hub/other");
    hub_->finish("/hub/gpt2");
    QTRY_VERIFY(downloads_->all().empty());
}

void ModelDownloadsTest::resumesWhileItStillStops()
{
    QSignalSpy failed(downloads_.get(), &ModelDownloads::failed);
    downloads_->start(gpt2);
    QTRY_VERIFY(hub_->has("start gpt2"));
    downloads_->pause(gpt2);
    downloads_->start(gpt2);
    QTRY_VERIFY(hub_->log() == Lines({"start gpt2", "end gpt2", "start gpt2"}));
    hub_->finish("/hub/gpt2");
    QTRY_VERIFY(downloads_->all().empty());
    QCOMPARE(failed.count(), 0);
}

// It is here: there is nothing left to go on with.
void ModelDownloadsTest::pausedWhileItEnds()
{
    QSignalSpy finished(downloads_.get(), &ModelDownloads::finished);
    downloads_->start(gpt2);
    hub_->finish("/hub/gpt2");
    while (!hub_->has("end gpt2"))
        QThread::yieldCurrentThread();
    downloads_->pause(gpt2); // before the window hears of it
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(downloads_->all().empty());
}

void ModelDownloadsTest::cancelDiscardsAfterTheEnd()
{
    QSignalSpy failed(downloads_.get(), &ModelDownloads::failed);
    downloads_->start(gpt2);
    QTRY_VERIFY(hub_->has("start gpt2"));
    downloads_->cancel(at(0).model);
    QVERIFY(downloads_->all().empty());
    QTRY_VERIFY(hub_->has("discard gpt2"));
    QVERIFY(hub_->log() == Lines({"start gpt2", "end gpt2", "discard gpt2"}));
    QCOMPARE(failed.count(), 0);

    downloads_->start(other);
    QTRY_VERIFY(hub_->has("start owner/name@v1.0"));
    downloads_->start(gpt2); // one that waits, too
    downloads_->cancel(gpt2);
    QCOMPARE(downloads_->all().size(), std::size_t{1});
    hub_->finish("/hub/other");
    QTRY_VERIFY(downloads_->all().empty());
    QTRY_VERIFY(hub_->log().back() == "discard gpt2");
}

void ModelDownloadsTest::cancelledAndStartedAgain()
{
    downloads_->start(gpt2);
    QTRY_VERIFY(hub_->has("start gpt2"));
    downloads_->cancel(gpt2);
    downloads_->start(gpt2);
    QTRY_VERIFY(hub_->log() == Lines({"start gpt2", "end gpt2", "discard gpt2", "start gpt2"}));
    QVERIFY(at(0).state == State::Running);
}

void ModelDownloadsTest::failureStaysForARetry()
{
    QSignalSpy failed(downloads_.get(), &ModelDownloads::failed);
    downloads_->start(gpt2);
    downloads_->start(other);
    hub_->arrive(100, 548);
    hub_->fail("gpt2: the connection was lost; try again");
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.front()[1].toString(), QString("gpt2: the connection was lost; try again"));
    QVERIFY(at(0).state == State::Failed);
    QCOMPARE(at(0).sentence, QString("gpt2: the connection was lost; try again"));
    QVERIFY(at(1).state == State::Running); // the next one has its turn all the same
    downloads_->cancel(other);
    downloads_->start(gpt2);
    QVERIFY(at(0).sentence.isEmpty());
    hub_->finish("/hub/gpt2");
    QTRY_VERIFY(downloads_->all().empty());
}

void ModelDownloadsTest::settingsThatAreWrong()
{
    auto services = hub_->services();
    services.settings = [] { return Result<HubSettings>(fail("HF_ENDPOINT is no address")); };
    ModelDownloads downloads(services);
    QSignalSpy failed(&downloads, &ModelDownloads::failed);
    downloads.start(gpt2);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.front()[1].toString(), QString("HF_ENDPOINT is no address"));
    QVERIFY(hub_->log().empty());
}

void ModelDownloadsTest::exceptionsAreFailures()
{
    auto services = hub_->services();
    services.download = [](const auto&, const auto&, const auto&) -> Result<std::filesystem::path> {
        throw std::runtime_error("no memory");
    };
    ModelDownloads downloads(services);
    downloads.start(gpt2);
    QTRY_VERIFY(downloads.all().front().state == State::Failed);
    QCOMPARE(downloads.all().front().sentence, QString("gpt2: can't be downloaded: no memory"));
}

void ModelDownloadsTest::isRememberedPaused()
{
    downloads_->start(gpt2);
    downloads_->start(other);
    hub_->arrive(312, 548);
    QTRY_COMPARE(at(0).progress.bytes, std::int64_t{312});
    downloads_->pauseAll();
    const auto kept = downloads_->unfinished();

    ScriptedHub hub;
    ModelDownloads next(hub.services());
    next.restore(kept);
    QCOMPARE(next.all().size(), std::size_t{2});
    QCOMPARE(next.all()[0].model.text(), std::string("gpt2"));
    QCOMPARE(next.all()[0].progress.bytes, std::int64_t{312});
    QCOMPARE(next.all()[0].progress.allBytes, std::int64_t{548});
    QCOMPARE(next.all()[1].model.text(), std::string("owner/name@v1.0"));
    for (const auto& download : next.all())
        QVERIFY(download.state == State::Paused);
    QCOMPARE(next.unfinished(), kept);
    next.start(gpt2);
    QTRY_VERIFY(hub.log() == Lines({"start gpt2"}));
}

// In case the program doesn't end as it should.
void ModelDownloadsTest::isRememberedWhileItRuns()
{
    QStringList kept;
    connect(downloads_.get(), &ModelDownloads::changed, this,
            [&] { kept = downloads_->unfinished(); });
    downloads_->start(gpt2);
    hub_->arrive(312'000'000, 548'000'000);
    QTRY_COMPARE(kept, QStringList("gpt2 312000000 548000000"));
    hub_->arrive(400'000'000, 548'000'000);
    QTRY_COMPARE(kept, QStringList("gpt2 400000000 548000000"));
}

// It isn't paused: resuming a model of another architecture helps nobody.
void ModelDownloadsTest::failuresAreRemembered()
{
    downloads_->start(gpt2);
    hub_->fail("gpt2: model_type is gpt_neox: GPT-NeoX models aren't supported");
    QTRY_VERIFY(at(0).state == State::Failed);
    downloads_->pauseAll();

    ScriptedHub hub;
    ModelDownloads next(hub.services());
    next.restore(downloads_->unfinished());
    QVERIFY(next.all().front().state == State::Failed);
    QCOMPARE(next.all().front().sentence, at(0).sentence);
    QCOMPARE(next.unfinished(), downloads_->unfinished());
}

void ModelDownloadsTest::othersTextsAreNotTaken()
{
    downloads_->restore({"", "../../etc 1 2", "gpt2", "gpt2 5 6", "a/b -7 x"});
    QCOMPARE(downloads_->all().size(), std::size_t{2});
    QCOMPARE(at(0).progress.bytes, std::int64_t{0});
    QCOMPARE(at(1).model.text(), std::string("a/b"));
    QCOMPARE(at(1).progress.bytes, std::int64_t{0});
}

void ModelDownloadsTest::goesWhileItRuns()
{
    downloads_->start(gpt2);
    downloads_->start(other);
    QTRY_VERIFY(hub_->has("start gpt2"));
    downloads_.reset(); // a hang fails the test
    QVERIFY(hub_->log() == Lines({"start gpt2", "end gpt2"}));
}

// However often the thread tells, the window hears the latest once for each time it has looked.
void ModelDownloadsTest::manyFactsAreFew()
{
    auto services = hub_->services();
    constexpr int count = 10'000;
    std::atomic<bool> isOver = false;
    services.download = [&isOver](const auto&, const auto&,
                                  const DownloadOptions& options) -> Result<std::filesystem::path> {
        DownloadProgress progress;
        for (progress.bytes = 1; progress.bytes <= count; ++progress.bytes)
            options.progress(progress);
        isOver = true;
        return std::filesystem::path("/hub/gpt2");
    };
    ModelDownloads downloads(services);
    QSignalSpy finished(&downloads, &ModelDownloads::finished);
    std::int64_t last = 0;
    int heard = 0;
    connect(&downloads, &ModelDownloads::progressed, this, [&] {
        last = downloads.all().front().progress.bytes;
        ++heard;
    });
    downloads.start(gpt2);
    while (!isOver) // the window is busy
        QThread::yieldCurrentThread();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(last, std::int64_t{count});
    QCOMPARE(heard, 1);
}

LOGITSCOPE_TEST(ModelDownloadsTest)
#include "tst_model_downloads.moc"
