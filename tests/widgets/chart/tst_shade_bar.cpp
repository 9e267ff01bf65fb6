#include "tests/test_program.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <array>
#include <cmath>
#include <memory>

using namespace logitscope;

namespace
{

std::unique_ptr<ShadeBar> barOf(int width)
{
    auto bar = std::make_unique<ShadeBar>();
    bar->setVocabularySize(50257);
    bar->resize(width, bar->heightForWidth(width));
    bar->show();
    return bar;
}

// Entry by entry, as a person reads it.
QStringList wordsOf(const ShadeBar& bar, int entries)
{
    QStringList words;
    for (int i = 0; i < entries; ++i)
        words << bar.legend()->legend().words(static_cast<std::size_t>(i)).join(' ');
    return words;
}

void fit(ShadeBar& bar)
{
    bar.resize(bar.width(), bar.heightForWidth(bar.width()));
}

} // namespace

class TestShadeBar : public QObject
{
    Q_OBJECT

private slots:

    void init() { QApplication::setPalette(paletteOf(lightTheme())); }

    void keyboardChooses();

    void marksLieOnTheirShades_data() { kinds(); }

    void marksLieOnTheirShades();

    void everyWidthHasRoomForAll_data() { kinds(); }

    void everyWidthHasRoomForAll();
    void everyScaleHasBothEndsWhereItIsNarrow();
    void marksAreExplainedWhileLookingBack();
    void repeatsAreExplainedWhileTheyAreMarked();
    void removedIsStagesAndSigns();
    void whatWasChosenComesBack();

private:
    static void kinds()
    {
        QTest::addColumn<int>("by");
        for (int by = 0; by < shadeCount; ++by)
            QTest::newRow(qPrintable(shadeName(static_cast<ShadeBy>(by)))) << by;
    }
};

void TestShadeBar::repeatsAreExplainedWhileTheyAreMarked()
{
    const auto bar = barOf(900);
    const int before = bar->height();
    QTest::mouseClick(bar->repeats(), Qt::LeftButton);
    fit(*bar);
    QCOMPARE(wordsOf(*bar, 2).last(), QString("said before"));
    QVERIFY(bar->rect().contains(bar->choice()->mapTo(bar.get(), bar->choice()->rect().center())));
    QTest::mouseClick(bar->repeats(), Qt::LeftButton);
    fit(*bar);
    QCOMPARE(bar->height(), before);
}

void TestShadeBar::keyboardChooses()
{
    const auto bar = barOf(600);
    QVERIFY(bar->choice()->focusPolicy() & Qt::TabFocus);
    QVERIFY(!bar->choice()->accessibleName().isEmpty());
    QSignalSpy changed(bar.get(), &ShadeBar::changed);
    for (int by = 1; by < shadeCount; ++by) {
        const QString before = bar->legend()->accessibleName();
        QTest::keyClick(bar->choice(), Qt::Key_Down);
        QCOMPARE(changed.size(), by);
        QCOMPARE(bar->scale().by, static_cast<ShadeBy>(by));
        QCOMPARE(changed.last().first().value<ShadeScale>(), bar->scale());
        QCOMPARE(bar->choice()->currentText(), shadeName(bar->scale().by));
        QVERIFY(bar->legend()->accessibleName() != before);
    }
    bar->setShadeBy(bar->scale().by); // the same again
    QCOMPARE(changed.size(), shadeCount - 1);
}

// The shade in the legend is the one that a token of that value has.
void TestShadeBar::marksLieOnTheirShades()
{
    QFETCH(int, by);
    for (const Theme* theme : {&lightTheme(), &darkTheme()}) {
        QApplication::setPalette(paletteOf(*theme));
        const auto bar = barOf(900);
        bar->setShadeBy(static_cast<ShadeBy>(by));
        fit(*bar);
        const QImage image = bar->legend()->grab().toImage();
        const QRectF box = bar->legend()->legend().sign(0);
        for (const auto& mark : bar->scale().marks()) {
            const int x = static_cast<int>(box.left() + box.width() * (0.1 + 0.8 * mark.share));
            const QColor shown = image.pixelColor(x, static_cast<int>(box.top()) + 3);
            const QColor shade = mix(theme->surface, bar->scale().strongest(*theme), mark.share);
            QVERIFY2(std::abs(shown.red() - shade.red()) <= 4 &&
                         std::abs(shown.green() - shade.green()) <= 4 &&
                         std::abs(shown.blue() - shade.blue()) <= 4,
                     qPrintable(mark.text + ": " + shown.name() + ", not " + shade.name()));
        }
    }
}

void TestShadeBar::everyWidthHasRoomForAll()
{
    QFETCH(int, by);
    const auto bar = barOf(1200);
    const std::array removing{StageKind::TopK, StageKind::TopP, StageKind::MinP};
    bar->setStages(removing);
    bar->setLookingBack(true);
    bar->setShadeBy(static_cast<ShadeBy>(by));
    const int least = bar->minimumSizeHint().width();
    for (int width = 1200; width >= least; width -= 7) {
        bar->resize(width, bar->heightForWidth(width));
        const QRect choice = bar->choice()->geometry();
        const QRect legend = bar->legend()->geometry();
        QVERIFY(bar->rect().contains(choice));
        QVERIFY2(bar->rect().contains(legend), qPrintable(QString::number(width)));
        QVERIFY(!choice.intersects(legend));
        const QSizeF needs = bar->legend()->legend().size();
        QVERIFY2(needs.width() <= legend.width() && needs.height() <= legend.height() + 1,
                 qPrintable(QString("%1: %2x%3 in %4x%5")
                                .arg(width)
                                .arg(needs.width())
                                .arg(needs.height())
                                .arg(legend.width())
                                .arg(legend.height())));
    }
}

void TestShadeBar::everyScaleHasBothEndsWhereItIsNarrow()
{
    for (const int vocabulary : {40, 8192, 50257, 262144})
        for (int by = 0; by < shadeCount - 1; ++by) {
            const ShadeScale scale{static_cast<ShadeBy>(by), vocabulary};
            const QFont font;
            const QFontMetricsF metrics(font);
            const auto marks = scale.marks();
            const double least = leastScaleWidth(font, scale);
            const QStringList shown = shadeMarks(least, font, scale);
            QCOMPARE(shown.first(), marks.front().text);
            QCOMPARE(shown.last(), marks.back().text);
            double all = 0.0;
            for (const QString& mark : shown)
                all += metrics.horizontalAdvance(mark);
            QVERIFY(all < least);
            QCOMPARE(shadeMarks(10'000, font, scale).size(), static_cast<qsizetype>(marks.size()));
        }
}

void TestShadeBar::marksAreExplainedWhileLookingBack()
{
    const auto bar = barOf(1200);
    const QSize before = bar->legend()->legend().size().toSize();
    bar->setLookingBack(true);
    fit(*bar);
    QCOMPARE(wordsOf(*bar, 3), QStringList({"", "now impossible", "now replaced"}));
    const auto shown = bar->legend()->legend();
    for (const std::size_t entry : {1, 2})
        QVERIFY(!shown.entryAt(shown.sign(entry).center())->explanation.isEmpty());
    bar->setLookingBack(false);
    fit(*bar);
    QCOMPARE(bar->legend()->legend().size().toSize(), before);
}

void TestShadeBar::removedIsStagesAndSigns()
{
    const auto bar = barOf(1600);
    const std::array removing{StageKind::TopK, StageKind::MinP};
    bar->setStages(removing);
    bar->setLookingBack(true);
    bar->setShadeBy(ShadeBy::Removed);
    fit(*bar);
    QCOMPARE(wordsOf(*bar, 5), QStringList({"kept", "removed by top-k", "removed by min-p",
                                            "now impossible", "now replaced"}));
    bar->setStages(std::array{StageKind::TopP});
    fit(*bar);
    QCOMPARE(wordsOf(*bar, 4),
             QStringList({"kept", "removed by top-p", "now impossible", "now replaced"}));
}

// Nobody judges any more, so there is nothing to shade by.
void TestShadeBar::whatWasChosenComesBack()
{
    const auto bar = barOf(600);
    bar->setShadeBy(ShadeBy::Rank);
    bar->setLookingBack(true);
    bar->setShadeBy(ShadeBy::Removed);
    QSignalSpy changed(bar.get(), &ShadeBar::changed);
    bar->setLookingBack(false);
    QCOMPARE(bar->scale().by, ShadeBy::Rank);
    QCOMPARE(bar->choice()->currentText(), shadeName(ShadeBy::Rank));
    QCOMPARE(changed.size(), 1);
    bar->setLookingBack(true);
    bar->setLookingBack(false); // shaded by something else
    QCOMPARE(changed.size(), 1);
}

LOGITSCOPE_TEST(TestShadeBar)
#include "tst_shade_bar.moc"
