// What anybody may have written, and what reads it. Each of these takes any bytes and returns, or
// ends the program where something is wrong that the sanitizers don't see. libFuzzer makes the
// bytes (packaging/fuzz); tst_fuzz_inputs runs those that are kept.
#pragma once

#include <string_view>

namespace logitscope::fuzz
{

void safetensors(std::string_view bytes);     // model.safetensors
void checkpointIndex(std::string_view bytes); // model.safetensors.index.json
void gpt2Config(std::string_view bytes); // config.json, which may be generation_config.json too

// Files and a text with a byte 0x1E between them: vocab.json, merges.txt, tokenizer.json,
// added_tokens.json, special_tokens_map.json, and the text. An empty one isn't there. "@bytes" is
// short for the 256 tokens that every vocabulary has.
void tokenizer(std::string_view bytes);

void runJson(std::string_view bytes);      // a session, a run, a comparison
void httpRequest(std::string_view bytes);  // what comes over a connection to the server
void roomRequest(std::string_view bytes);  // the same, to the room's
void hubAnswer(std::string_view bytes);    // headers, an empty line, a checkpoint's index
void remoteAnswer(std::string_view bytes); // of a language model's server
void lesson(std::string_view bytes);       // a lesson's Markdown file
void figureFile(std::string_view bytes);   // a PNG, SVG or PDF with a run inside

} // namespace logitscope::fuzz
