// The Models page: the models on this computer, and those that can be downloaded.
#pragma once

#include "app/models/model_downloads.h"
#include "app/models/model_finder.h"
#include "app/models/model_item.h"
#include "app/page/page.h"

#include <QString>
#include <QStringList>

#include <vector>

class QPushButton;

namespace logitscope
{

class AnotherModel;
class Card;
class ColumnScroll;
class MessageBar;
class ModelDetails;
class ModelRows;
class ModelSearch;
class RunBar;
class SteadySplitter;

class ModelsPage : public Page
{
    Q_OBJECT

public:
    explicit ModelsPage(ModelServices services, QWidget* parent = nullptr);
    ~ModelsPage() override;

    std::vector<PagePart> parts() const override;

    void restore(const QSettings& settings) override;
    void save(QSettings& settings) const override;

    // The list and the model that is picked; searching folds away.
    void setPresenting(bool presenting) override;
    void resetLayout() override;

    void takeModel(std::shared_ptr<const OpenModel> model) override;

    void stop() override { downloads_.pauseAll(); } // the window closes

    void clear() override; // the search

    MessageBar* message() const override { return message_; }

    RunBar* runBar() const override { return status_; }

    // The folders and servers that were opened lately, the latest first.
    void setRecent(const QStringList& places);

    // Looks again what there is. found() comes when that is known.
    void look();

    bool isKnown() const { return isKnown_; } // what there is

    bool isOffline() const { return found_.offline; }

    const std::vector<ModelItem>& items() const { return items_; } // also what is filtered out

    ModelDownloads& downloads() { return downloads_; }

    // Where the model is on this computer; empty: it isn't, as far as is known.
    QString folderOf(const ModelId& model) const;

    void select(const QString& key);
    void selectDownload(const ModelId& model); // nothing where there is none

    ModelSearch* search() const { return search_; }

    ModelRows* rows() const { return rows_; }

    ModelDetails* details() const { return details_; }

    AnotherModel* another() const { return another_; }

signals:
    void openRequested(const QString& place);
    void forgetRequested(const QString& place); // takes it out of the recent ones
    void showFolderRequested(const QString& file);
    void found();
    void downloadsChanged(const QStringList& unfinished); // to be remembered at once

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeLayout();
    void connectAll();
    void showFrame() override;
    void updateControls() override;
    void takeFound(const FoundModels& found);
    void showSelected();
    void showCounts();
    const ModelItem* selected() const;
    const ModelItem* item(const QString& key) const;
    void giveKeyboardToRow(const QPushButton* button, const QString& key);
    void open(const QString& key);
    void startDownload(const QString& key);
    void takeDownload(const ModelId& model, const QString& folder);
    void requestFrameOfDownloads();
    void drop(const QString& key); // removes or forgets it
    void askToRemove(const ModelItem& item);

    FoundModels found_;
    bool isKnown_ = false;
    QStringList folders_; // that were opened lately
    QStringList servers_; // the same
    QString openPlace_;
    bool isAwaited_ = false; // a model that was downloaded, until it is found
    QString arrived_;        // its folder, where its row was selected
    std::vector<ModelItem> items_;
    ModelFinder finder_;
    ModelDownloads downloads_;

    SteadySplitter* columns_;
    MessageBar* message_;
    ModelSearch* search_;
    ModelRows* rows_;
    AnotherModel* another_;
    Card* detailsCard_;
    ModelDetails* details_;
    ColumnScroll* detailsColumn_;
    RunBar* status_;
};

} // namespace logitscope
