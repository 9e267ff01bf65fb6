#include "app/models/model_details.h"

#include "app/models/memory_bars.h"
#include "app/models/model_facts.h"
#include "app/models/size_text.h"
#include "app/page/copy_button.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/message_bar.h"
#include "widgets/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope
{

namespace
{

QLabel* wrappedLabel(const char* property, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setProperty(property, true);
    label->setMinimumWidth(1);
    return label;
}

QString originText(const ModelItem& item)
{
    switch (item.section) {
    case ModelSection::Bundled:
        return ModelDetails::tr("Comes with Logitscope.");
    case ModelSection::Downloaded:
        return ModelDetails::tr("Downloaded by Logitscope.");
    case ModelSection::HubCache:
        return ModelDetails::tr("In the Hugging Face cache, where another program has put it.");
    case ModelSection::Folders:
        return ModelDetails::tr("Opened from a folder.");
    case ModelSection::Servers:
        return ModelDetails::tr("Runs on a server. If its key is kept, only you can read it.");
    case ModelSection::ToDownload:
        break;
    }
    return item.known ? QString::fromUtf8(item.known->sentence.data(),
                                          static_cast<qsizetype>(item.known->sentence.size()))
                      : ModelDetails::tr("On the Hugging Face hub.");
}

// What a model needs of which only the number of parameters is known.
ModelMemory about(std::int64_t parameters)
{
    return {.f32 = 4 * parameters, .bf16 = 2 * parameters, .int8 = parameters};
}

} // namespace

ModelDetails::ModelDetails(QWidget* parent)
    : WrappingColumn(parent)
    , name_(new ElidedLabel(this))
    , sentence_(wrappedLabel("muted", this))
    , problem_(wrappedLabel("error", this))
    , open_(new QPushButton(tr("Open"), this))
    , download_(new QPushButton(tr("Download"), this))
    , remove_(new QPushButton(tr("Remove…"), this))
    , forget_(new QPushButton(tr("Forget"), this))
    , facts_(new ModelFacts(this))
    , folderLine_(makeFolderLine())
    , memoryHeading_(new QLabel(tr("Memory that the weights need"), this))
    , bars_(new MemoryBars(this))
    , memoryCaption_(wrappedLabel("muted", this))
    , filesHeading_(new QLabel(tr("Files"), this))
    , fileNames_(new QLabel(this))
    , fileSizes_(new QLabel(this))
{
    for (auto* button : {open_, download_})
        button->setProperty("primary", true);
    for (auto* label : {fileNames_, fileSizes_}) {
        label->setTextFormat(Qt::PlainText);
        label->setProperty("muted", true);
        label->setMinimumWidth(1);
    }
    fileSizes_->setAlignment(Qt::AlignRight | Qt::AlignTop);
    fileNames_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    makeLayout();
    keepFitting(*this, [this] {
        name_->setFont(inBold(scaled(font(), 1.3), QFont::DemiBold));
        for (auto* heading : {memoryHeading_, filesHeading_})
            heading->setFont(inBold(font(), QFont::DemiBold));
    });
}

QWidget* ModelDetails::makeFolderLine()
{
    auto* line = new QWidget(this);
    folder_ = new ElidedLabel(line);
    folder_->setMuted(true);
    copy_ = new CopyButton(tr("Copy the folder's path"), line);
    showFolder_ = new QToolButton(line);
    showFolder_->setText(tr("Show in folder"));
    showFolder_->setProperty("quiet", true);
    showFolder_->setToolTip(tr("Show the model's files in the file manager."));
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(folder_, 1);
    layout->addWidget(copy_);
    layout->addWidget(showFolder_);
    return line;
}

void ModelDetails::makeLayout()
{
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (auto* button : {open_, download_, remove_, forget_})
        buttons->addWidget(button);
    buttons->addStretch(1);

    auto* files = new QHBoxLayout;
    files->addWidget(fileNames_, 1);
    files->addWidget(fileSizes_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(6);
    layout->addWidget(name_);
    layout->addWidget(sentence_);
    layout->addWidget(problem_);
    layout->addSpacing(4);
    layout->addLayout(buttons);
    layout->addSpacing(8);
    layout->addWidget(facts_);
    layout->addWidget(folderLine_);
    layout->addSpacing(10);
    layout->addWidget(memoryHeading_);
    layout->addWidget(bars_);
    layout->addWidget(memoryCaption_);
    layout->addSpacing(10);
    layout->addWidget(filesHeading_);
    layout->addLayout(files);
    layout->addStretch(1);
}

void ModelDetails::showItem(const ModelItem& item, std::int64_t freeBytes, bool canDownload,
                            bool canOpen)
{
    name_->setText(item.name);
    sentence_->setText(item.isOpen ? tr("%1 It is open.").arg(originText(item)) : originText(item));
    problem_->setText(isWrong(item) ? stateOf(item) : QString());
    problem_->setVisible(isWrong(item));
    showButtons(item, canDownload, canOpen);
    facts_->showItem(item);
    showFolder(item);
    showMemory(item, freeBytes);
    showFiles(item);
}

void ModelDetails::showButtons(const ModelItem& item, bool canDownload, bool canOpen)
{
    const bool isServed = item.section == ModelSection::Servers;
    open_->setText(isServed ? tr("Connect") : tr("Open"));
    open_->setVisible(!item.place().isEmpty() && !item.isOpen);
    open_->setEnabled(canOpen && !isWrong(item));
    download_->setVisible(item.model && !item.download);
    download_->setEnabled(canDownload);
    download_->setToolTip(canDownload ? QString() : offlineText());
    const auto toolTip = [&item](const QString& usual) {
        return item.isOpen ? tr("This model is open. Open another one first.") : usual;
    };
    remove_->setVisible(item.section == ModelSection::Downloaded);
    remove_->setEnabled(canOpen && !item.isOpen); // nor while it is being opened
    remove_->setToolTip(toolTip(tr("Delete the files that Logitscope has downloaded.")));
    forget_->setVisible(item.section == ModelSection::Folders || isServed);
    forget_->setEnabled(!item.isOpen);
    forget_->setToolTip(toolTip(isServed
                                    ? tr("Take the server out of this list, with its key.")
                                    : tr("Take the folder out of this list. Nothing is deleted.")));
}

void ModelDetails::showFolder(const ModelItem& item)
{
    const auto place = item.place();
    folder_->setText(place.isEmpty() ? tr("Downloads go to %1").arg(cache_) : place);
    copy_->setTextToCopy(place.isEmpty() ? cache_ : place);
    copy_->setWhat(item.server.isEmpty() ? tr("Copy the folder's path")
                                         : tr("Copy the server's address"));
    showFolder_->setVisible(item.entry.has_value());
    folderLine_->setVisible(!(place.isEmpty() && cache_.isEmpty()) && !isBrief_);
}

void ModelDetails::showMemory(const ModelItem& item, std::int64_t freeBytes)
{
    const bool isKnown = item.entry ? item.entry->memory.f32 > 0 : item.known != nullptr;
    for (auto* part : std::initializer_list<QWidget*>{memoryHeading_, bars_, memoryCaption_})
        part->setVisible(isKnown);
    if (!isKnown)
        return;
    const auto memory = item.entry ? item.entry->memory : about(item.known->parameters);
    bars_->setMemory(memory, freeBytes);
    QStringList sentences;
    if (freeBytes > 0)
        sentences << tr("A full bar is all that is free: %1.").arg(byteText(freeBytes));
    if (memory.context > 0)
        sentences << tr("A text as long as the context takes %1 more, in BF16 and INT8 half of it.")
                         .arg(byteText(memory.context));
    if (freeBytes > 0 && memory.f32 > freeBytes)
        sentences << (memory.int8 > freeBytes
                          ? tr("It fits in no format; close other programs first.")
                          : tr("Choose a smaller format in File ▸ Precision."));
    memoryCaption_->setText(sentences.join(' '));
}

void ModelDetails::showFiles(const ModelItem& item)
{
    QStringList names;
    QStringList sizes;
    if (item.entry) {
        for (const auto& [name, bytes] : item.entry->files) {
            names << QString::fromStdString(name);
            sizes << byteText(bytes);
        }
    }
    fileNames_->setText(names.join('\n'));
    fileSizes_->setText(sizes.join('\n'));
    for (auto* part : {filesHeading_, fileNames_, fileSizes_})
        part->setVisible(!names.isEmpty() && !isBrief_);
}

} // namespace logitscope
