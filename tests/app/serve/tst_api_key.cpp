#include "app/serve/api_key.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace logitscope;

class ApiKeyTest : public QObject
{
    Q_OBJECT

private slots:
    void canBeReadAndTyped();
    void noTwoAreTheSame();
};

void ApiKeyTest::canBeReadAndTyped()
{
    static const QRegularExpression form("^[a-z2-9]{4}(-[a-z2-9]{4}){3}$");
    static const QRegularExpression alike("[lo]");
    for (int i = 0; i < 100; ++i) {
        const auto key = randomApiKey();
        QVERIFY2(form.match(key).hasMatch() && !alike.match(key).hasMatch(), qPrintable(key));
    }
}

void ApiKeyTest::noTwoAreTheSame()
{
    QSet<QString> keys;
    for (int i = 0; i < 1000; ++i)
        keys.insert(randomApiKey());
    QCOMPARE(keys.size(), 1000);
}

LOGITSCOPE_TEST(ApiKeyTest)
#include "tst_api_key.moc"
