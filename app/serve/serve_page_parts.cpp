// What the parts of the Serve page are.
#include "app/serve/address_card.h"
#include "app/serve/request_details.h"
#include "app/serve/request_table.h"
#include "app/serve/room_card.h"
#include "app/serve/room_controls.h"
#include "app/serve/serve_controls.h"
#include "app/serve/serve_page.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/run_bar.h"

namespace logitscope
{

std::vector<PagePart> ServePage::parts() const
{
    return {
        {{controls_},
         tr("Server"),
         tr("Start makes the open model answer on this port; access says who may ask.")},
        {{roomControls_},
         tr("The room"),
         tr("Whether telephones reach the page on which a class predicts the next word.")},
        {{roomCard_},
         tr("The open room"),
         tr("Where a class goes with its telephones, how many are there, and their scores.")},
        {{addressCard_},
         tr("Address"),
         tr("Where scripts, notebooks and other computers ask, and a line to try it.")},
        {{table_},
         tr("Requests"),
         tr("Every request with its client, settings and answer; select one to see it token by "
            "token.")},
        {{details_},
         tr("Request"),
         tr("The selected request's prompt and answers, each token shaded by the model's "
            "probability.")},
        {{status_}, tr("Status"), tr("Whether the server runs, and how busy it is.")},
        shadesPart(),
    };
}

} // namespace logitscope
