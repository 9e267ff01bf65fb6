#include "app/window/model_offer.h"

#include "app/models/models_page.h"
#include "app/models/size_text.h"
#include "core/generation/bundled_model.h"
#include "core/library/known_models.h"
#include "widgets/control/message_bar.h"

#include <QDir>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr const char* answeredKey = "modelOfferAnswered";

const ModelId offered{.repository = "gpt2"};

// Of those that were opened.
bool hasOnlySeenBundled(const QSettings& settings)
{
    const QDir bundled(QString::fromStdString(bundledModelFolder().string()));
    return std::ranges::all_of(
        settings.value("recentModels").toStringList(),
        [&bundled](const QString& folder) { return QDir(folder) == bundled; });
}

} // namespace

ModelOffer::ModelOffer(ModelsPage& models, MessageBar& bar, QSettings& settings,
                       std::function<bool()> isUntouched, QObject* parent)
    : QObject(parent)
    , models_(models)
    , bar_(bar)
    , settings_(settings)
    , isUntouched_(std::move(isUntouched))
{
    connect(&bar_, &MessageBar::closed, this, &ModelOffer::answer);
    connect(&models_.downloads(), &ModelDownloads::changed, this, &ModelOffer::follow);
}

void ModelOffer::begin()
{
    if (settings_.value(answeredKey, false).toBool() || !hasOnlySeenBundled(settings_))
        return;
    connect(&models_, &ModelsPage::found, this, &ModelOffer::offer, Qt::SingleShotConnection);
    models_.look();
}

void ModelOffer::offer()
{
    const MessageBar::Offer later{tr("Not now"), [this] { answer(); }};
    if (const auto folder = models_.folderOf(offered); !folder.isEmpty()) {
        const auto open = [this, folder] {
            answer();
            emit openRequested(folder);
        };
        bar_.showNotice(tr("You see the small model that comes with Logitscope. GPT-2 is on this "
                           "computer."),
                        {{tr("Open GPT-2"), open}, later});
    } else if (!models_.isOffline() && !models_.downloads().find(offered)) {
        const auto* known = findKnownModel(offered.repository);
        bar_.showNotice(tr("You see the small model that comes with Logitscope. GPT-2 (%1) writes "
                           "much better.")
                            .arg(byteText(known->weightBytes)),
                        {{tr("Download and open"), [this] { download(); }}, later});
    } else {
        return;
    }
    show(true);
}

void ModelOffer::answer()
{
    settings_.setValue(answeredKey, true);
    bar_.showSentence({});
    show(false);
}

void ModelOffer::download()
{
    answer();
    isAwaited_ = true;
    models_.downloads().start(offered);
    bar_.showNotice(tr("GPT-2 is being downloaded."), {{tr("Show"), [this] {
                                                            answer();
                                                            emit pageRequested();
                                                            models_.selectDownload(offered);
                                                        }}});
    show(true);
}

// The bar says no longer that it is being downloaded than it is.
void ModelOffer::follow()
{
    if (!isAwaited_)
        return;
    using State = ModelDownload::State;
    const auto* download = models_.downloads().find(offered);
    isAwaited_ = download != nullptr; // it was cancelled
    if (download && (download->state == State::Running || download->state == State::Waiting))
        return;
    bar_.showSentence({});
    show(false);
}

bool ModelOffer::opens(const ModelId& model)
{
    if (model.text() != offered.text() || !std::exchange(isAwaited_, false))
        return false;
    bar_.showSentence({});
    show(false);
    return isUntouched_();
}

void ModelOffer::setPresenting(bool presenting)
{
    isPresenting_ = presenting;
    show(isShown_);
}

void ModelOffer::show(bool shown)
{
    isShown_ = shown;
    bar_.setVisible(shown && !isPresenting_);
}

} // namespace logitscope
