#include "core/model/model_engine.h"

#include <fmt/format.h>

namespace logitscope
{

Result<ModelEngine> engineNamed(std::string_view name)
{
    for (const auto engine : {ModelEngine::Auto, ModelEngine::Native, ModelEngine::Libtorch}) {
        if (nameOf(engine) == name)
            return engine;
    }
    return fail("engine is {}, expected auto, native or libtorch", name);
}

std::string_view nameOf(ModelEngine engine)
{
    switch (engine) {
    case ModelEngine::Native:
        return "native";
    case ModelEngine::Libtorch:
        return "libtorch";
    case ModelEngine::Auto:
        break;
    }
    return "auto";
}

} // namespace logitscope
