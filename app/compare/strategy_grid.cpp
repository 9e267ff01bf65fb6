#include "app/compare/strategy_grid.h"

#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_dialog.h"
#include "app/compare/strategy_list.h"

#include <QSettings>
#include <QTimer>

#include <algorithm>

namespace logitscope
{

StrategyGrid::StrategyGrid(QWidget* parent) : CellGrid(parent)
{
    setStrategies(theNine());
}

std::vector<Strategy> StrategyGrid::strategies() const
{
    std::vector<Strategy> all;
    for (const auto* cell : cells_)
        all.push_back(cell->strategy());
    return all;
}

void StrategyGrid::setStrategies(const std::vector<Strategy>& strategies)
{
    while (!cells_.empty())
        remove(cells_.back());
    for (const auto& strategy : strategies)
        insert(cells_.size(), strategy);
}

void StrategyGrid::add(const Strategy& strategy)
{
    auto named = strategy;
    named.name = freeName(strategy.name, strategies());
    insert(cells_.size(), named);
}

void StrategyGrid::insert(std::size_t index, const Strategy& strategy)
{
    auto* cell = new StrategyCell(this);
    cell->setStrategy(strategy);
    cell->setPresenting(presenting_);
    connect(cell, &StrategyCell::tokenSelected, this,
            [this, cell](int output, int step) { emit tokenSelected(cell, output, step); });
    connect(cell, &StrategyCell::runRequested, this, [this, cell] { emit runRequested(cell); });
    connect(cell, &StrategyCell::continueRequested, this,
            [this, cell] { emit continueRequested(cell); });
    connect(cell, &StrategyCell::editRequested, this, [this, cell] { edit(cell); });
    connect(cell, &StrategyCell::presetRequested, this,
            [this, cell](const Strategy& preset) { change(cell, preset); });
    connect(cell, &StrategyCell::duplicateRequested, this, [this, cell] { duplicate(cell); });
    connect(cell, &StrategyCell::removeRequested, this, [this, cell] { remove(cell); });
    connect(cell, &StrategyCell::referenceRequested, this, [this, cell] { setReference(cell); });
    connect(cell, &StrategyCell::openRequested, this, [this, cell] { emit openRequested(cell); });
    cells_.insert(cells_.begin() + static_cast<std::ptrdiff_t>(index), cell);
    insertCell(static_cast<int>(index), cell);
    if (!reference_)
        setReference(cell);
    emit changed();
}

void StrategyGrid::remove(StrategyCell* cell)
{
    emit aboutToRemove(cell);
    cell->disconnect(this); // it lives a little longer, and its menu may still be open
    std::erase(cells_, cell);
    removeCell(cell);
    if (reference_ == cell) {
        reference_ = nullptr;
        setReference(cells_.empty() ? nullptr : cells_.front());
    }
    emit changed();
}

void StrategyGrid::duplicate(const StrategyCell* cell)
{
    auto copy = cell->strategy();
    copy.name = freeName(copy.name, strategies());
    const auto at = std::ranges::find(cells_, cell) - cells_.begin();
    insert(static_cast<std::size_t>(at) + 1, copy);
}

void StrategyGrid::edit(StrategyCell* cell)
{
    auto* dialog = new StrategyDialog(cell->strategy(), vocabularySize_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, cell,
            [this, cell, dialog] { change(cell, dialog->strategy()); });
    connect(this, &StrategyGrid::aboutToRemove, dialog, [cell, dialog](const StrategyCell* gone) {
        if (gone == cell)
            dialog->reject();
    });
    dialog->open();
}

void StrategyGrid::change(StrategyCell* cell, const Strategy& strategy)
{
    std::vector<Strategy> others;
    for (const auto* other : cells_) {
        if (other != cell)
            others.push_back(other->strategy());
    }
    auto named = strategy;
    named.name = freeName(strategy.name, others);
    const bool isAnother = named.settings != cell->strategy().settings;
    cell->setStrategy(named);
    if (isAnother)
        emit settingsChanged(cell);
    else
        emit renamed(cell);
}

void StrategyGrid::askForStrategy()
{
    const Strategy suggestion{freeName(tr("my strategy").toStdString(), strategies()),
                              tr("Settings of your own.").toStdString(),
                              {}};
    auto* dialog = new StrategyDialog(suggestion, vocabularySize_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { add(dialog->strategy()); });
    dialog->open();
}

void StrategyGrid::setReference(StrategyCell* cell)
{
    if (reference_)
        reference_->setReference(false);
    reference_ = cell;
    if (cell)
        cell->setReference(true);
    emit changed();
}

std::size_t StrategyGrid::referenceIndex() const
{
    return static_cast<std::size_t>(std::ranges::find(cells_, reference_) - cells_.begin());
}

void StrategyGrid::reveal(StrategyCell* cell)
{
    QTimer::singleShot(0, cell, [this, cell] { ensureWidgetVisible(cell, 0, 0); });
}

void StrategyGrid::setPresenting(bool presenting)
{
    presenting_ = presenting;
    for (auto* cell : cells_)
        cell->setPresenting(presenting);
    setNarrowest(presenting ? 10 : 14); // three columns at 1024×768
}

void StrategyGrid::restore(const QSettings& settings)
{
    setStrategies(loadStrategies(settings));
    const auto last = static_cast<int>(cells_.size()) - 1;
    const int reference = std::clamp(settings.value("reference", 0).toInt(), 0, last);
    setReference(cells_[static_cast<std::size_t>(reference)]);
}

void StrategyGrid::save(QSettings& settings) const
{
    saveStrategies(settings, strategies());
    settings.setValue("reference", static_cast<int>(referenceIndex()));
}

} // namespace logitscope
