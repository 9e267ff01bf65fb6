#include "app/window/session_keeper.h"
#include "tests/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace logitscope;

class TestSessionKeeper : public QObject
{
    Q_OBJECT

private slots:
    void keepsADigestThatIsFoundOutLater();
};

// Nothing else changes meanwhile.
void TestSessionKeeper::keepsADigestThatIsFoundOutLater()
{
    const QTemporaryDir folder;
    const auto kept = [&] {
        QFile file(folder.filePath("session.logitscope"));
        const auto text = file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "";
        return sessionFromText(text);
    };
    const ModelIdentity identity("F32", "native");
    Session session;
    session.explore.run.model = "starter";
    session.explore.run.identity = identity;

    SessionKeeper keeper(folder.path());
    keeper.start([&] { return session; });
    QTRY_VERIFY(kept());
    QVERIFY(!kept()->explore.run.identity.digest());
    identity.setDigest({.weights = std::string(64, 'a'), .tokenizer = std::string(64, 'b')});
    QTRY_VERIFY(kept() && kept()->explore.run.identity.digest());
    QVERIFY(kept()->explore.run.identity.digest() == identity.digest());
}

LOGITSCOPE_TEST(TestSessionKeeper)
#include "tst_session_keeper.moc"
