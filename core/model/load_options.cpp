#include "core/model/load_options.h"

namespace logitscope
{

Result<Device> deviceNamed(std::string_view name)
{
    if (name == "auto")
        return Device::Auto;
    if (name == "cpu")
        return Device::Cpu;
    if (name == "cuda")
        return Device::Cuda;
    return fail("device is {}, expected auto, cpu or cuda", name);
}

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

std::optional<Error> findConflict(const LoadOptions& options)
{
    if (options.engine == ModelEngine::Native && options.device == Device::Cuda)
        return Error{"engine is native, which runs on the processor only; choose libtorch as the "
                     "engine, or cpu as the device"};
    if (options.precision == Precision::INT8 && options.engine == ModelEngine::Libtorch)
        return Error{"precision is int8, which only the native engine has; choose f32 or bf16, or "
                     "native as the engine"};
    if (options.precision == Precision::INT8 && options.device == Device::Cuda)
        return Error{"precision is int8, which only the processor has; choose f32 or bf16, or cpu "
                     "as the device"};
    return std::nullopt;
}

} // namespace logitscope
