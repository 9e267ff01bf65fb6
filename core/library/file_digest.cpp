#include "core/library/file_digest.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <openssl/evp.h>
#include <vector>

namespace logitscope
{

namespace
{

EVP_MD_CTX* evpContext(void* context)
{
    return static_cast<EVP_MD_CTX*>(context);
}

} // namespace

void FileDigest::Free::operator()(void* context) const
{
    EVP_MD_CTX_free(evpContext(context));
}

FileDigest::FileDigest(const char* algorithm) : context_(EVP_MD_CTX_new())
{
    EVP_DigestInit_ex(evpContext(context_.get()), EVP_get_digestbyname(algorithm), nullptr);
}

FileDigest FileDigest::sha256()
{
    return FileDigest("SHA256");
}

FileDigest FileDigest::gitBlob(std::uint64_t bytes)
{
    FileDigest digest("SHA1");
    const auto header = fmt::format("blob {}", bytes);
    digest.add({header.c_str(), header.size() + 1}); // with the 0 at its end
    return digest;
}

void FileDigest::add(std::string_view bytes)
{
    EVP_DigestUpdate(evpContext(context_.get()), bytes.data(), bytes.size());
}

std::string FileDigest::sum()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes = {};
    unsigned int size = 0;
    EVP_DigestFinal_ex(evpContext(context_.get()), bytes.data(), &size);
    std::string digits;
    for (unsigned int i = 0; i < size; ++i)
        digits += fmt::format("{:02x}", bytes[i]);
    return digits;
}

Result<std::optional<std::string>> sumOfFile(const std::filesystem::path& path, FileDigest digest,
                                             const std::function<bool()>& goOn)
{
    std::ifstream stream(path, std::ios::binary);
    std::vector<char> part(1 << 20);
    while (stream.read(part.data(), std::ssize(part)), stream.gcount() > 0) {
        if (!goOn())
            return std::optional<std::string>();
        digest.add({part.data(), static_cast<std::size_t>(stream.gcount())});
    }
    if (stream.bad() || !stream.eof())
        return fail("{}: can't be read", path.string());
    return std::optional(digest.sum());
}

} // namespace logitscope
