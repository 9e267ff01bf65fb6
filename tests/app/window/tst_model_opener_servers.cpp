// Models on servers among those that the File menu opens.
#include "app/explore/explore_page.h"
#include "app/models/models_page.h"
#include "app/window/model_opener.h"
#include "core/remote/server_keys.h"
#include "tests/core/remote/played_server.h"
#include "tests/test_program.h"
#include "widgets/control/message_bar.h"
#include "window_fixture.h"

#include <QAction>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace logitscope;
using namespace logitscope::fixtures;

class ModelOpenerServersTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void recentPlaces();
    void theMenuOpensItAgain();
    void forgets();
    void hasItsOwnEngineAndPrecision();
    void thePrecisionThatWasChosenComesBack();
    void aServerThatIsGoneGivesWayToTheBundledModel();
    void theModelsPageConnectsAndForgets();

private:
    MainWindow& window() { return fixture_->window(); }

    ModelOpener& opener() { return *window().findChild<ModelOpener*>(); }

    QMenu* menu(const QString& title);
    bool open(const QString& place);

    QString address() { return QString::fromStdString(server_->address()); }

    std::optional<QTemporaryDir> config_;
    QByteArray before_;
    std::optional<PlayedServer> server_;
    std::unique_ptr<WindowFixture> fixture_;
};

void ModelOpenerServersTest::init()
{
    before_ = qgetenv("XDG_CONFIG_HOME");
    config_.emplace();
    qputenv("XDG_CONFIG_HOME", config_->path().toUtf8());
    server_.emplace(ServerKind::LlamaCpp);
    fixture_ = std::make_unique<WindowFixture>();
}

void ModelOpenerServersTest::cleanup()
{
    fixture_.reset();
    server_.reset();
    before_.isNull() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before_);
}

QMenu* ModelOpenerServersTest::menu(const QString& title)
{
    for (auto* each : window().findChildren<QMenu*>())
        if (each->title().remove('&') == title)
            return each;
    qFatal("no such menu");
    return nullptr;
}

bool ModelOpenerServersTest::open(const QString& place)
{
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    window().openModel(place);
    return opened.wait(30'000);
}

// The latest first, each once, folders among them.
void ModelOpenerServersTest::recentPlaces()
{
    const auto named = address() + "#tiny";
    QVERIFY(open(address()));
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    QVERIFY(open(named));
    QVERIFY(open(address()));
    QCOMPARE(opener().recentPlaces(),
             QStringList({address(), named, QString(LOGITSCOPE_STARTER_MODEL)}));
    fixture_->restart();
    QCOMPARE(opener().recentPlaces(),
             QStringList({address(), named, QString(LOGITSCOPE_STARTER_MODEL)}));
}

void ModelOpenerServersTest::theMenuOpensItAgain()
{
    QVERIFY(open(address()));
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    auto* recent = menu("Recent models");
    emit recent->aboutToShow();
    QCOMPARE(recent->actions().size(), 2);
    QCOMPARE(recent->actions()[1]->text(), address());
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    recent->actions()[1]->trigger();
    QVERIFY(opened.wait(30'000));
    QCOMPARE(opener().model()->place(), server_->address());
    QVERIFY2(window().windowTitle().startsWith("tiny · 1234 parameters · llama.cpp · 127.0.0.1:") ||
                 window().windowTitle().contains(" · llama.cpp · 127.0.0.1:"),
             qPrintable(window().windowTitle()));
}

void ModelOpenerServersTest::forgets()
{
    const auto server = RemoteAddress::parse(address().toStdString()).value();
    const auto key = [&server] { return serverKey(server, serverKeysFile()).value(); };
    QVERIFY(keepServerKey(server, "secret", serverKeysFile()));
    const auto named = address() + "#tiny";
    QVERIFY(open(named));
    QVERIFY(open(address()));
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    QSignalSpy changed(&opener(), &ModelOpener::recentChanged);
    opener().forget(address());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(opener().recentPlaces(), QStringList({QString(LOGITSCOPE_STARTER_MODEL), named}));
    QCOMPARE(key(), std::string("secret")); // the other needs it
    opener().forget(named);
    QCOMPARE(opener().recentPlaces(), QStringList(LOGITSCOPE_STARTER_MODEL));
    QCOMPARE(key(), std::string());
}

void ModelOpenerServersTest::hasItsOwnEngineAndPrecision()
{
    const auto areEnabled = [this](bool isEnabled) {
        for (const auto* title : {"Precision", "Engine"}) {
            const auto actions = menu(title)->actions();
            QVERIFY(!actions.isEmpty());
            for (const auto* action : actions)
                QVERIFY2(action->isEnabled() == isEnabled, qPrintable(action->text()));
        }
    };
    areEnabled(true);
    QVERIFY(open(address()));
    areEnabled(false);
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    areEnabled(true);

    // A server that isn't there leaves the model that is open.
    QVERIFY(open(address()));
    server_.reset();
    QSignalSpy failed(&opener(), &ModelOpener::failed);
    window().openModel("http://127.0.0.1:1");
    QVERIFY(failed.wait(30'000));
    areEnabled(false);
}

void ModelOpenerServersTest::thePrecisionThatWasChosenComesBack()
{
    opener().choosePrecision(Precision::BF16);
    QVERIFY(open(address()));
    QVERIFY(!window().windowTitle().contains("BF16"));
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    QVERIFY2(window().windowTitle().contains(" · BF16 · "), qPrintable(window().windowTitle()));
}

// As at a start with the model that was open last.
void ModelOpenerServersTest::aServerThatIsGoneGivesWayToTheBundledModel()
{
    const auto place = address();
    server_.reset();
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    QSignalSpy failed(&opener(), &ModelOpener::failed);
    window().openModelOnceShown(place);
    window().update();
    QVERIFY(opened.wait(60'000));
    QCOMPARE(failed.count(), 1);
    const auto sentence = failed[0][0].toString();
    QVERIFY2(sentence.startsWith(place.mid(7) + ": "), qPrintable(sentence));
    QCOMPARE(fixture_->page().message()->sentence(), sentence);
    QCOMPARE(opener().model()->model->info().name, std::string("starter"));
    QVERIFY(fixture_->generate("The", 2));
}

void ModelOpenerServersTest::theModelsPageConnectsAndForgets()
{
    QVERIFY(open(address()));
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    auto& page = *window().findChild<ModelsPage*>();
    QSignalSpy opened(&opener(), &ModelOpener::opened);
    emit page.openRequested(address());
    QVERIFY(opened.wait(30'000));
    QVERIFY(opener().model()->isServed());
    QVERIFY(open(LOGITSCOPE_STARTER_MODEL));
    emit page.forgetRequested(address());
    QVERIFY(!opener().recentPlaces().contains(address()));
}

LOGITSCOPE_TEST(ModelOpenerServersTest)
#include "tst_model_opener_servers.moc"
