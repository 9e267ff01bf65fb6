// What the hub's answers say. Whatever they are, they are only read: pure functions.
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

class WebHeaders
{
public:
    // "Name: value\r\n". What is no header is skipped, and what comes after 1000 headers or 300 kB;
    // of two of the same name the last counts.
    void addLine(std::string_view line);

    // By the name in small letters. Empty where there is none.
    std::string_view find(std::string_view name) const;

    // Those whose names begin with x-.
    WebHeaders extensions() const;

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::size_t bytes_ = 0; // of all lines
};

// One file of a repository, in one state.
struct RemoteFile
{
    std::string name;
    std::string commit;                    // 40 hexadecimal digits
    std::string etag = {};                 // a file's name in the cache: letters, digits, - and _
    std::optional<std::int64_t> size = {}; // bytes
};

// How the bytes of a file can be compared with its etag.
enum class EtagSum
{
    Sha256,  // 64 digits: a file in large file storage
    GitBlob, // 40 digits: a file in git
    None,    // only the size can be
};

EtagSum sumOfEtag(std::string_view etag);

// X-Repo-Commit; X-Linked-Etag, else ETag; X-Linked-Size, else Content-Length, which in an answer
// that redirects is not the file's. The Error says what the answer lacks: "names no commit …".
Result<RemoteFile> remoteFileFrom(const std::string& name, const WebHeaders& headers,
                                  bool redirects);

// Without W/ and quotes. Empty where a file can't have it as its name.
std::string plainEtag(std::string_view etag);

bool isCommitName(std::string_view text); // 40 hexadecimal digits

// Content-Range: "bytes 100-199/200". `whole` is nothing for "*".
struct ContentRange
{
    std::int64_t first;
    std::int64_t last;
    std::optional<std::int64_t> whole;
};

std::optional<ContentRange> parseContentRange(std::string_view text);

// A whole number, 0 or more.
std::optional<std::int64_t> parseBytes(std::string_view text);

// Retry-After: seconds, or a date. Nothing where it is neither; 0 for the past.
std::optional<std::chrono::seconds> parseRetryAfter(const std::string& text, std::time_t now);

} // namespace logitscope
