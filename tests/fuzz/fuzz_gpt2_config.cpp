#include "core/generation/text_bounds.h"
#include "core/model/gpt2.h"
#include "core/model/gpt2_config.h"
#include "core/text/tokenizer.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

namespace logitscope::fuzz
{

void gpt2Config(std::string_view bytes)
{
    static const FuzzFolder folder("config");
    static const auto tokenizer = [] {
        for (const auto* name : {"model.safetensors", "vocab.json", "merges.txt"})
            folder.copyTiny(name);
        return Tokenizer::load(folder.path()).value();
    }();
    folder.write("config.json", bytes);
    const auto config = readGpt2Config(folder.path() / "config.json");
    if (!config)
        return;
    require(config->width > 0 && config->heads > 0 && config->width % config->heads == 0,
            "heads divide the width");
    require(config->vocabularySize > 0 && config->contextLength > 0 && config->layers > 0 &&
                config->innerWidth > 0,
            "sizes are above 0");
    (void)config->parameters();
    const auto bounds = readTextBounds(folder.path(), tokenizer, config->vocabularySize);
    if (bounds && bounds->begin)
        require(*bounds->begin >= 0 && *bounds->begin < config->vocabularySize,
                "the begin token is one of the model's");
    (void)loadGpt2(folder.path(), {});
}

} // namespace logitscope::fuzz
