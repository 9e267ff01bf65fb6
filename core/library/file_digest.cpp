#include "core/library/file_digest.h"

#include <fmt/format.h>

#include <array>
#include <openssl/evp.h>

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

} // namespace logitscope
