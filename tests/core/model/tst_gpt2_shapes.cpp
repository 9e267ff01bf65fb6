#include "core/model/gpt2_shapes.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestGpt2Shapes : public QObject
{
    Q_OBJECT

private slots:
    void parameters_data();
    void parameters();
    void otherNames();
};

// As the published checkpoints count them, every tensor once.
void TestGpt2Shapes::parameters_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<std::int64_t>("parameters");
    QTest::newRow("gpt2") << "gpt2" << std::int64_t{124'439'808};
    QTest::newRow("gpt2-medium") << "gpt2-medium" << std::int64_t{354'823'168};
    QTest::newRow("gpt2-large") << "gpt2-large" << std::int64_t{774'030'080};
    QTest::newRow("gpt2-xl") << "gpt2-xl" << std::int64_t{1'557'611'200};
}

void TestGpt2Shapes::parameters()
{
    QFETCH(QString, name);
    QFETCH(std::int64_t, parameters);
    const auto shape = gpt2Shape(name.toStdString());
    QVERIFY(shape);
    QCOMPARE(shape->parameters(), parameters);
    QCOMPARE(shape->width % shape->heads, 0);
}

void TestGpt2Shapes::otherNames()
{
    for (const auto* name : {"", "gpt3", "GPT2"}) {
        const auto shape = gpt2Shape(name);
        QVERIFY(!shape);
        QCOMPARE(
            QString::fromStdString(shape.error().message),
            QString("shape is %1, expected gpt2, gpt2-medium, gpt2-large or gpt2-xl").arg(name));
    }
}

LOGITSCOPE_TEST(TestGpt2Shapes)
#include "tst_gpt2_shapes.moc"
