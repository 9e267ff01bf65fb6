#include "app/models/model_details.h"

#include "app/models/memory_bars.h"
#include "app/models/size_text.h"
#include "app/page/copy_button.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/message_bar.h"
#include "widgets/look.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

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
    case ModelSection::ToDownload:
        break;
    }
    return item.known ? QString::fromUtf8(item.known->sentence.data(),
                                          static_cast<qsizetype>(item.known->sentence.size()))
                      : ModelDetails::tr("On the Hugging Face hub.");
}

QString repositoryText(const ModelItem& item)
{
    if (item.model)
        return QString::fromStdString(item.model->text());
    constexpr int enough = 8; // digits of a commit
    const auto& commit = item.entry->commit;
    const auto repository = QString::fromStdString(item.entry->repository);
    return repository.isEmpty() || commit.empty()
               ? repository
               : repository + '@' + QString::fromStdString(commit).left(enough);
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
    remove_->setToolTip(tr("Delete the files that Logitscope has downloaded."));
    forget_->setToolTip(tr("Take the folder out of this list. Nothing is deleted."));
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

void ModelDetails::addFact(QGridLayout& grid, const QString& name)
{
    const Fact line{new QLabel(name, this), wrappedLabel("fact", this)};
    line.name->setProperty("muted", true);
    line.value->setAccessibleName(name);
    const int row = grid.rowCount();
    grid.addWidget(line.name, row, 0, Qt::AlignTop);
    grid.addWidget(line.value, row, 1);
    facts_.push_back(line);
}

void ModelDetails::makeLayout()
{
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (auto* button : {open_, download_, remove_, forget_})
        buttons->addWidget(button);
    buttons->addStretch(1);

    auto* facts = new QGridLayout;
    facts->setHorizontalSpacing(14);
    facts->setVerticalSpacing(5);
    facts->setColumnStretch(1, 1);
    for (const auto& name : {tr("Parameters"), tr("Context"), tr("Vocabulary"), tr("Layers"),
                             tr("Precision"), tr("Size"), tr("Licence"), tr("On the hub")})
        addFact(*facts, name);

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
    layout->addLayout(facts);
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
    showFacts(item);
    showMemory(item, freeBytes);
    showFiles(item);
}

void ModelDetails::showButtons(const ModelItem& item, bool canDownload, bool canOpen)
{
    open_->setVisible(item.entry && !item.isOpen);
    open_->setEnabled(canOpen && !isWrong(item));
    download_->setVisible(!item.entry && !item.download);
    download_->setEnabled(canDownload);
    remove_->setVisible(item.section == ModelSection::Downloaded);
    remove_->setEnabled(!item.isOpen);
    remove_->setToolTip(item.isOpen ? tr("This model is open. Open another one first.")
                                    : tr("Delete the files that Logitscope has downloaded."));
    forget_->setVisible(item.section == ModelSection::Folders);
}

void ModelDetails::setFact(std::size_t index, const QString& value)
{
    facts_[index].value->setText(value);
    for (auto* part : {facts_[index].name, facts_[index].value})
        part->setVisible(!value.isEmpty());
}

void ModelDetails::showFacts(const ModelItem& item)
{
    const QLocale english(QLocale::English);
    const auto* entry = item.entry ? &*item.entry : nullptr;
    const auto tokens = [&](int count) {
        return entry && count > 0 ? tr("%Ln token(s)", nullptr, count) : QString();
    };
    const std::int64_t parameters = entry        ? entry->parameters
                                    : item.known ? item.known->parameters
                                                 : 0;
    setFact(Parameters, parameters > 0 ? english.toString(qint64(parameters)) : QString());
    setFact(Context, tokens(entry ? entry->contextLength : 0));
    setFact(Vocabulary, tokens(entry ? entry->vocabularySize : 0));
    setFact(Layers, entry && entry->layers > 0 ? tr("%1, each with %2 heads, width %3")
                                                     .arg(entry->layers)
                                                     .arg(entry->heads)
                                                     .arg(english.toString(entry->width))
                                               : QString());
    setFact(Stored, entry ? QString::fromStdString(entry->precision) : QString());
    setFact(Size, entry        ? byteText(entry->bytes)
                  : item.known ? tr("%1 to download").arg(byteText(item.known->weightBytes))
                               : QString());
    setFact(Licence, !entry                   ? QString()
                     : entry->licence.empty() ? tr("unknown: its card names none")
                                              : QString::fromStdString(entry->licence));
    setFact(Repository, repositoryText(item));

    const auto folder = item.entry ? item.folder() : cache_;
    folder_->setText(item.entry ? folder : tr("Downloads go to %1").arg(folder));
    copy_->setTextToCopy(folder);
    showFolder_->setVisible(item.entry.has_value());
    folderLine_->setVisible(!folder.isEmpty());
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
        sentences << tr("%1 free, which is the whole bar.").arg(byteText(freeBytes));
    if (memory.context > 0)
        sentences
            << tr("A text as long as the context takes %1 more.").arg(byteText(memory.context));
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
        part->setVisible(!names.isEmpty());
}

QString ModelDetails::fact(const QString& name) const
{
    const auto line = std::ranges::find_if(
        facts_, [&name](const Fact& each) { return each.name->text() == name; });
    return line == facts_.end() ? QString() : line->value->text();
}

} // namespace logitscope
