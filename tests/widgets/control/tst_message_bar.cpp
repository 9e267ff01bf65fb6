#include "tests/test_program.h"
#include "widgets/control/message_bar.h"

#include <QTest>
#include <QToolButton>

using namespace logitscope;

class TestMessageBar : public QObject
{
    Q_OBJECT

private slots:
    void saysAndTakesBack();
    void offersWhatCanBeDone();
    void anErrorOffersNothing();
    void anOfferMaySayTheNextThing();
};

void TestMessageBar::saysAndTakesBack()
{
    MessageBar bar;
    QCOMPARE(bar.sentence(), QString());
    bar.showSentence("the folder is full");
    QCOMPARE(bar.sentence(), QString("The folder is full"));
    bar.showSentence({});
    QCOMPARE(bar.sentence(), QString());
}

void TestMessageBar::offersWhatCanBeDone()
{
    MessageBar bar;
    QStringList done;
    bar.showNotice("Saved grid.png", {{"Open", [&] { done << "opened"; }},
                                      {"Show in folder", [&] { done << "shown"; }}});
    QCOMPARE(bar.sentence(), QString("Saved grid.png"));
    QCOMPARE(bar.offers().size(), std::size_t(2));
    QCOMPARE(bar.offers()[1]->text(), QString("Show in folder"));
    bar.offers()[1]->click();
    bar.offers()[0]->click();
    QCOMPARE(done, (QStringList{"shown", "opened"}));
    bar.showNotice("Saved grid.svg", {{"Open", [] {}}}); // the next one has its own
    QCOMPARE(bar.offers().size(), std::size_t(1));
}

void TestMessageBar::anErrorOffersNothing()
{
    MessageBar bar;
    bar.showNotice("Saved grid.png", {{"Open", [] {}}});
    bar.showSentence("the disk is full");
    QVERIFY(bar.offers().empty());
    QCOMPARE(bar.sentence(), QString("The disk is full"));
}

void TestMessageBar::anOfferMaySayTheNextThing()
{
    MessageBar bar;
    bar.showNotice("Saved", {{"Open", [&] { bar.showSentence("nothing opens it"); }}});
    bar.offers().front()->click();
    QCOMPARE(bar.sentence(), QString("Nothing opens it"));
}

LOGITSCOPE_TEST(TestMessageBar)
#include "tst_message_bar.moc"
