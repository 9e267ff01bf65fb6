// Which model is open, in which engine and format: what the File menu offers for that, what is
// remembered, and what the window hears while a model is opened.
#pragma once

#include "app/window/server_keyring.h"
#include "core/generation/open_model.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

class QActionGroup;
class QMenu;
class QSettings;
class QWidget;

namespace logitscope
{

class ModelLoader;

class ModelOpener : public QObject
{
    Q_OBJECT

public:
    // Every model is opened on the device of `options`, which is not remembered, and in their
    // engine and precision until others are chosen. The loader, the settings and the window
    // outlive the opener.
    ModelOpener(ModelLoader& loader, QSettings& settings, LoadOptions options, QWidget& window);

    // What was chosen in the menu last; at first Auto.
    static ModelEngine rememberedEngine(const QSettings& settings);
    static Precision rememberedPrecision(const QSettings& settings);

    // Nothing while none is open.
    const std::shared_ptr<const OpenModel>& model() const { return model_; }

    void addTo(QMenu& menu);

    // The folders and the servers' addresses that were opened last, the latest first.
    QStringList recentPlaces() const;
    void forget(const QString& place);

    void open(const QString& place);
    void openBundled();

    // With this key and tokenizer, and once that went well, for as long as the window lives; the
    // tokenizer's folder is remembered, the key where it is to be kept.
    void connectTo(const QString& address, const RemoteOptions& server, bool keepsKey);

    void cancelConnecting();

    // Whether a key is kept for the server at that address, or in the environment.
    bool hasKey(const QString& address) const;

    RemoteOptions remoteOptions(const QString& place) const;

    // Once the window's first picture is there: opening libtorch, where there may be CUDA, holds
    // the loader's lock, for which Qt would wait with whatever it still has to load.
    void openOnceShown(const QString& place, const RemoteOptions& server = {});

    // The model that is open, or being opened, in another engine or format.
    void chooseEngine(ModelEngine engine);
    void choosePrecision(Precision precision);

signals:
    void ordered(); // by a person, who has read what was wrong with the one before
    void openingShows(const QString& name); // it takes long enough to be worth saying
    void opened(const std::shared_ptr<const logitscope::OpenModel>& model);
    void formatChanged(const std::shared_ptr<const logitscope::OpenModel>& model); // of the same
    void failed(const QString& sentence); // the model that was open, if any, stays open
    void recentChanged();
    void listRequested();    // of all models
    void connectRequested(); // to a server

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Choice
    {
        QString place;
        ModelEngine engine;
        Precision precision;
    };

    // What a person has given for the place that is being opened.
    struct Connection
    {
        RemoteOptions server;
        bool keepsKey = false;
    };

    void begin(const QString& place, const std::optional<Connection>& connection);
    void order(const Choice& choice, bool formatOnly);
    void load(const RemoteOptions& server);
    bool isOpening() const;
    void takeModel(const std::shared_ptr<const OpenModel>& model);
    void takeFailure(const QString& sentence);

    void showOpening();
    void choose(const Choice& choice);
    void remember();

    void addEngines(QMenu& menu);
    void addPrecisions(QMenu& menu);
    void checkActions();
    void chooseFolder();
    void showRecent();
    void showChoices();
    void forgetServer(const QString& place);
    void rememberServer(const QString& place);
    void sayIfNot(const Result<void>& done);

    ModelLoader& loader_;
    QSettings& settings_;
    LoadOptions options_;
    QWidget& window_;
    ServerKeyring keyring_;
    QMenu* recent_ = nullptr;
    QActionGroup* engines_;
    QActionGroup* precisions_;

    std::shared_ptr<const OpenModel> model_;
    std::optional<Choice> open_;
    Choice ordered_; // the latest that was ordered
    bool formatOnly_ = false;
    std::uint64_t orders_ = 0; // so far
    bool waitsForKey_ = false; // of the latest order
    // By a person; remembered when a model is open in it.
    std::optional<ModelEngine> chosenEngine_;
    std::optional<Precision> chosenPrecision_;
    std::optional<Connection> connection_;
    std::map<QString, RemoteOptions> taken_; // by address, what servers were opened with
    bool triedBundled_ = false; // or another model is open, so that there is no need to
    QTimer showSoon_;
};

} // namespace logitscope
