#include "core/model/engine_library.h"

extern "C" __attribute__((visibility("default"))) const logitscope::EngineLibrary*
logitscopeEngineLibrary()
{
    static constexpr logitscope::EngineLibrary library = {logitscope::loadGpt2,
                                                          logitscope::randomGpt2};
    return &library;
}
