// All that is known of the model that was picked from the list, and what can be done with it.
#pragma once

#include "app/models/model_item.h"
#include "widgets/control/column_scroll.h"

#include <cstdint>

class QLabel;
class QPushButton;
class QToolButton;

namespace logitscope
{

class CopyButton;
class ElidedLabel;
class MemoryBars;
class ModelFacts;

class ModelDetails : public WrappingColumn
{
    Q_OBJECT

public:
    explicit ModelDetails(QWidget* parent = nullptr);

    // Where downloads land.
    void setCache(const QString& cache) { cache_ = cache; }

    // Without its folder and files, which no room looks at: from the next showItem() on.
    void setBrief(bool isBrief) { isBrief_ = isBrief; }

    // `freeBytes` of memory; 0 where that isn't known. `canOpen`: no other is being opened.
    void showItem(const ModelItem& item, std::int64_t freeBytes, bool canDownload, bool canOpen);

    ModelFacts* facts() const { return facts_; }

    MemoryBars* memoryBars() const { return bars_; }

    QPushButton* openButton() const { return open_; }

    QPushButton* downloadButton() const { return download_; }

    QPushButton* removeButton() const { return remove_; }

    QPushButton* forgetButton() const { return forget_; }

    QToolButton* showFolderButton() const { return showFolder_; }

    CopyButton* copyButton() const { return copy_; }

private:
    void makeLayout();
    QWidget* makeFolderLine();
    void showFolder(const ModelItem& item);
    void showMemory(const ModelItem& item, std::int64_t freeBytes);
    void showFiles(const ModelItem& item);
    void showButtons(const ModelItem& item, bool canDownload, bool canOpen);

    QString cache_;
    bool isBrief_ = false;
    ElidedLabel* name_;
    QLabel* sentence_;
    QLabel* problem_;
    QPushButton* open_;
    QPushButton* download_;
    QPushButton* remove_;
    QPushButton* forget_;
    ModelFacts* facts_;
    QWidget* folderLine_;
    ElidedLabel* folder_;
    CopyButton* copy_;
    QToolButton* showFolder_;
    QLabel* memoryHeading_;
    MemoryBars* bars_;
    QLabel* memoryCaption_;
    QLabel* filesHeading_;
    QLabel* fileNames_;
    QLabel* fileSizes_;
};

} // namespace logitscope
