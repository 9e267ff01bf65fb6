#include "core/sampling/philox.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestPhilox : public QObject
{
    Q_OBJECT

private slots:

    // Random123's published known-answer vectors for philox4x32 with 10 rounds.
    void knownAnswers()
    {
        using Words = std::array<std::uint32_t, 4>;
        QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}),
                 (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
        QCOMPARE(
            philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
        QCOMPARE(
            philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
    }
};

LOGITSCOPE_TEST(TestPhilox)
#include "tst_philox.moc"
