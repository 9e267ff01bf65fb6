#include "tests/test_program.h"
#include "widgets/language.h"

#include <QCoreApplication>

using namespace logitscope;

class TestLanguage : public QObject
{
    Q_OBJECT

private slots:
    void countsHaveTheirPlural_data();
    void countsHaveTheirPlural();
};

void TestLanguage::countsHaveTheirPlural_data()
{
    QTest::addColumn<QString>("context");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << "ChoiceCell"
                          << "%n token(s)" << 0 << "0 tokens";
    QTest::newRow("one") << "ChoiceCell"
                         << "%n token(s)" << 1 << "1 token";
    QTest::newRow("several") << "ChoiceCell"
                             << "%n token(s)" << 2 << "2 tokens";
    QTest::newRow("many") << "ChoiceCell"
                          << "%n token(s)" << 1024 << "1024 tokens";
    QTest::newRow("one, grouped") << "Figure"
                                  << "%Ln token(s)" << 1 << "1 token";
    QTest::newRow("many, grouped") << "Figure"
                                   << "%Ln token(s)" << 50257 << "50,257 tokens";
}

// The tests run in the C locale, which groups no digits: that it is English is installLanguage()'s.
void TestLanguage::countsHaveTheirPlural()
{
    QFETCH(QString, context);
    QFETCH(QString, text);
    QFETCH(int, count);
    const auto full = "logitscope::" + context.toUtf8();
    QTEST(QCoreApplication::translate(full.constData(), text.toUtf8().constData(), nullptr, count),
          "expected");
}

LOGITSCOPE_TEST(TestLanguage)
#include "tst_language.moc"
