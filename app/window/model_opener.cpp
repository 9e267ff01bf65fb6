#include "app/window/model_opener.h"

#include "app/engine/model_loader.h"
#include "core/generation/bundled_model.h"
#include "core/model/gpt2.h"
#include "core/remote/server_keys.h"

#include <QActionGroup>
#include <QEvent>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int mostRecentModels = 8;
constexpr int shortOpening = 200; // ms; buttons that grey out for less than that flicker

QString bundledFolder()
{
    return QString::fromStdString(bundledModelFolder().string());
}

} // namespace

ModelOpener::ModelOpener(ModelLoader& loader, QSettings& settings, LoadOptions options,
                         QWidget& window)
    : QObject(&window)
    , loader_(loader)
    , settings_(settings)
    , options_(std::move(options))
    , window_(window)
    , keyring_(settings, this)
    , engines_(new QActionGroup(this))
    , precisions_(new QActionGroup(this))
    , ordered_{{}, options_.engine, options_.precision}
{
    showSoon_.setSingleShot(true);
    connect(&showSoon_, &QTimer::timeout, this, &ModelOpener::showOpening);
    connect(&loader_, &ModelLoader::opened, this, &ModelOpener::takeModel);
    connect(&loader_, &ModelLoader::failed, this, &ModelOpener::takeFailure);
}

ModelEngine ModelOpener::rememberedEngine(const QSettings& settings)
{
    return engineNamed(settings.value("engine").toString().toStdString())
        .value_or(ModelEngine::Auto);
}

Precision ModelOpener::rememberedPrecision(const QSettings& settings)
{
    const auto name = settings.value("precision").toString().toLower().toStdString();
    return precisionNamed(name).value_or(Precision::Auto);
}

void ModelOpener::open(const QString& place)
{
    begin(place, std::nullopt);
}

void ModelOpener::openBundled()
{
    open(bundledFolder());
}

void ModelOpener::connectTo(const QString& address, const RemoteOptions& server, bool keepsKey)
{
    begin(address, Connection{server, keepsKey});
}

void ModelOpener::begin(const QString& place, const std::optional<Connection>& connection)
{
    emit ordered();
    connection_ = connection;
    order({place, ordered_.engine, ordered_.precision}, false);
}

void ModelOpener::cancelConnecting()
{
    ++orders_;
    waitsForKey_ = false;
    loader_.cancel();
    takeFailure(tr("The connection was cancelled."));
}

// What was given in this window, or else what is remembered.
RemoteOptions ModelOpener::remoteOptions(const QString& place) const
{
    if (const auto taken = taken_.find(place); taken != taken_.end())
        return taken->second;
    const auto tokenizers = settings_.value("serverTokenizers").toMap();
    return {.key = {}, .tokenizer = tokenizers.value(place).toString().toStdString()};
}

bool ModelOpener::hasKey(const QString& place) const
{
    const auto address = RemoteAddress::parse(place.toStdString());
    if (!address)
        return false;
    const auto key = serverKey(*address, serverKeysFile());
    return keyring_.holds(*address) || (key && !key->empty());
}

// Not before the server has taken them.
void ModelOpener::rememberServer(const QString& place)
{
    const auto connection = std::exchange(connection_, std::nullopt);
    if (!connection)
        return;
    taken_.insert_or_assign(place, connection->server);
    const auto& [key, tokenizer, stop] = connection->server;
    auto tokenizers = settings_.value("serverTokenizers").toMap();
    if (tokenizer.empty())
        tokenizers.remove(place);
    else
        tokenizers.insert(place, QString::fromStdString(tokenizer.string()));
    settings_.setValue("serverTokenizers", tokenizers);
    const auto address = RemoteAddress::parse(place.toStdString());
    if (connection->keepsKey && address && key)
        keyring_.keep(*address, *key, [this](const Result<void>& kept) { sayIfNot(kept); });
}

void ModelOpener::sayIfNot(const Result<void>& done)
{
    if (!done)
        emit failed(QString::fromStdString(done.error().message));
}

void ModelOpener::openOnceShown(const QString& place, const RemoteOptions& server)
{
    if (!server.tokenizer.empty())
        connection_ = Connection{server};
    ordered_.place = place;
    showOpening();
    window_.installEventFilter(this);
}

bool ModelOpener::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint) {
        window_.removeEventFilter(this);
        QTimer::singleShot(0, this, [this] { begin(ordered_.place, connection_); });
    }
    return QObject::eventFilter(watched, event);
}

void ModelOpener::showOpening()
{
    emit openingShows(QString::fromStdString(nameOfFolder(ordered_.place.toStdString())));
}

void ModelOpener::chooseEngine(ModelEngine engine)
{
    chosenEngine_ = engine;
    choose({ordered_.place, engine, ordered_.precision});
}

void ModelOpener::choosePrecision(Precision precision)
{
    chosenPrecision_ = precision;
    choose({ordered_.place, ordered_.engine, precision});
}

void ModelOpener::choose(const Choice& choice)
{
    const bool opening = isOpening();
    const bool another = choice.engine != ordered_.engine || choice.precision != ordered_.precision;
    if ((opening || open_) && another) {
        emit ordered();
        order(choice, !opening || formatOnly_);
        return;
    }
    ordered_ = choice; // what is opened next is opened in it
    if (!opening)
        remember();
}

void ModelOpener::remember()
{
    const auto textOf = [](std::string_view name) {
        return QString::fromUtf8(name.data(), qsizetype(name.size())).toLower();
    };
    if (const auto chosen = std::exchange(chosenEngine_, std::nullopt))
        settings_.setValue("engine", textOf(nameOf(*chosen)));
    if (const auto chosen = std::exchange(chosenPrecision_, std::nullopt))
        settings_.setValue("precision", textOf(nameOf(*chosen)));
}

void ModelOpener::order(const Choice& choice, bool formatOnly)
{
    ordered_ = choice;
    formatOnly_ = formatOnly;
    checkActions();
    showSoon_.start(open_ ? shortOpening
                          : 0); // without a model nothing is there that could flicker
    auto server = connection_ ? connection_->server : remoteOptions(choice.place);
    const auto number = ++orders_;
    const auto address = RemoteAddress::parse(choice.place.toStdString());
    waitsForKey_ = !server.key && address && keyring_.holds(*address);
    if (!waitsForKey_)
        return load(server);
    loader_.cancel();
    keyring_.read(*address, [this, number, server](const Result<std::string>& key) mutable {
        if (number != orders_)
            return;
        waitsForKey_ = false;
        if (!key)
            return takeFailure(QString::fromStdString(key.error().message));
        server.key = *key;
        load(server);
    });
}

void ModelOpener::load(const RemoteOptions& server)
{
    auto options = options_;
    options.engine = ordered_.engine;
    options.precision = ordered_.precision;
    loader_.open(ordered_.place, options, server);
}

bool ModelOpener::isOpening() const
{
    return waitsForKey_ || loader_.isOpening();
}

void ModelOpener::takeModel(const std::shared_ptr<const OpenModel>& model)
{
    showSoon_.stop();
    triedBundled_ = true;
    ordered_.place = QString::fromStdString(model->place());
    open_ = ordered_;
    model_ = model;
    remember();
    rememberServer(open_->place);
    showChoices();

    auto places = recentPlaces();
    places.removeAll(open_->place);
    places.prepend(open_->place);
    settings_.setValue("recentModels", places.mid(0, mostRecentModels));
    emit recentChanged();

    if (formatOnly_)
        emit formatChanged(model);
    else
        emit opened(model);
}

void ModelOpener::takeFailure(const QString& sentence)
{
    showSoon_.stop();
    connection_.reset();
    chosenEngine_.reset();
    chosenPrecision_.reset();
    if (open_)
        ordered_ = *open_;
    checkActions();
    emit failed(sentence);

    // The folder that was open last time may be gone, or libtorch. The bundled model and the native
    // engine always are there, and the page still says what was wrong with the other.
    if (!std::exchange(triedBundled_, true))
        order({bundledFolder(), ModelEngine::Auto, ordered_.precision}, false);
}

QStringList ModelOpener::recentPlaces() const
{
    return settings_.value("recentModels").toStringList();
}

void ModelOpener::forget(const QString& place)
{
    auto places = recentPlaces();
    places.removeAll(place);
    settings_.setValue("recentModels", places);
    if (isRemoteAddress(place.toStdString()))
        forgetServer(place);
    emit recentChanged();
}

// What is kept of it, too; its key where no other model there is remembered.
void ModelOpener::forgetServer(const QString& place)
{
    taken_.erase(place);
    auto tokenizers = settings_.value("serverTokenizers").toMap();
    tokenizers.remove(place);
    settings_.setValue("serverTokenizers", tokenizers);
    const auto address = RemoteAddress::parse(place.toStdString());
    const auto isThere = [&address](const QString& other) {
        const auto its = RemoteAddress::parse(other.toStdString());
        return its && its->url == address->url;
    };
    if (!address || std::ranges::any_of(recentPlaces(), isThere))
        return;
    keyring_.forget(*address, [this](const Result<void>& gone) { sayIfNot(gone); });
}

} // namespace logitscope
