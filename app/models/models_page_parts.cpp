// What the parts of the Models page are.
#include "app/models/memory_bars.h"
#include "app/models/model_details.h"
#include "app/models/model_rows.h"
#include "app/models/models_page.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QLineEdit>

namespace logitscope
{

std::vector<PagePart> ModelsPage::parts() const
{
    return {
        {{search_, filter_},
         tr("Search"),
         tr("Shows only the models of this name or licence, on this computer or to download.")},
        {{rows_},
         tr("Models"),
         tr("Every model with its size and format; a double click opens one, and the open one is "
            "marked.")},
        {{anotherPart_},
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

} // namespace logitscope
