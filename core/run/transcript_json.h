// The one JSON writer of a run.
#pragma once

#include "core/run/transcript.h"

#include <nlohmann/json_fwd.hpp>

namespace logitscope
{

// token, token_id, rank, u, probability_raw, probability_final, entropy_original, entropy_final,
// effective_vocabulary, kept. Entropies are in bits. `token` has U+FFFD for bytes that are no whole
// character; token_id is exact. rank counts from 1, the most likely token, as everywhere people
// read it.
nlohmann::ordered_json toJson(const Step& step);

// temperature, top_k, top_p, order.
nlohmann::ordered_json toJson(const SamplerSettings& settings);

// prompt, prompt_token_ids, settings, seed, text, stop_reason, steps; before text, stop, where
// there are strings that were to end it. A step that was sampled under other settings than the
// run's, or with a random number of another stream, has its own; one that a person chose in place
// of the sampled one is "chosen".
nlohmann::ordered_json toJson(const Transcript& transcript);

} // namespace logitscope
