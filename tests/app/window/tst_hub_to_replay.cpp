// A model's whole way: from the hub, into the cache, through the window, into files, and out of
// these again by the command line.
#include "app/compare/compare_page.h"
#include "app/models/another_model.h"
#include "app/models/model_details.h"
#include "app/models/models_page.h"
#include "app/window/run_files.h"
#include "tests/app/cli/program.h"
#include "tests/app/explore/explore_hands.h"
#include "tests/fixtures/hub_server.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace logitscope;
using namespace logitscope::fixtures;

class HubToReplayTest : public QObject
{
    Q_OBJECT

private slots:
    void everyStep();
};

// A checkpoint of GPT-2's size, with random weights.
void HubToReplayTest::everyStep()
{
    constexpr auto name = "somebody/gpt2-shaped";
    HubServer hub;
    {
        auto checkpoint = randomCheckpoint(gpt2Sizes, 5);
        removeEndOfText(checkpoint);
        hub.addModel(name, checkpoint);
    }
    const QTemporaryDir folder;
    ModelServices services;
    services.settings = [&]() -> Result<HubSettings> {
        HubSettings settings;
        settings.endpoint = hub.address();
        settings.cache = folder.filePath("hub").toStdString();
        return settings;
    };
    ExploreHands hands(services);
    auto& window = hands.fixture().window();
    QVERIFY(hands.openModel());

    // Download: every file is checked by its sum before it has its name.
    window.showPage(MainWindow::Models);
    auto& models = *window.modelsPage();
    QTRY_VERIFY(models.isKnown());
    QTest::keyClicks(models.another()->field(), name);
    QTest::mouseClick(models.another()->button(), Qt::LeftButton);
    const auto isHere = [&] { return models.folderOf({.repository = name}); };
    QTRY_VERIFY_WITH_TIMEOUT(!isHere().isEmpty(), 60'000);
    QCOMPARE(models.message()->sentence(), QString());
    const auto weights = std::filesystem::path(isHere().toStdString()) / "model.safetensors";
    QVERIFY(std::filesystem::is_symlink(weights));
    QCOMPARE_GT(std::filesystem::file_size(weights), 4u * 124'000'000u);

    // Open
    QSignalSpy opened(&window.modelLoader(), &ModelLoader::opened);
    QTRY_VERIFY(models.details()->openButton()->isEnabled());
    QTest::mouseClick(models.details()->openButton(), Qt::LeftButton);
    QVERIFY(opened.wait(60'000));
    window.showPage(MainWindow::Explore);

    // Generate, and fork: another candidate of the fifth token.
    QVERIFY(hands.fixture().generate("Once upon a time", 12, 3));
    QCOMPARE(hands.run().model, std::string("gpt2-shaped BF16"));
    QCOMPARE(hands.tokens().size(), std::size_t{12});
    const auto first = hands.tokens();
    hands.clickToken(4);
    for (const auto& [token, point] : hands.visibleRows()) {
        if (token != first[4]) {
            hands.clickRow(point);
            break;
        }
    }
    QVERIFY(hands.waitForTheEnd());
    QCOMPARE(hands.run().branches.size(), std::size_t{2});
    QVERIFY(hands.tokens()[4] != first[4]);
    const auto session = folder.filePath("fork.json");
    QVERIFY(window.runFiles()->exportTo(session));

    // Compare: all strategies go on from there.
    QSignalSpy finished(window.comparePage(), &ComparePage::runFinished);
    hands.page().compareWaysFromHere();
    QVERIFY(finished.wait(120'000));
    QCOMPARE(window.page(), MainWindow::Compare);
    QCOMPARE(window.comparePage()->shownRun().branches.size(), std::size_t{9});

    // Export, and replay by the command line, which finds the model by its name.
    qputenv("HF_HUB_CACHE", folder.filePath("hub").toUtf8());
    QStringList files{session};
    for (const auto* file : {"grid.png", "grid.svg"}) {
        files << folder.filePath(file);
        QVERIFY(window.runFiles()->exportTo(files.back()));
    }
    for (const auto& file : files) {
        const auto replayed = runProgram({"replay", file, "--model", name});
        QVERIFY2(replayed.exitCode == 0, replayed.err + replayed.out);
    }
    qunsetenv("HF_HUB_CACHE");
}

LOGITSCOPE_TEST(HubToReplayTest)
#include "tst_hub_to_replay.moc"
