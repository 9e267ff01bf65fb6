// All that is known of the model that was picked from the list, and what can be done with it.
#pragma once

#include "app/models/model_item.h"
#include "widgets/control/column_scroll.h"

#include <cstdint>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace logitscope
{

class CopyButton;
class ElidedLabel;
class MemoryBars;

class ModelDetails : public WrappingColumn
{
    Q_OBJECT

public:
    explicit ModelDetails(QWidget* parent = nullptr);

    // Where downloads land.
    void setCache(const QString& cache) { cache_ = cache; }

    // `freeBytes` of memory; 0 where that isn't known. `canOpen`: no other is being opened.
    void showItem(const ModelItem& item, std::int64_t freeBytes, bool canDownload, bool canOpen);

    // What stands beside this name; empty where that is not known.
    QString fact(const QString& name) const;

    MemoryBars* memoryBars() const { return bars_; }

    QPushButton* openButton() const { return open_; }

    QPushButton* downloadButton() const { return download_; }

    QPushButton* removeButton() const { return remove_; }

    QPushButton* forgetButton() const { return forget_; }

    QToolButton* showFolderButton() const { return showFolder_; }

    CopyButton* copyButton() const { return copy_; }

private:
    enum FactName : std::size_t // in the order of their lines
    {
        Parameters,
        Context,
        Vocabulary,
        Layers,
        Stored,
        Size,
        Licence,
        Repository,
    };

    struct Fact
    {
        QLabel* name;
        QLabel* value;
    };

    void makeLayout();
    QWidget* makeFolderLine();
    void addFact(QGridLayout& grid, const QString& name);
    void setFact(std::size_t index, const QString& value);
    void showFacts(const ModelItem& item);
    void showMemory(const ModelItem& item, std::int64_t freeBytes);
    void showFiles(const ModelItem& item);
    void showButtons(const ModelItem& item, bool canDownload, bool canOpen);

    QString cache_;
    ElidedLabel* name_;
    QLabel* sentence_;
    QLabel* problem_;
    QPushButton* open_;
    QPushButton* download_;
    QPushButton* remove_;
    QPushButton* forget_;
    std::vector<Fact> facts_;
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
