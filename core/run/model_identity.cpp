#include "core/run/model_identity.h"

#include <mutex>
#include <utility>

namespace logitscope
{

struct ModelIdentity::Known
{
    std::string precision;
    std::string engine;
    mutable std::mutex mutex; // of the digest
    std::optional<ModelDigest> digest;
};

ModelIdentity::ModelIdentity(std::string precision, std::string engine,
                             std::optional<ModelDigest> digest)
    : known_(std::make_shared<Known>())
{
    known_->precision = std::move(precision);
    known_->engine = std::move(engine);
    known_->digest = std::move(digest);
}

const std::string& ModelIdentity::precision() const
{
    static const std::string none;
    return known_ ? known_->precision : none;
}

const std::string& ModelIdentity::engine() const
{
    static const std::string none;
    return known_ ? known_->engine : none;
}

std::optional<ModelDigest> ModelIdentity::digest() const
{
    if (!known_)
        return std::nullopt;
    const std::lock_guard lock(known_->mutex);
    return known_->digest;
}

void ModelIdentity::setDigest(ModelDigest digest) const
{
    if (!known_)
        return;
    const std::lock_guard lock(known_->mutex);
    known_->digest = std::move(digest);
}

std::optional<bool> ModelIdentity::isSame(const ModelIdentity& other) const
{
    const auto mine = digest();
    const auto theirs = other.digest();
    if (!mine || !theirs)
        return std::nullopt;
    return *mine == *theirs && precision() == other.precision() && engine() == other.engine();
}

bool operator==(const ModelIdentity& one, const ModelIdentity& other)
{
    return one.known_ == other.known_ ||
           (one.precision() == other.precision() && one.engine() == other.engine() &&
            one.digest() == other.digest());
}

} // namespace logitscope
