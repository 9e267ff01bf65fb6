// Memory for blocks of one size, several side by side in large pages: the keys and values of texts
// that grow at the same time.
#pragma once

#include <cstddef>
#include <memory>

namespace logitscope
{

class BlockMemory
{
public:
    explicit BlockMemory(std::size_t blockBytes);

    // Aligned as vectors are loaded if blocks are whole vectors. All 0, or what the block that was
    // there before has left. From any thread. A block may outlive the BlockMemory; pages without a
    // used block go back to the system at once, as what is free there decides whether another job
    // has room. Throws std::bad_alloc.
    std::shared_ptr<std::byte[]> take() const;

private:
    class Pieces;

    std::shared_ptr<Pieces> pieces_;
};

} // namespace logitscope
