// Every instruction set of this processor, also the older ones: what its vectors compute is
// tested as other machines compute it.
#pragma once

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
