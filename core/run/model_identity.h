// Which model made a run, more exactly than its name says.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

// SHA-256 of a model's files, in hexadecimal digits: of a file its own, of several files that of
// their sums, each on a line, in the order of the files' names.
struct ModelDigest
{
    std::string weights;
    std::string tokenizer;

    friend bool operator==(const ModelDigest&, const ModelDigest&) = default;
};

// Cheap to copy. Copies share the digest, which may be found out later: files take their time to
// read, and by then a run has begun.
class ModelIdentity
{
public:
    ModelIdentity() = default; // nothing is known
    ModelIdentity(std::string precision, std::string engine,
                  std::optional<ModelDigest> digest = std::nullopt);

    const std::string& precision() const; // "BF16"; empty: not known
    const std::string& engine() const;    // "native"; empty: not known

    // Nothing: not known, or not yet. From any thread.
    std::optional<ModelDigest> digest() const;

    // Once. From any thread.
    void setDigest(ModelDigest digest) const;

    // Whether the same engine computes from the same files in the same precision; nothing where
    // that isn't known of both.
    std::optional<bool> isSame(const ModelIdentity& other) const;

    // The same is known of both.
    friend bool operator==(const ModelIdentity& one, const ModelIdentity& other);

private:
    struct Known;

    std::shared_ptr<Known> known_;
};

} // namespace logitscope
