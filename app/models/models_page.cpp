#include "app/models/models_page.h"

#include "app/models/another_model.h"
#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/size_text.h"
#include "widgets/control/card.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/steady_splitter.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace logitscope
{

ModelsPage::ModelsPage(ModelServices services, QWidget* parent)
    : Page(parent)
    , finder_(services)
    , downloads_(std::move(services))
    , columns_(new SteadySplitter({720, 480}, {3, 2}, this))
    , message_(new MessageBar(this))
    , search_(new ModelSearch(this))
    , rows_(new ModelRows(this))
    , another_(new AnotherModel(this))
    , detailsCard_(new Card(this))
    , details_(new ModelDetails(this))
    , detailsColumn_(new ColumnScroll(details_, this))
    , status_(new RunBar(this))
{
    makeLayout();
    connectAll();
    showFrame();
}

ModelsPage::~ModelsPage() = default;

void ModelsPage::makeLayout()
{
    auto* listCard = new Card(this);
    listCard->hold(rows_);

    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(search_);
    column->addWidget(message_);
    column->addWidget(listCard, 1);
    column->addWidget(another_);
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

void ModelsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    look();
    if (focusWidget())
        return;
    auto* row = rows_->row(rows_->selectedKey());
    if (!search_->isHidden())
        search_->field()->setFocus();
    else if (row)
        row->setFocus();
}

void ModelsPage::resetLayout()
{
    columns_->reset();
}

void ModelsPage::clear()
{
    search_->field()->clear();
}

void ModelsPage::takeModel(std::shared_ptr<const OpenModel> model)
{
    openPlace_ = QString::fromStdString(model->place());
    setModel(std::move(model));
    endOpening();
    showFrame();
    if (rows_->row(openPlace_)) {
        rows_->select(openPlace_);
        showSelected();
    }
}

// What there is

void ModelsPage::setRecent(const QStringList& places)
{
    folders_.clear();
    servers_.clear();
    for (const auto& place : places)
        (isServer(place) ? servers_ : folders_) << place;
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
    isAwaited_ = false;
    details_->setCache(found_.cache);
    another_->setOffline(found_.offline);
    if (!found_.sentence.isEmpty())
        message_->showSentence(found_.sentence);
    const auto* row = rows_->focusedRow();
    const bool hadKeyboard = row && row->key() == rows_->selectedKey();
    showFrame();
    if (const auto arrived = std::exchange(arrived_, {}); item(arrived)) {
        select(arrived);
        if (hadKeyboard)
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

void ModelsPage::showFrame()
{
    dropFrame();
    const auto before = rows_->selectedKey();
    const auto* focused = rows_->focusedRow();
    items_ = modelItems(found_.models, servers_, downloads_.all(), openPlace_);
    std::vector<ModelItem> shown;
    if (isKnown_) // all at once, so that no row moves
        std::ranges::copy_if(items_, std::back_inserter(shown),
                             [this](const ModelItem& one) { return search_->finds(one); });
    rows_->showItems(shown, !found_.offline,
                     isKnown_ ? search_->nothingText() : tr("Looking for models …"));

    // What was picked stays so; else the open model, or the first.
    const auto isBefore = std::ranges::find(shown, before, &ModelItem::key);
    const auto isOpen = std::ranges::find(shown, true, &ModelItem::isOpen);
    const auto chosen = isBefore != shown.end() ? isBefore
                        : isOpen != shown.end() ? isOpen
                                                : shown.begin();
    rows_->select(chosen == shown.end() ? QString() : chosen->key);
    if (auto* row = rows_->row(rows_->selectedKey());
        row && focused && std::ranges::find(rows_->rows(), focused) == rows_->rows().end())
        row->setFocus(); // the row that had the keyboard is gone
    showSelected();
    showCounts();
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
    if (one && !search_->finds(*one)) { // nobody looks for anything else any more
        search_->reset();
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
        status_->showSentence(tr("%1, %2. %3").arg(here, byteText(bytes), offlineText()),
                              offlineText());
    else
        status_->showSentence(tr("%1, %2").arg(here, byteText(bytes)), here);
}

void ModelsPage::updateControls()
{
    showSelected();
}

// What is remembered

void ModelsPage::restore(const QSettings& settings)
{
    search_->filter()->setValue(settings.value("filter", ModelSearch::All).toInt());
    columns_->restore(settings.value("columns"));
    downloads_.restore(settings.value("unfinished").toStringList());
    showFrame();
}

void ModelsPage::save(QSettings& settings) const
{
    settings.setValue("filter", search_->filter()->value());
    settings.setValue("columns", columns_->save());
    settings.setValue("unfinished", downloads_.unfinished());
}

} // namespace logitscope
