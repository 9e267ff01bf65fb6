// Offers GPT-2 to somebody who has only seen the bundled model: a line above the text, until they
// have answered it once.
#pragma once

#include "core/library/model_id.h"

#include <QObject>
#include <QString>

#include <functional>

class QSettings;

namespace logitscope
{

class MessageBar;
class ModelsPage;

class ModelOffer : public QObject
{
    Q_OBJECT

public:
    // The page, the bar and the settings outlive the offer. `isUntouched` says whether there is no
    // text that another model would take away.
    ModelOffer(ModelsPage& models, MessageBar& bar, QSettings& settings,
               std::function<bool()> isUntouched, QObject* parent);

    // Looks what there is, then offers what suits: to open GPT-2 where it is here, to download it
    // where it isn't; nothing where the network is not to be used, or it was answered before.
    void begin();

    // Whether this model, which is downloaded now, is to be opened at once: it was asked for here,
    // and nothing is lost by it.
    bool opens(const ModelId& model);

    void setPresenting(bool presenting); // to a room, which has other concerns

signals:
    void openRequested(const QString& folder);
    void pageRequested(); // the Models page

private:
    void offer();
    void answer();
    void download();
    void follow();
    void show(bool shown);

    ModelsPage& models_;
    MessageBar& bar_;
    QSettings& settings_;
    std::function<bool()> isUntouched_;
    bool isAwaited_ = false; // its download
    bool isShown_ = false;   // the bar, but for presentations
    bool isPresenting_ = false;
};

} // namespace logitscope
