#include "tests/test_program.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/look_back_line.h"

#include <QProgressBar>
#include <QtTest>

using namespace logitscope;

class TestLookBackLine : public QObject
{
    Q_OBJECT

private slots:

    void saysTheCounts_data()
    {
        QTest::addColumn<int>("judged");
        QTest::addColumn<int>("all");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("none") << 0 << 0 << QStringList{"Nothing"};
        QTest::newRow("nothing yet") << 0 << 1000 << QStringList{"0 of 1,000", "judged"};
        QTest::newRow("some") << 640 << 1000
                              << QStringList{"present settings", "12 impossible", "31 replaced",
                                             "640 of 1,000"};
        QTest::newRow("all") << 1000 << 1000
                             << QStringList{"present settings", "12 impossible", "31 replaced",
                                            "of 1,000"};
    }

    void saysTheCounts()
    {
        QFETCH(int, judged);
        QFETCH(int, all);
        QFETCH(QStringList, parts);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        LookBackLine line;
        line.resize(800, line.sizeHint().height());
        line.show();
        line.setCounts({judged, all, 12, 31});
        for (const QString& part : parts)
            QVERIFY2(line.text().contains(part), qPrintable(line.text()));
        const auto* bar = line.findChild<QProgressBar*>();
        QCOMPARE(bar->isVisible(), judged < all);
        if (judged < all)
            QCOMPARE(bar->value() * all, judged * bar->maximum());
        QCOMPARE(line.text().contains("judged"), judged < all);
    }

    // A slider's tick is judged whole within a frame or two; what takes longer says so.
    void doesNotFlickerBetweenTwoWholes()
    {
        LookBackLine line;
        line.setCounts({60, 60, 12, 31});
        const auto whole = line.text();
        line.setCounts({20, 60, 1, 2});
        line.setCounts({40, 60, 2, 4});
        QCOMPARE(line.text(), whole);
        line.setCounts({60, 60, 3, 6});
        QVERIFY(line.text().contains("3 impossible, 6 replaced"));
        for (int frame = 0; frame < 30; ++frame)
            line.setCounts({30, 60, 1, 2});
        QVERIFY(line.text().contains("30 of 60"));
        line.setCounts({10, 61, 1, 2}); // another text
        QVERIFY(line.text().contains("10 of 61"));
    }

    // What counts stays where there is little room, and nothing moves when all are judged.
    void isShortWhereItIsNarrow()
    {
        LookBackLine line;
        line.show();
        line.setCounts({60, 60, 12, 31});
        const auto* label = line.findChild<ElidedLabel*>();
        line.resize(label->fontMetrics().horizontalAdvance("12 impossible, 31 replaced") + 4,
                    line.sizeHint().height());
        QCOMPARE(label->shownText(), "12 impossible, 31 replaced");
        QCOMPARE(label->toolTip(), line.text());
        const int height = line.sizeHint().height();
        line.setCounts({30, 60, 1, 2});
        QCOMPARE(line.sizeHint().height(), height);
        QCOMPARE(line.minimumSizeHint().width() < 100, true);
    }
};

LOGITSCOPE_TEST(TestLookBackLine)
#include "tst_look_back_line.moc"
