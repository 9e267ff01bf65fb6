#include "app/models/model_item.h"

#include "app/models/size_text.h"
#include "core/remote/remote_address.h"
#include "widgets/control/message_bar.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <iterator>
#include <utility>

namespace logitscope
{

namespace
{

// The sentences' place in the translation.
struct ItemText
{
    Q_DECLARE_TR_FUNCTIONS(logitscope::ModelItem)
};

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

ModelSection sectionOf(ModelOrigin origin)
{
    switch (origin) {
    case ModelOrigin::Bundled:
        return ModelSection::Bundled;
    case ModelOrigin::Downloaded:
        return ModelSection::Downloaded;
    case ModelOrigin::HubCache:
        return ModelSection::HubCache;
    case ModelOrigin::Folder:
        break;
    }
    return ModelSection::Folders;
}

QString nameOf(const KnownModel* known, const std::string& otherwise)
{
    return known ? textOf(known->title) : QString::fromStdString(otherwise);
}

ModelItem itemOf(const ModelEntry& entry, const QString& openPlace)
{
    const auto* known = findKnownModel(entry.repository);
    ModelItem item{.section = sectionOf(entry.origin),
                   .name = nameOf(known, entry.name),
                   .entry = entry,
                   .known = known};
    item.key = item.folder();
    item.isOpen = !openPlace.isEmpty() && QDir(item.folder()) == QDir(openPlace);
    return item;
}

// "gpt2" where the address has a model's name, otherwise the server's own.
ModelItem itemOfServer(const QString& address, const QString& openPlace)
{
    const auto parsed = RemoteAddress::parse(address.toStdString());
    const auto name =
        parsed ? parsed->model.empty() ? parsed->authority : parsed->model : address.toStdString();
    return {.key = address,
            .section = ModelSection::Servers,
            .name = QString::fromStdString(name),
            .server = address,
            .isOpen = address == openPlace};
}

ModelItem itemOf(const ModelId& model)
{
    const auto* known = findKnownModel(model.repository);
    return {.key = "hub:" + QString::fromStdString(model.text()),
            .section = ModelSection::ToDownload,
            .name = model.revision == "main" ? nameOf(known, model.repository)
                                             : QString::fromStdString(model.text()),
            .model = model,
            .known = known};
}

} // namespace

QString headingOf(ModelSection section)
{
    switch (section) {
    case ModelSection::Bundled:
        return ItemText::tr("Bundled");
    case ModelSection::Downloaded:
        return ItemText::tr("Downloaded");
    case ModelSection::HubCache:
        return ItemText::tr("Hugging Face cache");
    case ModelSection::Folders:
        return ItemText::tr("Folders");
    case ModelSection::Servers:
        return ItemText::tr("Servers");
    case ModelSection::ToDownload:
        break;
    }
    return ItemText::tr("To download");
}

QString ModelItem::folder() const
{
    return entry ? QString::fromStdString(entry->folder.string()) : QString();
}

QString ModelItem::place() const
{
    return server.isEmpty() ? folder() : server;
}

bool isServer(const QString& place)
{
    return isRemoteAddress(place.toStdString());
}

std::vector<ModelItem> modelItems(const std::vector<ModelEntry>& entries,
                                  const QStringList& servers,
                                  const std::vector<ModelDownload>& downloads,
                                  const QString& openPlace)
{
    std::vector<ModelItem> items;
    for (const auto& entry : entries)
        items.push_back(itemOf(entry, openPlace));
    for (const auto& address : servers)
        items.push_back(itemOfServer(address, openPlace));

    std::vector<ModelItem> wanted; // a row stays where it is when its download begins
    for (const auto& known : knownModels()) {
        const bool isHere = std::ranges::any_of(items, [&known](const ModelItem& item) {
            return item.known == &known && !isWrong(item); // a broken one can be fetched again
        });
        if (!isHere)
            wanted.push_back(itemOf(ModelId{.repository = std::string(known.repository)}));
    }
    for (const auto& download : downloads) {
        auto item = itemOf(download.model);
        const auto place = std::ranges::find(wanted, item.key, &ModelItem::key);
        item.download = download;
        if (place == wanted.end())
            items.push_back(std::move(item)); // before those that are known
        else
            *place = std::move(item);
    }
    std::ranges::move(wanted, std::back_inserter(items));
    std::ranges::stable_sort(items, {}, &ModelItem::section);
    return items;
}

bool matches(const ModelItem& item, const QString& search)
{
    QString all = item.name;
    all += ' ' + item.server;
    if (item.entry)
        all += QString::fromStdString(' ' + item.entry->repository + ' ' + item.entry->licence);
    if (item.model)
        all += ' ' + QString::fromStdString(item.model->text());
    const auto parts = search.split(' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(
        parts, [&all](const QString& part) { return all.contains(part, Qt::CaseInsensitive); });
}

QString factsOf(const ModelItem& item)
{
    QStringList facts;
    const auto parameters = item.entry   ? item.entry->parameters
                            : item.known ? item.known->parameters
                                         : 0;
    if (parameters > 0)
        facts << ItemText::tr("%1 parameters").arg(countText(parameters));
    if (item.entry)
        facts << byteText(item.entry->bytes);
    else if (item.known)
        facts << byteText(item.known->weightBytes);
    if (item.entry && !item.entry->precision.empty())
        facts << QString::fromStdString(item.entry->precision);
    return facts.join(" · ");
}

QString stateOf(const ModelItem& item)
{
    if (item.entry) { // whose folder goes without saying
        const auto problem = QString::fromStdString(item.entry->problem);
        return capitalised(QString(problem).remove(item.folder() + '/'));
    }
    if (!item.server.isEmpty())
        return item.server;
    if (!item.download)
        return item.known ? textOf(item.known->sentence) : QString();
    const auto& [model, state, progress, sentence] = *item.download;
    switch (state) {
    case ModelDownload::State::Waiting:
        return ItemText::tr("Waits until the download before it is over.");
    case ModelDownload::State::Running:
        return progressText(progress);
    case ModelDownload::State::Failed:
        return capitalised(sentence);
    case ModelDownload::State::Paused:
        break;
    }
    return progress.bytes > 0
               ? ItemText::tr("Paused at %1").arg(arrivedText(progress.bytes, progress.allBytes))
               : ItemText::tr("Paused");
}

bool isWrong(const ModelItem& item)
{
    return item.entry ? !item.entry->problem.empty()
                      : item.download && item.download->state == ModelDownload::State::Failed;
}

QString offlineText()
{
    return ItemText::tr("HF_HUB_OFFLINE is set: nothing is downloaded.");
}

} // namespace logitscope
