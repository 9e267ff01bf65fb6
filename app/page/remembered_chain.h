// A sampler chain as the settings keep it.
#pragma once

#include "core/sampling/sampler_chain.h"

#include <QVariantMap>

#include <optional>

namespace logitscope
{

// `chain`; or, as versions up to 0.1 wrote them, temperature, topK, topP and order, each of which
// may be missing and is then as `usual` has it. Nothing where it can't be used.
std::optional<SamplerChain> restoredChain(const QVariantMap& kept, const SamplerChain& usual);

} // namespace logitscope
