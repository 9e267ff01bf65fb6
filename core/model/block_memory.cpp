#include "core/model/block_memory.h"

#include "core/model/large_pages.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <vector>

namespace logitscope
{

namespace
{

// As few large pages as leave at most a sixteenth unused.
std::size_t bytesOfPiece(std::size_t block)
{
    constexpr std::size_t most = 8 * largePage;
    auto bytes = (block + largePage - 1) / largePage * largePage;
    while (bytes % block > bytes / 16 && bytes < most)
        bytes += largePage;
    return bytes;
}

} // namespace

class BlockMemory::Pieces
{
public:
    explicit Pieces(std::size_t blockBytes)
        : block_(blockBytes)
        , count_(bytesOfPiece(blockBytes) / blockBytes)
    {
    }

    std::byte* take()
    {
        const std::lock_guard lock(mutex_);
        auto piece = std::ranges::find_if(
            pieces_, [](const auto& entry) { return !entry.second.unused.empty(); });
        if (piece == pieces_.end())
            piece = addPiece();
        auto* const block = piece->second.unused.back();
        piece->second.unused.pop_back();
        return block;
    }

    void giveBack(std::byte* block)
    {
        const std::lock_guard lock(mutex_);
        const auto piece = std::prev(pieces_.upper_bound(block));
        piece->second.unused.push_back(block);
        if (piece->second.unused.size() == count_)
            pieces_.erase(piece);
    }

private:
    struct Piece
    {
        LargePages pages;
        std::vector<std::byte*> unused; // blocks
    };

    using ByAddress = std::map<std::byte*, Piece>;

    ByAddress::iterator addPiece()
    {
        Piece piece{.pages = takeLargePages(count_ * block_), .unused = {}};
        auto* const begin = piece.pages.get();
        for (std::size_t i = count_; i-- > 0;)
            piece.unused.push_back(begin + i * block_);
        return pieces_.emplace(begin, std::move(piece)).first;
    }

    std::size_t block_; // bytes
    std::size_t count_; // of a piece's blocks
    std::mutex mutex_;
    ByAddress pieces_;
};

BlockMemory::BlockMemory(std::size_t blockBytes) : pieces_(std::make_shared<Pieces>(blockBytes)) {}

std::shared_ptr<std::byte[]> BlockMemory::take() const
{
    return {pieces_->take(), [pieces = pieces_](std::byte* block) { pieces->giveBack(block); }};
}

} // namespace logitscope
