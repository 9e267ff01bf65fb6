// The Models page in the window: what is opened and forgotten there, and what the other pages say
// of a download.
#include "app/explore/explore_page.h"
#include "app/explore/text_panel.h"
#include "app/models/models_page.h"
#include "app/window/connect_dialog.h"
#include "app/window/desktop_files.h"
#include "app/window/main_window.h"
#include "app/window/model_offer.h"
#include "app/window/model_opener.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QSettings>

#include <algorithm>

namespace logitscope
{

void MainWindow::connectModelsPage()
{
    connect(models_, &ModelOpener::listRequested, this, [this] { pickPage(Models); });
    connect(models_, &ModelOpener::connectRequested, this, &MainWindow::connectToServer);
    connect(models_, &ModelOpener::recentChanged, modelsPage_,
            [this] { modelsPage_->setRecent(models_->recentPlaces()); });
    modelsPage_->setRecent(models_->recentPlaces());
    connect(modelsPage_, &ModelsPage::openRequested, this, &MainWindow::openModel);
    connect(modelsPage_, &ModelsPage::forgetRequested, models_, &ModelOpener::forget);
    connect(modelsPage_, &ModelsPage::showFolderRequested, this, [this](const QString& file) {
        showInFolder(file,
                     [this, file] { showMessage(tr("%1: no file manager shows it.").arg(file)); });
    });
    connect(
        modelsPage_, &ModelsPage::downloadsChanged, this, [this](const QStringList& unfinished) {
            settings_.setValue("models/unfinished", unfinished); // also where the program is ended
            const bool isRunning = modelsPage_->downloads().isRunning();
            pageSwitch_->setMark(Models,
                                 isRunning ? tr("A model is being downloaded.") : QString());
        });

    auto* downloads = &modelsPage_->downloads();
    connect(downloads, &ModelDownloads::finished, this,
            [this](const ModelId& model, const QString& folder) {
                if (offer_ && offer_->opens(model))
                    return openModel(folder);
                if (page() != Models)
                    shownPage().message()->showNotice(
                        tr("%1 is downloaded.").arg(QString::fromStdString(model.text())),
                        {{tr("Open"), [this, folder] { openModel(folder); }}});
            });
    connect(downloads, &ModelDownloads::failed, this,
            [this](const ModelId&, const QString& sentence) {
                if (page() != Models) // whose row says it
                    showMessage(sentence);
            });
}

void MainWindow::connectToServer()
{
    const auto places = models_->recentPlaces();
    const auto last = std::ranges::find_if(places, isServer);
    auto* dialog = new ConnectDialog(*models_, last == places.end() ? QString() : *last, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::offerModel()
{
    auto* bar = new MessageBar(explore_);
    bar->setOffersBelow(); // the column is narrow
    explore_->textPanel()->addNotice(bar);
    const auto isUntouched = [this] {
        return explore_->document().size() == 0 && !explore_->isRunning();
    };
    offer_ = new ModelOffer(*modelsPage_, *bar, settings_, isUntouched, this);
    connect(offer_, &ModelOffer::openRequested, this, &MainWindow::openModel);
    connect(offer_, &ModelOffer::pageRequested, this, [this] { showPage(Models); });
    connect(models_, &ModelOpener::opened, offer_, &ModelOffer::begin, Qt::SingleShotConnection);
}

} // namespace logitscope
