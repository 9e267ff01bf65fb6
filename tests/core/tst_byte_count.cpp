#include "core/byte_count.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>

using namespace logitscope;

class TestByteCount : public QObject
{
    Q_OBJECT

private slots:
    void texts_data();
    void texts();
};

void TestByteCount::texts_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << quint64(0) << "0 bytes";
    QTest::newRow("1") << quint64(1) << "1 byte";
    QTest::newRow("999") << quint64(999) << "999 bytes";
    QTest::newRow("1000") << quint64(1000) << "1.00 kB";
    QTest::newRow("rounded up") << quint64(9'996) << "10.0 kB";
    QTest::newRow("to the next unit") << quint64(999'999) << "1.00 MB";
    QTest::newRow("gpt2") << quint64(548'105'171) << "548 MB";
    QTest::newRow("gpt2-medium") << quint64(1'519'984'962) << "1.52 GB";
    QTest::newRow("most") << std::numeric_limits<quint64>::max() << "18.4 EB";
}

void TestByteCount::texts()
{
    QFETCH(quint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(byteCount(bytes)), text);
}

LOGITSCOPE_TEST(TestByteCount)
#include "tst_byte_count.moc"
