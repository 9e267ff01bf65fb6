#include "core/model/load_options.h"

namespace logitscope
{

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
