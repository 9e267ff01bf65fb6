// What the File menu offers for opening models.
#include "app/window/model_opener.h"
#include "core/remote/remote_address.h"

#include <QAction>
#include <QActionGroup>
#include <QFileDialog>
#include <QMenu>

#include <algorithm>
#include <vector>

namespace logitscope
{

namespace
{

struct Entry
{
    int value;
    QString text;
    QString sentence;
};

void addChoices(QMenu& menu, QActionGroup& group, const std::vector<Entry>& entries)
{
    for (const auto& [value, text, sentence] : entries) {
        auto* action = group.addAction(text);
        action->setCheckable(true);
        action->setData(value);
        action->setToolTip(sentence);
        menu.addAction(action);
    }
    menu.setToolTipsVisible(true);
}

} // namespace

void ModelOpener::addTo(QMenu& menu)
{
    menu.addAction(tr("&Open model folder…"), QKeySequence::Open, this, &ModelOpener::chooseFolder);
    menu.addAction(tr("Co&nnect to a server…"), this, &ModelOpener::connectRequested);
    recent_ = menu.addMenu(tr("&Recent models"));
    connect(recent_, &QMenu::aboutToShow, this, &ModelOpener::showRecent);
    menu.addAction(tr("Open the &bundled model"), this, &ModelOpener::openBundled);
    menu.addAction(tr("&Models…"), this, &ModelOpener::listRequested);
    addPrecisions(*menu.addMenu(tr("&Precision")));
    addEngines(*menu.addMenu(tr("&Engine")));
    checkActions();
}

// A server has its own engine and format.
void ModelOpener::showChoices()
{
    engines_->setEnabled(!model_->isServed());
    precisions_->setEnabled(!model_->isServed());
}

void ModelOpener::addPrecisions(QMenu& menu)
{
    addChoices(
        menu, *precisions_,
        {{static_cast<int>(Precision::Auto), tr("&Automatic: F32 up to 50M parameters, BF16 above"),
          tr("Small models exactly, large ones fast. On a graphics card, BF16 where it has that.")},
         {static_cast<int>(Precision::F32), tr("&F32: exact"),
          tr("32 bits a weight, as exact as the model's file.")},
         {static_cast<int>(Precision::BF16), tr("&BF16: half the memory, faster"),
          tr("Every weight is rounded to 16 bits. A large model is about twice as fast as in F32; "
             "the probabilities hardly change.")},
         {static_cast<int>(Precision::INT8), tr("&INT8: a quarter of the memory, the least exact"),
          tr("Every weight is rounded to 8 bits. A large model is faster still; the probabilities "
             "change a little. On the processor only.")}});
    connect(precisions_, &QActionGroup::triggered, this, [this](const QAction* action) {
        choosePrecision(static_cast<Precision>(action->data().toInt()));
    });
}

void ModelOpener::addEngines(QMenu& menu)
{
    addChoices(menu, *engines_,
               {{static_cast<int>(ModelEngine::Auto),
                 tr("&Automatic: native on the processor, libtorch on CUDA"),
                 tr("The fastest that is here.")},
                {static_cast<int>(ModelEngine::Native), tr("&Native: fast on the processor"),
                 tr("Logitscope's own arithmetic, in every precision.")},
                {static_cast<int>(ModelEngine::Libtorch), tr("&libtorch: PyTorch's arithmetic"),
                 tr("The kernels that PyTorch uses, on the processor or a graphics card. The "
                    "probabilities are the same but for rounding. Not with INT8.")}});
    connect(engines_, &QActionGroup::triggered, this, [this](const QAction* action) {
        chooseEngine(static_cast<ModelEngine>(action->data().toInt()));
    });
}

void ModelOpener::checkActions()
{
    const auto check = [](const QActionGroup& group, int value) {
        for (auto* action : group.actions()) {
            if (action->data().toInt() == value)
                action->setChecked(true);
        }
    };
    check(*engines_, static_cast<int>(ordered_.engine));
    check(*precisions_, static_cast<int>(ordered_.precision));
}

void ModelOpener::chooseFolder()
{
    const auto places = recentPlaces();
    const auto last = std::ranges::find_if_not(
        places, [](const QString& place) { return isRemoteAddress(place.toStdString()); });
    auto* folders = new QFileDialog(
        &window_, tr("Open a model folder (config.json, model.safetensors and the tokenizer)"),
        last == places.end() ? QString() : *last);
    folders->setAttribute(Qt::WA_DeleteOnClose);
    folders->setFileMode(QFileDialog::Directory);
    folders->setOption(QFileDialog::ShowDirsOnly);
    connect(folders, &QFileDialog::fileSelected, this, &ModelOpener::open);
    folders->open();
}

void ModelOpener::showRecent()
{
    recent_->clear();
    for (const auto& place : recentPlaces()) {
        auto text = place;
        recent_->addAction(text.replace('&', "&&"), this, [this, place] { open(place); });
    }
    if (recent_->isEmpty())
        recent_->addAction(tr("None yet"))->setEnabled(false);
}

} // namespace logitscope
