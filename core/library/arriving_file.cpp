#include "core/library/arriving_file.h"

#include <utility>

namespace logitscope
{

bool ArrivingFile::take(const WebAnswer& answer, std::string_view bytes)
{
    isPage = answer.headers.find("content-type").starts_with("text/html");
    if (isPage || (!begun && !begin(answer)))
        return false;
    const auto size = partial.size() + std::ssize(bytes);
    doesNotFit = file.size && size > *file.size;
    isTooLong = !file.size && !file.name.ends_with(".safetensors") && size > limits.smallFile;
    if (doesNotFit || isTooLong)
        return false;
    written = hasRoom(bytes.size()) ? partial.append(bytes)
                                    : std::make_error_code(std::errc::no_space_on_device);
    // A hub that begins anew each time, and never gets further, is given up.
    if (partial.size() > most) {
        most = partial.size();
        patience.reset();
    }
    report.setFileBytes(partial.size(), std::ssize(bytes));
    return !written;
}

void ArrivingFile::finish(const WebAnswer& answer)
{
    if (!begun)
        begin(answer);
}

bool ArrivingFile::begin(const WebAnswer& answer)
{
    begun = true;
    // Another host, which the hub redirects to, has etags of its own.
    const auto linked = answer.headers.find("x-linked-etag");
    const auto etag = plainEtag(linked.empty() ? answer.headers.find("etag") : linked);
    isAnother = answer.address.isSameOrigin(hub) && !etag.empty() && etag != file.etag;
    if (answer.status == 206) {
        const auto range = parseContentRange(answer.headers.find("content-range"));
        doesNotFit = !range || range->first != from ||
                     (range->whole && file.size && *range->whole != *file.size);
        return !isAnother && !doesNotFit;
    }
    const auto length = parseBytes(answer.headers.find("content-length"));
    isAnother = isAnother || (length && file.size && *length != *file.size);
    if (!isAnother && from > 0) // from the beginning, whatever was asked for
        written = partial.clear();
    return !isAnother && !written;
}

// Before a download nobody can tell whether a file of unknown size has room.
bool ArrivingFile::hasRoom(std::size_t bytes) const
{
    const auto free = file.size ? std::nullopt : limits.freeBytes(partial.path().parent_path());
    return !free || std::cmp_less_equal(bytes, *free);
}

} // namespace logitscope
