// The step of a selected token, under all strategies of the Compare page.
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "core/sampling/dice.h"
#include "core/sampling/distribution.h"
#include "core/text/token_label.h"

#include <utility>

namespace logitscope
{

void ComparePage::select(StrategyCell* cell, int output, int step)
{
    const auto* row = rows_.find(cell, output);
    if (!row)
        return;
    if (selected_)
        selected_->cell->setSelected(selected_->output, std::nullopt);
    selected_ = Selection{cell, output, step};
    cell->setSelected(output, step);
    step_->show();
    if (!model_ || model_->model->info().fullName() != rows_.model()) {
        step_->showSentence(tr("Step %1").arg(step + 1),
                            tr("This run was made by the model %1; open that model to see how "
                               "its tokens were chosen.")
                                .arg(QString::fromStdString(rows_.model())));
        return;
    }
    comparer_.lookUp(row->textBefore(step));
}

void ComparePage::showLogits(const std::vector<TokenId>& tokens, const std::vector<float>& logits)
{
    const auto* row = selected_ ? rows_.find(selected_->cell, selected_->output) : nullptr;
    if (!row || row->textBefore(selected_->step) != tokens)
        return; // another one was selected meanwhile
    const auto distribution = Distribution::rank(logits);
    if (!distribution)
        return;

    const int step = selected_->step;
    std::vector<CutoffChart::Column> columns;
    for (auto* cell : grid_->cells()) {
        CutoffChart::Column column{.name = QString::fromStdString(cell->strategy().name)};
        column.selected = cell == selected_->cell;
        const auto* other = rows_.find(cell, selected_->output);
        if (other && other->stoodAfter(tokens)) {
            const auto& transcript = other->what.transcript;
            column.shaped = distribution->shape(transcript.settings);
            column.u = Dice(transcript.seed, transcript.stream).roll(std::uint64_t(step));
        }
        columns.push_back(std::move(column));
    }
    const auto& drawn = row->cell->steps(selected_->output)[static_cast<std::size_t>(step)];
    step_->showStep(tr("Step %1 of %2: %3")
                        .arg(step + 1)
                        .arg(QString::fromStdString(row->what.strategy),
                             QString::fromStdString(tokenLabel(drawn.token, drawn.bytes))),
                    *distribution, columns, [model = model_](TokenId token) {
                        return std::string(model->tokenizer.bytes(token));
                    });
}

void ComparePage::closeStep()
{
    if (selected_)
        selected_->cell->setSelected(selected_->output, std::nullopt);
    selected_.reset();
    step_->hide();
}

} // namespace logitscope
