// How quickly the window follows the hand: what logitscope bench --window has to say.
#pragma once

#include "core/model/language_model.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace logitscope
{

struct WindowReport
{
    // Of one slider, in milliseconds: one number for each tick.
    struct Slider
    {
        std::string name;
        std::vector<double> painted; // from the tick to the painted frame
        std::vector<double> judged;  // until all of the text was judged under the new settings
    };

    ModelInfo model;
    std::string platform; // "xcb", "offscreen"
    int width = 0;        // pixels
    int height = 0;
    int tokens = 0; // of the text
    std::vector<Slider> sliders;

    nlohmann::ordered_json json() const;
    std::string text() const;
};

} // namespace logitscope
