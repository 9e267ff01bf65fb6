// What the parts of the Models page are, and which of them a room sees.
#include "app/models/another_model.h"
#include "app/models/memory_bars.h"
#include "app/models/model_details.h"
#include "app/models/model_row.h"
#include "app/models/model_rows.h"
#include "app/models/model_search.h"
#include "app/models/models_page.h"
#include "widgets/control/run_bar.h"

#include <initializer_list>

namespace logitscope
{

std::vector<PagePart> ModelsPage::parts() const
{
    return {
        {{search_},
         tr("Search"),
         tr("Shows only the models of this name or licence, on this computer or to download.")},
        {{rows_},
         tr("Models"),
         tr("Every model with its size and format; a double click opens one, and the open one is "
            "marked.")},
        {{another_},
         tr("Download another"),
         tr("Any GPT-2 on the Hugging Face hub, by its name there.")},
        {{status_},
         tr("Status"),
         tr("How many models there are, and how much of the disk they take.")},
        {{details_},
         tr("Model"),
         tr("What is known of the selected model, its licence and its files.")},
        {{details_->memoryBars()},
         tr("Memory"),
         tr("What its weights need in each format, beside all that is free.")},
    };
}

void ModelsPage::setPresenting(bool presenting)
{
    const auto* focused = focusWidget(); // it isn't what is next by chance that gets the keyboard
    const bool moves = presenting && focused && !rows_->isAncestorOf(focused);
    if (auto* row = rows_->row(rows_->selectedKey()); row && moves)
        row->setFocus();
    for (auto* part : std::initializer_list<QWidget*>{search_, another_})
        part->setVisible(!presenting);
    rows_->setBrief(presenting);
    details_->setBrief(presenting);
    showFrame();
}

} // namespace logitscope
