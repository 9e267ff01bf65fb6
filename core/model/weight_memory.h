// Memory for the weights of a model: one matrix lies after the other, in large pages where the
// system has them. So few pages are looked up while a step reads all of it, and what is fetched
// ahead at the end of a matrix is the beginning of the next.
#pragma once

#include <cstddef>
#include <memory>

namespace logitscope
{

class WeightMemory
{
public:
    // Not initialised, and aligned as vectors are loaded. It stays as long as any that came from
    // the same piece of memory. Throws std::bad_alloc.
    std::shared_ptr<std::byte[]> take(std::size_t bytes);

private:
    std::shared_ptr<std::byte[]> piece_;
    std::size_t used_ = 0;
    std::size_t size_ = 0;
};

} // namespace logitscope
