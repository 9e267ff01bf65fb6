// Models as the File menu opens them: in the format that was chosen, and what the pages show until
// they are open.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/model_opener.h"
#include "core/generation/continuation.h"
#include "core/model/open_torch.h"
#include "tests/core/generation/alone.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QDir>
#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

namespace
{

// A copy of the bundled model, to break.
class ModelCopy
{
public:
    ModelCopy()
    {
        for (const auto* name : {"config.json", "vocab.json", "merges.txt", "model.safetensors"})
            QFile::copy(QDir(LOGITSCOPE_STARTER_MODEL).filePath(name), folder_.filePath(name));
    }

    QString path() const { return folder_.path(); }

    bool loseWeights() { return QFile::remove(folder_.filePath("model.safetensors")); }

private:
    QTemporaryDir folder_;
};

// The bundled model's continuation in a format, by the core alone.
QString coresText(Precision precision, const QString& prompt, int count)
{
    const auto model =
        openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu, .precision = precision})
            .value();
    std::string text = prompt.toStdString();
    for (const auto& step :
         drawAlone(model, text, basicChain({.temperature = 1.5}), 1, count).steps)
        text += step.bytes;
    return QString::fromStdString(text);
}

} // namespace

class ModelOpenerTest : public QObject
{
    Q_OBJECT

private slots:

    void init() { fixture_ = std::make_unique<WindowFixture>(); }

    void cleanup() { fixture_.reset(); }

    void automaticIsChosenAtFirst();
    void aFormatKeepsWhatIsOnThePage();
    void aStepInAnotherFormatMakesTheWholeTextInIt();
    void theFormatPersists();
    void theCommandLinesFormatIsNotRemembered();
    void aFormatThatCantBeOpenedLeavesTheOldOne();
    void aFormatCanBeChosenWhileAModelIsOpened();
    void anotherEngineKeepsWhatIsOnThePage();
    void theEnginePersists();
    void anEngineThatCantHaveTheFormatLeavesTheOldOne();
    void anEngineThatCantBeHadGivesWayToTheNativeOne();
    void theFirstPictureSaysThatAModelIsOpening();
    void aDownloadedModelOpensUnderItsName();
    void recentFoldersKeepTheirSigns();
    void closesWhileAModelIsOpened();

private:
    QAction* action(const QString& name);
    QString chosen();
    QString chosenEngine();
    bool choose(const QString& name); // and wait until it is open

    MainWindow& window() { return fixture_->window(); }

    ExplorePage& page() { return fixture_->page(); }

    std::unique_ptr<WindowFixture> fixture_;
};

// By the first word of its text.
QAction* ModelOpenerTest::action(const QString& name)
{
    for (auto* menu : window().findChildren<QMenu*>()) {
        for (auto* action : menu->actions()) {
            if (action->isCheckable() && action->text().remove('&').startsWith(name + ':'))
                return action;
        }
    }
    return nullptr;
}

QString ModelOpenerTest::chosen()
{
    QStringList chosen;
    for (const auto* name : {"Automatic", "F32", "BF16", "INT8"}) {
        if (action(name)->isChecked())
            chosen.append(name);
    }
    return chosen.join(' ');
}

QString ModelOpenerTest::chosenEngine()
{
    QStringList chosen;
    for (const auto* name : {"Native", "libtorch"}) {
        if (action(name)->isChecked())
            chosen.append(name);
    }
    return chosen.isEmpty() ? "Automatic" : chosen.join(' ');
}

bool ModelOpenerTest::choose(const QString& name)
{
    QSignalSpy opened(&window().modelLoader(), &ModelLoader::opened);
    action(name)->trigger();
    return opened.wait(30'000);
}

void ModelOpenerTest::automaticIsChosenAtFirst()
{
    QVERIFY(fixture_->openBundledModel());
    QCOMPARE(chosen(), QString("Automatic"));
    QVERIFY2(window().windowTitle().contains(" · F32 · "), qPrintable(window().windowTitle()));
}

void ModelOpenerTest::aFormatKeepsWhatIsOnThePage()
{
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(fixture_->generate("A ship", 12));
    const auto text = page().text()->plainText();
    const auto line = page().runBar()->text();

    QVERIFY(choose("INT8"));
    QCOMPARE(chosen(), QString("INT8"));
    QVERIFY2(window().windowTitle().contains(" · INT8 · "), qPrintable(window().windowTitle()));
    QCOMPARE(page().text()->plainText(), text);
    QCOMPARE(page().runBar()->text(), line);
    QCOMPARE(page().document().size(), 12);
    QCOMPARE(page().shownRun().model, std::string("starter")); // which made it, in F32
    QCOMPARE(fixture_->controls().settledRequest().prompt, std::string("A ship"));
}

void ModelOpenerTest::aStepInAnotherFormatMakesTheWholeTextInIt()
{
    QVERIFY(fixture_->openBundledModel());
    const SamplerChain settings = basicChain({.temperature = 1.5});
    fixture_->controls().sampler()->setSettings(settings);
    QVERIFY(fixture_->generate("A ship", 40));
    QVERIFY(choose("INT8"));
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().step();
    QVERIFY(finished.wait(30'000));
    QCOMPARE(page().text()->plainText(), coresText(Precision::INT8, "A ship", 41));
    QCOMPARE(page().shownRun().model, std::string("starter INT8"));
    page().step(); // now it goes on
    QVERIFY(finished.wait(30'000));
    QCOMPARE(page().text()->plainText(), coresText(Precision::INT8, "A ship", 42));
}

void ModelOpenerTest::theFormatPersists()
{
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(choose("BF16"));
    fixture_->restart();
    QCOMPARE(chosen(), QString("BF16"));
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(window().windowTitle().contains(" · BF16 · "));
}

void ModelOpenerTest::theCommandLinesFormatIsNotRemembered()
{
    Appearance appearance;
    MainWindow other(fixture_->settings(), appearance,
                     {.device = Device::Cpu, .precision = Precision::INT8});
    QSignalSpy opened(&other.modelLoader(), &ModelLoader::opened);
    other.openModel(LOGITSCOPE_STARTER_MODEL);
    QVERIFY(opened.wait(30'000));
    QVERIFY(other.windowTitle().contains(" · INT8 · "));
    QCOMPARE(ModelOpener::rememberedPrecision(fixture_->settings()), Precision::Auto);
}

void ModelOpenerTest::aFormatThatCantBeOpenedLeavesTheOldOne()
{
    ModelCopy copy;
    QSignalSpy opened(&window().modelLoader(), &ModelLoader::opened);
    window().openModel(copy.path());
    QVERIFY(opened.wait(30'000));
    const auto title = window().windowTitle();
    QVERIFY(copy.loseWeights());

    QSignalSpy failed(&window().modelLoader(), &ModelLoader::failed);
    action("BF16")->trigger();
    QVERIFY(failed.wait(30'000));
    QCOMPARE(chosen(), QString("Automatic"));
    QVERIFY(page().message()->sentence().contains("model.safetensors"));
    QCOMPARE(window().windowTitle(), title);
    QCOMPARE(ModelOpener::rememberedPrecision(fixture_->settings()), Precision::Auto);
    QVERIFY(fixture_->generate("The", 3));

    window().showPage(MainWindow::Compare); // what is wrong is said where one looks
    action("INT8")->trigger();
    QVERIFY(failed.wait(30'000));
    QVERIFY(window().comparePage()->message()->sentence().contains("model.safetensors"));
}

void ModelOpenerTest::aFormatCanBeChosenWhileAModelIsOpened()
{
    QSignalSpy opened(&window().modelLoader(), &ModelLoader::opened);
    window().openModel(LOGITSCOPE_STARTER_MODEL);
    action("BF16")->trigger();
    QVERIFY(opened.wait(30'000));
    QCOMPARE(opened.count(), 1);
    QVERIFY(window().windowTitle().contains(" · BF16 · "));
    QVERIFY(!window().modelLoader().isOpening());
}

// With an engine there is none of, that is what the page says; either way the text stays.
void ModelOpenerTest::anotherEngineKeepsWhatIsOnThePage()
{
    QVERIFY(fixture_->openBundledModel());
    QCOMPARE(chosenEngine(), QString("Automatic"));
    QVERIFY(fixture_->generate("A ship", 12));
    const auto text = page().text()->plainText();
    const auto title = window().windowTitle();

    QSignalSpy opened(&window().modelLoader(), &ModelLoader::opened);
    QSignalSpy failed(&window().modelLoader(), &ModelLoader::failed);
    action("libtorch")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(opened.count() + failed.count() == 1, 60'000);
    QCOMPARE(page().text()->plainText(), text);
    QCOMPARE(page().document().size(), 12);
    QCOMPARE(page().shownRun().model, std::string("starter")); // native's, which made it
    QCOMPARE(opened.count(), openTorch() ? 1 : 0);
    if (!openTorch()) {
        QCOMPARE(chosenEngine(), QString("Automatic"));
        QCOMPARE(window().windowTitle(), title);
        QVERIFY(page().message()->sentence().startsWith("Engine is libtorch, but "));
        return;
    }
    QCOMPARE(chosenEngine(), QString("libtorch"));
    QVERIFY2(window().windowTitle().contains(" · F32 · libtorch · CPU"),
             qPrintable(window().windowTitle()));

    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().step(); // makes the whole text anew
    QVERIFY(finished.wait(30'000));
    QCOMPARE(page().shownRun().model, std::string("starter libtorch"));
    QCOMPARE(page().document().size(), 13);

    QVERIFY(choose("Native"));
    QCOMPARE(window().windowTitle(), title); // it goes without saying
}

void ModelOpenerTest::theEnginePersists()
{
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(choose("Native"));
    QCOMPARE(ModelOpener::rememberedEngine(fixture_->settings()), ModelEngine::Native);
    fixture_->restart();
    QCOMPARE(chosenEngine(), QString("Native"));
    QCOMPARE(chosen(), QString("Automatic"));
}

void ModelOpenerTest::anEngineThatCantHaveTheFormatLeavesTheOldOne()
{
    QVERIFY(fixture_->openBundledModel());
    QVERIFY(choose("INT8"));
    const auto title = window().windowTitle();
    QSignalSpy failed(&window().modelLoader(), &ModelLoader::failed);
    action("libtorch")->trigger();
    QVERIFY(failed.wait(30'000));
    QCOMPARE(page().message()->sentence(),
             QString("Precision is int8, which only the native engine has; choose f32 or bf16, or "
                     "native as the engine"));
    QCOMPARE(chosenEngine(), QString("Automatic"));
    QCOMPARE(chosen(), QString("INT8"));
    QCOMPARE(window().windowTitle(), title);
    QCOMPARE(ModelOpener::rememberedEngine(fixture_->settings()), ModelEngine::Auto);
}

// As at a start with what was remembered: there has to be a model in the end.
void ModelOpenerTest::anEngineThatCantBeHadGivesWayToTheNativeOne()
{
    Appearance appearance;
    MainWindow other(
        fixture_->settings(), appearance,
        {.device = Device::Cpu, .engine = ModelEngine::Libtorch, .precision = Precision::INT8});
    QSignalSpy opened(&other.modelLoader(), &ModelLoader::opened);
    other.openModel(LOGITSCOPE_STARTER_MODEL);
    QVERIFY(opened.wait(30'000));
    QVERIFY2(other.windowTitle().endsWith(" · INT8 · CPU — Logitscope"),
             qPrintable(other.windowTitle()));
    QVERIFY(other.explorePage()->message()->sentence().startsWith("Precision is int8, which "));
}

// Its folder has the name of a commit.
void ModelOpenerTest::aDownloadedModelOpensUnderItsName()
{
    auto* opener = window().findChild<ModelOpener*>();
    QSignalSpy shows(opener, &ModelOpener::openingShows);
    opener->openOnceShown("/hub/models--someone--small-gpt2/snapshots/607a30d783dfa663");
    QCOMPARE(shows.count(), 1);
    QCOMPARE(shows[0][0].toString(), QString("small-gpt2"));
}

void ModelOpenerTest::recentFoldersKeepTheirSigns()
{
    fixture_->settings().setValue("recentModels", QStringList{"/models/this & that"});
    QMenu* recent = nullptr;
    for (auto* menu : window().findChildren<QMenu*>())
        if (menu->title() == "&Recent models")
            recent = menu;
    QVERIFY(recent);
    emit recent->aboutToShow();
    QCOMPARE(recent->actions().front()->text(), QString("/models/this && that"));
    QSignalSpy failed(window().findChild<ModelOpener*>(), &ModelOpener::failed);
    recent->actions().front()->trigger();
    QVERIFY(failed.count() > 0 || failed.wait(10'000));
    QVERIFY2(failed[0][0].toString().contains("/models/this & that"),
             qPrintable(failed[0][0].toString()));
}

void ModelOpenerTest::theFirstPictureSaysThatAModelIsOpening()
{
    QSignalSpy opened(&window().modelLoader(), &ModelLoader::opened);
    window().openModelOnceShown(LOGITSCOPE_STARTER_MODEL);
    auto& compare = *window().comparePage();
    QCOMPARE(page().runBar()->text(), QString("Opening starter …"));
    QCOMPARE(compare.runBar()->text(), QString("Opening starter …"));
    QVERIFY(!fixture_->controls().generateButton()->isEnabled());
    QVERIFY(!compare.controls()->generateButton()->isEnabled());
    window().update();
    QVERIFY(opened.wait(30'000));
    QVERIFY(page().runBar()->text().startsWith("Ready"));
    QVERIFY(compare.runBar()->text().startsWith("Ready"));
    QVERIFY(fixture_->controls().generateButton()->isEnabled());
    QVERIFY(compare.controls()->generateButton()->isEnabled());
}

void ModelOpenerTest::closesWhileAModelIsOpened()
{
    QSignalSpy progressed(&window().modelLoader(), &ModelLoader::progressed);
    window().openModel(LOGITSCOPE_STARTER_MODEL);
    QVERIFY(progressed.wait(30'000));
    QVERIFY(window().close());
    fixture_.reset(); // joins the worker
}

LOGITSCOPE_TEST(ModelOpenerTest)
#include "tst_model_opener.moc"
