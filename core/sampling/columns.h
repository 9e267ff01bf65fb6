// Arrays of one length in one allocation, for tables that come and go with every token. As separate
// vectors of some hundred kilobytes each, glibc would hand their pages back to the system at every
// free, and faulting them in again can cost several times what the sorting does; one block is below
// its threshold for that (twice the largest block freed).
#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

namespace logitscope
{

template <class... Types>
class Columns
{
    static constexpr std::size_t cellSize = 4;
    static constexpr std::size_t rowSize = cellSize * sizeof...(Types);
    static_assert((std::is_trivially_copyable_v<Types> && ...));
    static_assert(((sizeof(Types) == cellSize && alignof(Types) == cellSize) && ...),
                  "nothing is padded");

    template <std::size_t Index>
    using Type = std::tuple_element_t<Index, std::tuple<Types...>>;

public:
    Columns() = default;

    explicit Columns(std::size_t rows) : bytes_(rows * rowSize) {}

    std::size_t rows() const { return bytes_.size() / rowSize; }

    template <std::size_t Index>
    std::span<Type<Index>> column()
    {
        return {reinterpret_cast<Type<Index>*>(bytes_.data() + Index * cellSize * rows()), rows()};
    }

    template <std::size_t Index>
    std::span<const Type<Index>> column() const
    {
        return {reinterpret_cast<const Type<Index>*>(bytes_.data() + Index * cellSize * rows()),
                rows()};
    }

private:
    std::vector<std::byte> bytes_;
};

} // namespace logitscope
