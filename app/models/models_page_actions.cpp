// What a person does on the Models page: opens, downloads and removes models.
#include "app/models/another_model.h"
#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "app/models/size_text.h"
#include "widgets/control/message_bar.h"

#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

namespace logitscope
{

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
        requestFrameOfDownloads();
        emit downloadsChanged(downloads_.unfinished());
    });
    connect(&downloads_, &ModelDownloads::progressed, this, &ModelsPage::requestFrameOfDownloads);
    connect(&downloads_, &ModelDownloads::finished, this, &ModelsPage::takeDownload);

    connect(search_, &ModelSearch::changed, this, [this] { showFrame(); });
    connect(search_, &ModelSearch::entered, this, [this] {
        if (auto* row = rows_->row(rows_->selectedKey()))
            row->setFocus();
    });
    connect(rows_, &ModelRows::selected, this, &ModelsPage::showSelected);
    connect(rows_, &ModelRows::opened, this, &ModelsPage::open);
    connect(rows_, &ModelRows::dropped, this, &ModelsPage::drop);
    connect(rows_, &ModelRows::startRequested, this, &ModelsPage::startDownload);
    connect(rows_, &ModelRows::pauseRequested, this, [this](const QString& key) {
        if (const auto* one = item(key); one && one->model)
            downloads_.pause(ModelId(*one->model));
    });
    connect(rows_, &ModelRows::cancelRequested, this, [this](const QString& key) {
        if (const auto* one = item(key); one && one->model)
            downloads_.cancel(ModelId(*one->model));
    });
    connect(another_, &AnotherModel::requested, this, [this](const ModelId& model) {
        message_->showSentence({});
        downloads_.start(model);
        showFrame();
        selectDownload(model);
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
}

// The button goes; the keyboard stays with the model.
void ModelsPage::giveKeyboardToRow(const QPushButton* button, const QString& key)
{
    if (auto* row = rows_->row(key); row && button->hasFocus())
        row->setFocus();
}

void ModelsPage::open(const QString& key)
{
    const auto* one = item(key);
    if (!one || one->place().isEmpty() || one->isOpen || isOpening())
        return;
    giveKeyboardToRow(details_->openButton(), key);
    emit openRequested(QString(one->place()));
}

// Downloads

void ModelsPage::startDownload(const QString& key)
{
    const auto* one = item(key);
    if (!one || !one->model || found_.offline)
        return;
    message_->showSentence({});
    rows_->select(key);
    giveKeyboardToRow(details_->downloadButton(), key);
    downloads_.start(ModelId(*one->model));
}

// The list stays as it is until the model is found among those that are here, so that its row moves
// once, and nobody reads meanwhile that it could be downloaded.
void ModelsPage::takeDownload(const ModelId& model, const QString& folder)
{
    isAwaited_ = true;
    dropFrame();
    if (const auto* one = selected(); one && one->model && one->model->text() == model.text())
        arrived_ = folder;
    look();
}

void ModelsPage::requestFrameOfDownloads()
{
    if (!isAwaited_)
        requestFrame();
}

// Removal

void ModelsPage::drop(const QString& key)
{
    const auto* one = item(key);
    if (!one || isOpening())
        return;
    if (one->isOpen && one->section != ModelSection::Bundled)
        message_->showSentence(tr("%1 is open. Open another model first.").arg(one->name));
    else if (one->section == ModelSection::Folders || one->section == ModelSection::Servers)
        emit forgetRequested(QString(one->place()));
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
    connect(yes, &QPushButton::clicked, this, [this, key = one.key] {
        const auto* still = item(key); // it may have been opened meanwhile
        if (still && still->entry && !still->isOpen)
            finder_.remove(*still->entry);
    });
    question->open();
}

} // namespace logitscope
