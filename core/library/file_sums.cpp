#include "core/library/file_sums.h"

#include "core/atomic_file.h"
#include "core/json_fields.h"
#include "core/json_text.h"
#include "core/library/file_digest.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace logitscope
{

std::string sha256Of(std::string_view text)
{
    auto sha = FileDigest::sha256();
    sha.add(text);
    return sha.sum();
}

FileSums::FileSums(std::filesystem::path kept) : kept_(std::move(kept))
{
    std::ifstream file(kept_);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto json = parseJson(text);
    if (!json.is_object())
        return;
    for (const auto& [path, value] : json.items()) {
        if (!value.is_object())
            continue;
        JsonFields fields(value, {}, JsonFields::Missing::IsWrong);
        const auto size = fields.unsignedNumber("size");
        const auto time = fields.text("time");
        const auto sum = fields.text("sha256");
        if (!fields.error())
            entries_[path] = {*size, std::strtoll(time->c_str(), nullptr, 10), *sum};
    }
}

Result<FileSums::Entry> FileSums::stateOf(const std::filesystem::path& file)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    const auto time =
        failed ? std::filesystem::file_time_type() : std::filesystem::last_write_time(file, failed);
    if (failed)
        return fail("{}: can't be read: {}", file.string(), failed.message());
    return Entry{size, time.time_since_epoch().count(), {}};
}

Result<std::string> FileSums::of(const std::filesystem::path& file,
                                 const StopRequested& stopRequested)
{
    auto state = stateOf(file);
    if (!state)
        return tl::unexpected(state.error());
    auto& entry = entries_[file.string()];
    if (!entry.sum.empty() && entry.size == state->size && entry.time == state->time)
        return entry.sum;

    auto sum = sumOfFile(file, FileDigest::sha256(), [&] { return !stopRequested(); });
    if (!sum)
        return tl::unexpected(sum.error());
    if (!*sum)
        return fail("{}: reading it was ended", file.string());
    entry = *std::move(state);
    entry.sum = **std::move(sum);
    isNew_ = true;
    return entry.sum;
}

void FileSums::save() const
{
    if (!isNew_ || kept_.empty())
        return;
    auto json = nlohmann::json::object();
    for (const auto& [path, entry] : entries_) {
        std::error_code gone;
        if (!entry.sum.empty() && std::filesystem::exists(path, gone))
            json[path] = {
                {"size", entry.size}, {"time", std::to_string(entry.time)}, {"sha256", entry.sum}};
    }
    std::error_code ignored;
    std::filesystem::create_directories(kept_.parent_path(), ignored);
    const auto text =
        json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"; // of paths
    static_cast<void>(writeAtomically(kept_.string(), text));
}

} // namespace logitscope
