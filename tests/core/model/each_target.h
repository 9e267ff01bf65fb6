// Every instruction set of this processor, also the older ones: what its vectors compute is
// tested as other machines compute it.
#pragma once

// As core/model has it: those without vectors of a fixed size are not compiled.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <QTest>

#include <hwy/targets.h>

#include <cstdint>

namespace logitscope
{

// For a test's _data(): a row for each of them.
inline void addTargets()
{
    QTest::addColumn<std::int64_t>("target");
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        QTest::newRow(hwy::TargetName(target)) << target;
}

// Here and on every other thread, as long as it lives.
class OnTarget
{
public:
    explicit OnTarget(std::int64_t target) { choose(target); }

    ~OnTarget() { choose(0); }

    OnTarget(const OnTarget&) = delete;
    OnTarget& operator=(const OnTarget&) = delete;

private:
    static void choose(std::int64_t targets)
    {
        hwy::SetSupportedTargetsForTest(targets);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
};

} // namespace logitscope
