#include "core/model/block_memory.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace logitscope;

namespace
{

using TakenBlock = std::shared_ptr<std::byte[]>;

std::vector<TakenBlock> takeBlocks(const BlockMemory& memory, int count)
{
    std::vector<TakenBlock> blocks;
    for (int i = 0; i < count; ++i)
        blocks.push_back(memory.take());
    return blocks;
}

void fill(const TakenBlock& block, std::size_t bytes, int value)
{
    std::fill_n(block.get(), bytes, static_cast<std::byte>(value));
}

bool isFull(const TakenBlock& block, std::size_t bytes, int value)
{
    return std::count(block.get(), block.get() + bytes, static_cast<std::byte>(value)) ==
           static_cast<std::ptrdiff_t>(bytes);
}

// Whether the process has memory there.
bool isMapped(const std::byte* address)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    auto* const begin =
        reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(address) / page * page);
    unsigned char resident = 0;
    return ::mincore(begin, 1, &resident) == 0 || errno != ENOMEM;
}

} // namespace

class TestBlockMemory : public QObject
{
    Q_OBJECT

private slots:
    void eachHasItsOwnBytes_data();
    void eachHasItsOwnBytes();
    void freedOnesAreTakenAgain();
    void goesBackToTheSystem();
    void outlivesTheMemory();
    void onTwoThreads();
};

void TestBlockMemory::eachHasItsOwnBytes_data()
{
    QTest::addColumn<std::size_t>("bytes");
    for (const std::size_t bytes : {64ul, 294'912ul, 589'824ul, 2ul << 20, 5'000'000ul})
        QTest::addRow("%zu", bytes) << bytes;
}

void TestBlockMemory::eachHasItsOwnBytes()
{
    QFETCH(std::size_t, bytes);
    const BlockMemory memory(bytes);
    const auto blocks = takeBlocks(memory, 20);
    for (int i = 0; i < 20; ++i) {
        QVERIFY(isFull(blocks[static_cast<std::size_t>(i)], bytes, 0));
        QCOMPARE(reinterpret_cast<std::uintptr_t>(blocks[static_cast<std::size_t>(i)].get()) % 64,
                 std::uintptr_t{0});
        fill(blocks[static_cast<std::size_t>(i)], bytes, i + 1);
    }
    for (int i = 0; i < 20; ++i)
        QVERIFY(isFull(blocks[static_cast<std::size_t>(i)], bytes, i + 1));
}

void TestBlockMemory::freedOnesAreTakenAgain()
{
    const BlockMemory memory(1000 * 64);
    auto blocks = takeBlocks(memory, 10);
    const auto* const address = blocks[3].get();
    blocks[3].reset();
    QCOMPARE(memory.take().get(), address);
}

void TestBlockMemory::goesBackToTheSystem()
{
    const BlockMemory memory(300'000);
    auto blocks = takeBlocks(memory, 100);
    const auto* const first = blocks.front().get();
    const auto* const last = blocks.back().get();
    blocks.resize(1);
    QVERIFY(isMapped(first));
    QVERIFY(!isMapped(last));
    blocks.clear();
    QVERIFY(!isMapped(first));
}

void TestBlockMemory::outlivesTheMemory()
{
    TakenBlock kept;
    {
        const BlockMemory memory(1000);
        const auto other = memory.take();
        kept = memory.take();
    }
    fill(kept, 1000, 7);
    QVERIFY(isFull(kept, 1000, 7));
}

// Texts end on any thread. Run with a sanitizer, too.
void TestBlockMemory::onTwoThreads()
{
    constexpr std::size_t bytes = 300'000;
    const BlockMemory memory(bytes);
    const auto takeAndFree = [&](int value) {
        for (int round = 0; round < 50; ++round) {
            const auto blocks = takeBlocks(memory, 1 + round % 9);
            for (const auto& block : blocks)
                fill(block, bytes, value);
            for (const auto& block : blocks)
                if (!isFull(block, bytes, value))
                    return false;
        }
        return true;
    };
    bool ofOther = false;
    std::thread other([&] { ofOther = takeAndFree(2); });
    const bool ofThis = takeAndFree(1);
    other.join();
    QVERIFY(ofThis && ofOther);
}

LOGITSCOPE_TEST(TestBlockMemory)
#include "tst_block_memory.moc"
