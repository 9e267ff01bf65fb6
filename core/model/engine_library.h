// What the engine's library offers to the program that opens it; both are of one build.
#pragma once

#include "core/model/gpt2.h"

namespace logitscope
{

struct EngineLibrary
{
    decltype(&loadGpt2) load;
    decltype(&randomGpt2) random;
};

// The name under which the library exports the next function.
constexpr auto engineLibraryEntry = "logitscopeEngineLibrary";
using EngineLibraryEntry = const EngineLibrary* (*)();

} // namespace logitscope
