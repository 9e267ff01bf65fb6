#include "core/model/checkpoint_files.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

namespace logitscope::fuzz
{

void checkpointIndex(std::string_view bytes)
{
    static const FuzzFolder parent("index");
    static const auto folder = [] {
        auto inside = parent.path() / "model";
        std::filesystem::create_directories(inside);
        // The same weights in the folder and, where no index may lead, above it.
        parent.copyTiny("model.safetensors");
        std::filesystem::copy_file(parent.path() / "model.safetensors", inside / "a.safetensors");
        std::filesystem::copy_file(parent.path() / "model.safetensors", inside / "b.safetensors");
        return inside;
    }();
    parent.write("model/model.safetensors.index.json", bytes);
    const auto files = CheckpointFiles::open(folder);
    if (!files)
        return;
    for (const auto& file : files->weightFiles())
        require(file.parent_path() == folder && file.filename() != "..",
                "weights come from the model's folder");
    const auto found = files->find("wte.weight");
    require(!found.tensor || found.tensor == found.file->find("wte.weight"),
            "a tensor is in the file that the index names");
}

} // namespace logitscope::fuzz
