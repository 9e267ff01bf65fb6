#include "core/model/gpt2.h"
#include "core/model/safetensors.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <cstddef>

namespace logitscope::fuzz
{

void safetensors(std::string_view bytes)
{
    static const FuzzFolder folder("safetensors");
    [[maybe_unused]] static const bool hasConfig = (folder.copyTiny("config.json"), true);
    folder.write("model.safetensors", bytes);
    const auto file = SafetensorsFile::open(folder.path() / "model.safetensors");
    if (!file)
        return;
    require(file->tensorBytes() <= bytes.size(), "tensors take no more bytes than their file has");
    for (const auto* name : {"wte.weight", "wpe.weight", "ln_f.bias", "h.0.attn.c_attn.weight"}) {
        const auto* tensor = file->find(name);
        unsigned sum = 0;
        for (const auto byte : tensor ? tensor->bytes : std::span<const std::byte>())
            sum += static_cast<unsigned>(byte);
        require(sum <= 255 * bytes.size(), "all bytes of a tensor can be read");
    }
    (void)loadGpt2(folder.path(), {});
}

} // namespace logitscope::fuzz
