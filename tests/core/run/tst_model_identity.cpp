#include "core/run/model_identity.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

const ModelDigest one{.weights = "01", .tokenizer = "02"};
const ModelDigest other{.weights = "03", .tokenizer = "02"};

} // namespace

class TestModelIdentity : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsKnown();
    void copiesHearOfTheDigest();
    void isSame_data();
    void isSame();
};

void TestModelIdentity::nothingIsKnown()
{
    const ModelIdentity identity;
    identity.setDigest(one); // to nobody
    QVERIFY(identity.precision().empty() && identity.engine().empty() && !identity.digest());
    QVERIFY(!identity.isSame(ModelIdentity("F32", "native", one)).has_value());
    QVERIFY(identity == ModelIdentity());
}

void TestModelIdentity::copiesHearOfTheDigest()
{
    const ModelIdentity model("F32", "native");
    const auto run = model;
    QVERIFY(run == model && !run.digest());
    model.setDigest(one);
    QVERIFY(run == model);
    QCOMPARE(run.digest(), std::optional(one));
    QVERIFY(run == ModelIdentity("F32", "native", one));
    QVERIFY(!(run == ModelIdentity("F32", "native")));
}

void TestModelIdentity::isSame_data()
{
    QTest::addColumn<QString>("precision");
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("sameFiles");
    QTest::addColumn<bool>("expected");
    QTest::newRow("the same") << "F32"
                              << "native" << true << true;
    QTest::newRow("other files") << "F32"
                                 << "native" << false << false;
    QTest::newRow("another precision") << "BF16"
                                       << "native" << true << false;
    QTest::newRow("another engine") << "F32"
                                    << "libtorch" << true << false;
}

void TestModelIdentity::isSame()
{
    QFETCH(QString, precision);
    QFETCH(QString, engine);
    QFETCH(bool, sameFiles);
    QFETCH(bool, expected);
    const ModelIdentity mine("F32", "native", one);
    const ModelIdentity theirs(precision.toStdString(), engine.toStdString(),
                               sameFiles ? one : other);
    QCOMPARE(mine.isSame(theirs), std::optional(expected));
    QCOMPARE(theirs.isSame(mine), std::optional(expected));
}

LOGITSCOPE_TEST(TestModelIdentity)
#include "tst_model_identity.moc"
