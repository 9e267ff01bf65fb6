#include "app/models/models_page.h"

#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/size_text.h"
#include "app/page/copy_button.h"
#include "widgets/control/card.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/steady_splitter.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

std::vector<SegmentedSwitch::Choice> filterChoices()
{
    return {{ModelsPage::All, ModelsPage::tr("All"), ModelsPage::tr("Show all models.")},
            {ModelsPage::Here, ModelsPage::tr("On this computer"),
             ModelsPage::tr("Show the models on this computer.")},
            {ModelsPage::ToDownload, ModelsPage::tr("To download"),
             ModelsPage::tr("Show the models that can be downloaded.")}};
}

} // namespace

ModelsPage::ModelsPage(ModelServices services, QWidget* parent)
    : Page(parent)
    , finder_(services)
    , downloads_(std::move(services))
    , columns_(new SteadySplitter({720, 480}, {3, 2}, this))
    , message_(new MessageBar(this))
    , search_(new QLineEdit(this))
    , filter_(new SegmentedSwitch(filterChoices(), this))
    , rows_(new ModelRows(this))
    , anotherPart_(new QWidget(this))
    , another_(new QLineEdit(anotherPart_))
    , downloadAnother_(new QPushButton(tr("Download"), anotherPart_))
    , anotherProblem_(new QLabel(anotherPart_))
    , detailsCard_(new Card(this))
    , details_(new ModelDetails(this))
    , detailsColumn_(new ColumnScroll(details_, this))
    , status_(new RunBar(this))
{
    search_->setPlaceholderText(tr("Search by name or licence"));
    search_->setAccessibleName(tr("Search models"));
    search_->setClearButtonEnabled(true);
    another_->setPlaceholderText(tr("owner/name, or owner/name@revision"));
    another_->setAccessibleName(tr("Name of a model on the Hugging Face hub"));
    another_->setToolTip(tr("The name of a GPT-2 on the Hugging Face hub, such as "
                            "openai-community/gpt2-medium."));
    downloadAnother_->setAccessibleName(tr("Download the model of this name"));
    for (auto* field : {search_, another_})
        field->setAcceptDrops(false); // a folder that is dropped on them is the window's
    anotherProblem_->setProperty("error", true);
    anotherProblem_->setTextFormat(Qt::PlainText);
    anotherProblem_->setWordWrap(true);
    anotherProblem_->hide();
    makeLayout();
    connectAll();
    showFrame();
    checkAnother();
}

ModelsPage::~ModelsPage() = default;

void ModelsPage::makeLayout()
{
    auto* top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(search_, 1);
    top->addWidget(filter_);
    auto* listCard = new Card(this);
    listCard->hold(rows_);

    auto* anotherLabel = new QLabel(tr("Download another"), anotherPart_);
    anotherLabel->setBuddy(another_);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(anotherLabel);
    line->addWidget(another_, 1);
    line->addWidget(downloadAnother_);
    auto* another = new QVBoxLayout(anotherPart_);
    another->setContentsMargins(0, 0, 0, 0);
    another->setSpacing(4);
    another->addLayout(line);
    another->addWidget(anotherProblem_);

    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(message_);
    column->addWidget(listCard, 1);
    column->addWidget(anotherPart_);
    column->addWidget(status_);
    detailsCard_->hold(detailsColumn_);
    for (auto* ground : {detailsColumn_->viewport(), detailsColumn_->widget()})
        ground->setAutoFillBackground(false); // the card's shows

    columns_->addWidget(left);
    columns_->addWidget(detailsCard_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(columns_);
}

void ModelsPage::connectAll()
{
    connect(&finder_, &ModelFinder::found, this, &ModelsPage::takeFound);
    connect(&finder_, &ModelFinder::removed, this,
            [this](const QString& folder, const QString& sentence) {
                message_->showSentence(sentence);
                if (sentence.isEmpty())
                    emit forgetRequested(folder);
                look();
            });
    connect(&downloads_, &ModelDownloads::changed, this, [this] {
        requestFrame();
        emit downloadsChanged(downloads_.unfinished());
    });
    connect(&downloads_, &ModelDownloads::progressed, this, [this] { requestFrame(); });
    connect(&downloads_, &ModelDownloads::finished, this,
            [this](const ModelId&, const QString& folder) {
                wanted_ = folder;
                look();
            });

    connect(search_, &QLineEdit::textChanged, this, [this] { showFrame(); });
    connect(search_, &QLineEdit::returnPressed, this, [this] {
        if (!rows_->rows().empty())
            rows_->rows().front()->setFocus();
    });
    connect(filter_, &SegmentedSwitch::picked, this, [this] { showFrame(); });
    connect(rows_, &ModelRows::selected, this, &ModelsPage::showSelected);
    connect(rows_, &ModelRows::opened, this, &ModelsPage::open);
    connect(rows_, &ModelRows::dropped, this, &ModelsPage::drop);
    connect(rows_, &ModelRows::startRequested, this, &ModelsPage::startDownload);
    connect(rows_, &ModelRows::pauseRequested, this, [this](const QString& key) {
        if (const auto* one = item(key); one && one->model)
            downloads_.pause(*one->model);
    });
    connect(rows_, &ModelRows::cancelRequested, this, [this](const QString& key) {
        if (const auto* one = item(key); one && one->model)
            downloads_.cancel(*one->model);
    });

    connect(details_->openButton(), &QPushButton::clicked, this,
            [this] { open(rows_->selectedKey()); });
    connect(details_->downloadButton(), &QPushButton::clicked, this,
            [this] { startDownload(rows_->selectedKey()); });
    for (auto* button : {details_->removeButton(), details_->forgetButton()})
        connect(button, &QPushButton::clicked, this, [this] { drop(rows_->selectedKey()); });
    connect(details_->showFolderButton(), &QToolButton::clicked, this, [this] {
        if (const auto* one = selected(); one && one->entry)
            emit showFolderRequested(
                QString::fromStdString((one->entry->folder / "config.json").string()));
    });

    connect(another_, &QLineEdit::textChanged, this, &ModelsPage::checkAnother);
    connect(another_, &QLineEdit::returnPressed, this, &ModelsPage::startAnother);
    connect(downloadAnother_, &QPushButton::clicked, this, &ModelsPage::startAnother);
}

void ModelsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    look();
    if (!focusWidget())
        search_->setFocus();
}

void ModelsPage::setPresenting(bool presenting)
{
    const auto* focused = focusWidget(); // it isn't what is next by chance that gets the keyboard
    const bool moves = presenting && focused && !rows_->isAncestorOf(focused);
    if (auto* row = rows_->row(rows_->selectedKey()); row && moves)
        row->setFocus();
    for (auto* part : std::initializer_list<QWidget*>{search_, filter_, anotherPart_})
        part->setVisible(!presenting);
}

void ModelsPage::resetLayout()
{
    columns_->reset();
}

void ModelsPage::clear()
{
    search_->clear();
}

void ModelsPage::takeModel(std::shared_ptr<const OpenModel> model)
{
    openFolder_ = QString::fromStdString(model->folder.string());
    setModel(std::move(model));
    endOpening();
    showFrame();
    if (rows_->row(openFolder_)) {
        rows_->select(openFolder_);
        showSelected();
    }
}

// What there is

void ModelsPage::setFolders(const QStringList& folders)
{
    folders_ = folders;
    if (isVisible())
        look();
}

void ModelsPage::look()
{
    finder_.find(folders_);
}

void ModelsPage::takeFound(const FoundModels& models)
{
    found_ = models;
    isKnown_ = true;
    details_->setCache(found_.cache);
    if (!found_.sentence.isEmpty())
        message_->showSentence(found_.sentence);
    showFrame();
    if (!wanted_.isEmpty() && item(wanted_)) {
        select(std::exchange(wanted_, {}));
        if (isVisible() && search_->hasFocus() + another_->hasFocus() == 0)
            details_->openButton()->setFocus();
    }
    emit found();
}

const ModelItem* ModelsPage::item(const QString& key) const
{
    const auto place = std::ranges::find(items_, key, &ModelItem::key);
    return place == items_.end() ? nullptr : &*place;
}

const ModelItem* ModelsPage::selected() const
{
    return item(rows_->selectedKey());
}

QString ModelsPage::folderOf(const ModelId& model) const
{
    const auto* known = findKnownModel(model.repository);
    for (const auto& each : items_) {
        if (each.entry && each.entry->problem.empty() &&
            (each.entry->repository == model.repository || (known && each.known == known)))
            return each.folder();
    }
    return {};
}

// What is shown

bool ModelsPage::isShown(const ModelItem& one) const
{
    const auto value = filter_->value();
    return (value == All || (value == Here) == one.entry.has_value()) &&
           matches(one, search_->text());
}

void ModelsPage::showFrame()
{
    dropFrame();
    const auto before = rows_->selectedKey();
    items_ = modelItems(found_.models, downloads_.all(), openFolder_);
    std::vector<ModelItem> shown;
    if (isKnown_) // all at once, so that no row moves
        std::ranges::copy_if(items_, std::back_inserter(shown),
                             [this](const ModelItem& one) { return isShown(one); });
    rows_->showItems(shown, !found_.offline, placeholder());

    // What was picked stays so; else the open model, or the first.
    const auto isBefore = std::ranges::find(shown, before, &ModelItem::key);
    const auto isOpen = std::ranges::find(shown, true, &ModelItem::isOpen);
    const auto chosen = isBefore != shown.end() ? isBefore
                        : isOpen != shown.end() ? isOpen
                                                : shown.begin();
    rows_->select(chosen == shown.end() ? QString() : chosen->key);
    showSelected();
    showCounts();
}

QString ModelsPage::placeholder() const
{
    if (!isKnown_)
        return tr("Looking for models …");
    return search_->text().isEmpty()
               ? tr("Nothing to download: all models that Logitscope knows are here.")
               : tr("No model matches “%1”.").arg(search_->text());
}

void ModelsPage::showSelected()
{
    const auto* one = selected();
    detailsColumn_->setVisible(one != nullptr);
    if (one)
        details_->showItem(*one, finder_.freeBytes(), !found_.offline, !isOpening());
}

void ModelsPage::select(const QString& key)
{
    const auto* one = item(key);
    if (one && !isShown(*one)) { // nobody looks for anything else any more
        filter_->setValue(All);
        search_->clear();
        showFrame();
    }
    rows_->select(key);
    rows_->scrollToSelected();
    showSelected();
}

void ModelsPage::selectDownload(const ModelId& model)
{
    const auto found = std::ranges::find_if(items_, [&model](const ModelItem& each) {
        return each.model && each.model->text() == model.text();
    });
    if (found != items_.end())
        select(QString(found->key));
}

void ModelsPage::showCounts()
{
    std::int64_t bytes = 0;
    for (const auto& entry : found_.models)
        bytes += entry.bytes;
    const auto here =
        tr("%n model(s) on this computer", nullptr, static_cast<int>(found_.models.size()));
    if (!isKnown_)
        status_->showSentence(tr("Looking for models …"));
    else if (found_.offline)
        status_->showSentence(
            tr("%1, %2. HF_HUB_OFFLINE is set: nothing is downloaded.").arg(here, byteText(bytes)),
            tr("HF_HUB_OFFLINE is set: nothing is downloaded."));
    else
        status_->showSentence(tr("%1, %2").arg(here, byteText(bytes)), here);
}

void ModelsPage::updateControls()
{
    showSelected();
}

// What can be done with them

void ModelsPage::open(const QString& key)
{
    const auto* one = item(key);
    if (!one || !one->entry || one->isOpen || isOpening())
        return;
    if (details_->openButton()->hasFocus()) // which goes
        rows_->row(key)->setFocus();
    emit openRequested(QString(one->folder()));
}

void ModelsPage::startDownload(const QString& key)
{
    const auto* one = item(key);
    if (one && one->model && !found_.offline) {
        message_->showSentence({});
        rows_->select(key);
        downloads_.start(ModelId(*one->model));
    }
}

void ModelsPage::drop(const QString& key)
{
    const auto* one = item(key);
    if (!one)
        return;
    if (one->isOpen && one->section != ModelSection::Bundled)
        message_->showSentence(tr("%1 is open. Open another model first.").arg(one->name));
    else if (one->section == ModelSection::Folders)
        emit forgetRequested(one->folder());
    else if (one->section == ModelSection::Downloaded)
        askToRemove(*one);
}

void ModelsPage::askToRemove(const ModelItem& one)
{
    auto* question =
        new QMessageBox(QMessageBox::NoIcon, tr("Remove a model"),
                        tr("Remove %1 from this computer, which frees %2? It can be downloaded "
                           "again.")
                            .arg(one.name, byteText(one.entry->bytes)),
                        QMessageBox::Cancel, this);
    question->setTextFormat(Qt::PlainText);
    auto* yes = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(yes, &QPushButton::clicked, this,
            [this, entry = *one.entry] { finder_.remove(entry); });
    question->open();
}

QString ModelsPage::anotherProblem() const
{
    return anotherProblem_->isHidden() ? QString() : anotherProblem_->text();
}

void ModelsPage::checkAnother()
{
    const auto name = another_->text().trimmed();
    const auto model = ModelId::parse(name.toStdString());
    anotherProblem_->setText(model || name.isEmpty()
                                 ? QString()
                                 : capitalised(QString::fromStdString(model.error().message)));
    anotherProblem_->setVisible(!anotherProblem_->text().isEmpty());
    downloadAnother_->setEnabled(model && !found_.offline);
}

void ModelsPage::startAnother()
{
    const auto model = ModelId::parse(another_->text().trimmed().toStdString());
    if (!model || found_.offline)
        return;
    another_->clear();
    message_->showSentence({});
    downloads_.start(*model);
    showFrame();
    selectDownload(*model);
}

// What is remembered

void ModelsPage::restore(const QSettings& settings)
{
    filter_->setValue(settings.value("filter", All).toInt());
    columns_->restore(settings.value("columns"));
    downloads_.restore(settings.value("unfinished").toStringList());
    showFrame();
}

void ModelsPage::save(QSettings& settings) const
{
    settings.setValue("filter", filter_->value());
    settings.setValue("columns", columns_->save());
    settings.setValue("unfinished", downloads_.unfinished());
}

} // namespace logitscope
