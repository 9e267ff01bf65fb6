#include "core/run/step.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

class TestStep : public QObject
{
    Q_OBJECT

private slots:
    void surprisalIsInBits();
};

void TestStep::surprisalIsInBits()
{
    Step step;
    step.samplingProbability = 0.125; // not what surprises the model
    for (int bits = 0; bits <= 60; ++bits) {
        step.modelProbability = std::ldexp(1.0, -bits);
        QCOMPARE(step.surprisal(), static_cast<double>(bits));
    }
}

LOGITSCOPE_TEST(TestStep)
#include "tst_step.moc"
