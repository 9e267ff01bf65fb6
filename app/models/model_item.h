// What the Models page lists: models that are here, and models that could be.
#pragma once

#include "app/models/model_downloads.h"
#include "core/library/known_models.h"
#include "core/library/model_list.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace logitscope
{

enum class ModelSection
{
    Bundled,
    Downloaded,
    HubCache,
    Folders,
    Servers,
    ToDownload,
};

QString headingOf(ModelSection section);

struct ModelItem
{
    QString key = {}; // no other item has it
    ModelSection section = ModelSection::Bundled;
    QString name = {};                    // "GPT-2", "owner/name"
    std::optional<ModelEntry> entry = {}; // it is here
    QString server = {};                  // it is there: a server's address
    std::optional<ModelId> model = {};    // it is on the hub
    const KnownModel* known = nullptr;    // what is known of it before it is here
    std::optional<ModelDownload> download = {};
    bool isOpen = false;

    QString folder() const; // empty: it isn't here
    QString place() const;  // the folder or the server's address; empty: it can't be opened
};

bool isServer(const QString& place); // rather than a folder

// In the order of the sections. `servers`: the addresses of those that were connected to lately.
// `openPlace`: of the model that is open; empty: none.
std::vector<ModelItem> modelItems(const std::vector<ModelEntry>& entries,
                                  const QStringList& servers,
                                  const std::vector<ModelDownload>& downloads,
                                  const QString& openPlace);

// Every word is somewhere in the name, the repository or the licence, in whatever case.
bool matches(const ModelItem& item, const QString& search);

// "124M parameters · 548 MB · F32"
QString factsOf(const ModelItem& item);

// What goes on, what could, or what is wrong: the second line of its row.
QString stateOf(const ModelItem& item);
bool isWrong(const ModelItem& item); // that line says what

// Why nothing can be downloaded where the hub is not to be used.
QString offlineText();

} // namespace logitscope
