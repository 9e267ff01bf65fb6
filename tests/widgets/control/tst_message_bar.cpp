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
    void offersStandBelowEachOtherWhereItIsNarrow();
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

// None is cut off; and beside each other again.
void TestMessageBar::offersStandBelowEachOtherWhereItIsNarrow()
{
    MessageBar bar;
    bar.setOffersBelow();
    bar.showNotice("GPT-2 writes better.",
                   {{"Download and open", [] {}}, {"Not now, thank you", [] {}}});
    bar.show();
    for (const bool isNarrow : {false, true, false}) {
        const int both = bar.offers()[0]->sizeHint().width() + bar.offers()[1]->sizeHint().width();
        bar.setFixedWidth(isNarrow ? both : both + 100);
        QTRY_COMPARE(bar.offers()[1]->y() > bar.offers()[0]->y(), isNarrow);
        for (const auto* button : bar.offers())
            QTRY_VERIFY(button->width() >= button->sizeHint().width() &&
                        bar.rect().contains(button->geometry()));
    }
}

LOGITSCOPE_TEST(TestMessageBar)
#include "tst_message_bar.moc"
