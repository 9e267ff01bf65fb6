// A model in a few words.
#pragma once

#include "core/model/language_model.h"

#include <QString>

namespace logitscope
{

// "starter · 10.2M parameters · F32 · CPU", "… · F32 · libtorch · CPU",
// "starter · 10.2M parameters · llama.cpp · 127.0.0.1:8080"
QString modelText(const ModelInfo& info);

} // namespace logitscope
