// What is said aloud of a text that streams.
#include "tests/test_program.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/live_region.h"
#include "widgets/text/token_text.h"

#include <QSignalSpy>
#include <QTest>

#include <chrono>

using namespace logitscope;
using namespace logitscope::fixtures;
using namespace std::chrono_literals;

namespace
{

QStringList saidBy(const QSignalSpy& spy)
{
    QStringList all;
    for (const auto& arguments : spy)
        all << arguments.front().toString();
    return all;
}

} // namespace

class LiveRegionTest : public QObject
{
    Q_OBJECT

private slots:
    void gathersWhatStreams();
    void theEndIsSaidAtOnce();
    void theEndWaitsForItsTurn();
    void saysTheSameTwice();
    void clearingIsSilence();
    void aSelectedTokenIsSaid();
};

void LiveRegionTest::gathersWhatStreams()
{
    QWidget page;
    LiveRegion region(&page, 20ms);
    const QSignalSpy spy(&region, &LiveRegion::said);
    region.add(" the");
    region.add(" sea");
    QVERIFY(spy.isEmpty());
    QTRY_COMPARE(saidBy(spy), QStringList{"the sea"});
    region.add(" is");
    QTRY_COMPARE(saidBy(spy), (QStringList{"the sea", "is"}));
}

void LiveRegionTest::theEndIsSaidAtOnce()
{
    QWidget page;
    LiveRegion region(&page, 1h);
    const QSignalSpy spy(&region, &LiveRegion::said);
    region.finish();
    QVERIFY(spy.isEmpty()); // there is nothing to say
    region.add(" the sea");
    region.finish("2 tokens");
    QCOMPARE(saidBy(spy), QStringList{"the sea\n2 tokens"});
}

// To whoever has just begun to listen to the text before it.
void LiveRegionTest::theEndWaitsForItsTurn()
{
    QWidget page;
    LiveRegion region(&page, 200ms);
    const QSignalSpy spy(&region, &LiveRegion::said);
    region.add(" the sea");
    QTRY_COMPARE(saidBy(spy), QStringList{"the sea"});
    region.add(" is");
    region.finish("3 tokens");
    QCOMPARE(spy.size(), 1);
    QTRY_COMPARE(saidBy(spy), (QStringList{"the sea", "is\n3 tokens"}));
}

void LiveRegionTest::saysTheSameTwice()
{
    QWidget page;
    LiveRegion region(&page, 1h);
    const QSignalSpy spy(&region, &LiveRegion::said);
    region.say("the");
    region.say("the");
    QCOMPARE(saidBy(spy), (QStringList{"the", "the"}));
}

void LiveRegionTest::clearingIsSilence()
{
    QWidget page;
    LiveRegion region(&page, 1h);
    region.say("the answer");
    region.add(" more");
    const QSignalSpy spy(&region, &LiveRegion::said);
    region.clear();
    region.finish();
    QVERIFY(spy.isEmpty());
    QVERIFY(region.accessibleName().isEmpty()); // who looks for it finds nothing
}

// With the numbers of its tooltip; nothing is said of one that only the program selects.
void LiveRegionTest::aSelectedTokenIsSaid()
{
    TokenText text;
    text.setPrompt("Once", makePrompt({"Once"}));
    std::vector<NodePtr> nodes{makeNode(" upon", 0.25), makeNode(" a", 0.125)};
    text.appendTokens(nodes);
    const QSignalSpy spy(text.live(), &LiveRegion::said);
    text.setSelected(0);
    QVERIFY(spy.isEmpty());
    QTest::keyClick(&text, Qt::Key_End);
    QCOMPARE(spy.size(), 1);
    const auto said = saidBy(spy).front();
    QVERIFY2(said.startsWith("␣a, Step 2, ") && said.contains("Model probability 12.5%"),
             qPrintable(said));
    QVERIFY(!said.contains('<') && !said.contains('\n'));
    text.setPrompt("Another", makePrompt({"Another"}));
    QCOMPARE(spy.size(), 1);
    QVERIFY(text.live()->accessibleName().isEmpty());
}

LOGITSCOPE_TEST(LiveRegionTest)
#include "tst_live_region.moc"
