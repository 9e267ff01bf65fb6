#include "core/model/weight_memory.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace logitscope;

namespace
{

using Piece = std::shared_ptr<std::byte[]>;

std::uintptr_t addressOf(const Piece& piece)
{
    return reinterpret_cast<std::uintptr_t>(piece.get());
}

} // namespace

class TestWeightMemory : public QObject
{
    Q_OBJECT

private slots:
    void eachHasItsOwnBytes();
    void oneLiesAfterTheOther();
    void staysAfterTheRestIsGone();
};

// Whatever the sizes, up to more than is taken from the system at a time.
void TestWeightMemory::eachHasItsOwnBytes()
{
    const std::vector<std::size_t> sizes = {1, 63, 64, 65, 40'000'000, 30'000'000, 100'000'000, 2};
    WeightMemory memory;
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        pieces.push_back(memory.take(sizes[i]));
        QCOMPARE(addressOf(pieces[i]) % 64, std::uintptr_t{0});
        std::fill_n(pieces[i].get(), sizes[i], static_cast<std::byte>(i + 1));
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto* const begin = pieces[i].get();
        QCOMPARE(static_cast<std::size_t>(
                     std::count(begin, begin + sizes[i], static_cast<std::byte>(i + 1))),
                 sizes[i]);
    }
}

void TestWeightMemory::oneLiesAfterTheOther()
{
    WeightMemory memory;
    const auto first = memory.take(640);
    const auto second = memory.take(100);
    const auto third = memory.take(64);
    QCOMPARE(addressOf(second) - addressOf(first), std::uintptr_t{640});
    QCOMPARE(addressOf(third) - addressOf(second), std::uintptr_t{128});
}

void TestWeightMemory::staysAfterTheRestIsGone()
{
    Piece kept;
    {
        WeightMemory memory;
        const auto other = memory.take(1000);
        kept = memory.take(1000);
    }
    std::fill_n(kept.get(), 1000, std::byte{7});
    QCOMPARE(std::count(kept.get(), kept.get() + 1000, std::byte{7}), std::ptrdiff_t{1000});
}

LOGITSCOPE_TEST(TestWeightMemory)
#include "tst_weight_memory.moc"
