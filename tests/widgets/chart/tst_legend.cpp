#include "tests/test_program.h"
#include "widgets/chart/legend.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <set>

using namespace logitscope;

namespace
{

std::vector<LegendEntry> someEntries(std::size_t count, const QString& shortWords = {})
{
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.push_back({LegendSign::ModelBar, QString(int(4 + i * 5 % 14), u'm'), shortWords});
    return entries;
}

LegendEntry scale()
{
    return {LegendSign::Shades, "How likely it was"};
}

double lineHeight(const QFont& font)
{
    return Legend(someEntries(1), font, 1000.0).size().height();
}

std::size_t columnsOf(const Legend& legend, std::size_t count)
{
    std::set<double> lefts;
    for (std::size_t i = 0; i < count; ++i)
        lefts.insert(legend.sign(i).left());
    return lefts.size();
}

QImage painted(const Legend& legend, const Theme& theme, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(theme.surface);
    QPainter painter(&image);
    legend.paint(painter, theme, {});
    return image;
}

} // namespace

class TestLegend : public QObject
{
    Q_OBJECT

private slots:
    void columnsAreAligned_data();
    void columnsAreAligned();
    void fullWordsInTwoLinesBeforeShortOnes();
    void wordsAloneAreWrapped();
    void scaleComesFirst();
    void everySignIsSeen_data();
    void everySignIsSeen();
    void barsAreTheirColours();
};

void TestLegend::columnsAreAligned_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("scaled");
    for (const int count : {1, 2, 6, 9, 15}) {
        QTest::addRow("%d", count) << count << false;
        QTest::addRow("a scale and %d", count) << count << true;
    }
}

// Whatever the width: nothing lies over anything else, and the entries are a grid.
void TestLegend::columnsAreAligned()
{
    QFETCH(int, count);
    QFETCH(bool, scaled);
    const QFont font;
    const QFontMetricsF metrics(font);
    std::vector<LegendEntry> entries = someEntries(std::size_t(count));
    if (scaled)
        entries.insert(entries.begin(), scale());
    double lowest = 0.0;
    for (int width = 4000; width > 0; width -= 37) {
        const Legend legend(entries, font, width);
        if (legend.size().width() > width)
            break;                                 // has no room at all
        QVERIFY(legend.size().height() >= lowest); // narrower is never lower
        lowest = legend.size().height();
        QRectF before;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            double words = 0.0;
            for (const QString& line : legend.words(i))
                words = std::max(words, metrics.horizontalAdvance(line));
            QRectF all = legend.sign(i);
            if (i > 0 || !scaled)
                all.setRight(all.right() + words);
            QVERIFY(all.left() >= 0.0 && all.right() <= width);
            QVERIFY(all.top() >= 0.0 && all.bottom() <= legend.size().height());
            QVERIFY(!all.intersects(before));
            QCOMPARE(legend.entryAt(all.center())->words, entries[i].words);
            before = all;
        }
    }
    const Legend roomy(entries, font, 4000.0);
    QCOMPARE(roomy.size().height(), lineHeight(font)); // beside the scale, too
}

void TestLegend::fullWordsInTwoLinesBeforeShortOnes()
{
    const QFont font;
    const auto entries = someEntries(6, "mm");
    const double line = lineHeight(font);
    int full = 0, fullInTwo = 0, inShort = 0, inThree = 0;
    for (int width = 2000; width > 100; --width) {
        const Legend legend(entries, font, width);
        const bool isFull = legend.words(0) == QStringList(entries[0].words);
        const double lines = legend.size().height() / line;
        QVERIFY(isFull || legend.words(0) == QStringList("mm"));
        full += isFull && lines == 1.0;
        fullInTwo += isFull && lines == 2.0;
        inShort += !isFull && lines <= 2.0;
        if (lines == 3.0) {
            ++inThree;
            QCOMPARE(columnsOf(legend, 6), std::size_t(2));
        }
        QVERIFY(!isFull || lines <= 2.0 || inShort > 0);
    }
    QVERIFY(full > 0 && fullInTwo > 0 && inShort > 0 && inThree > 0);
}

void TestLegend::wordsAloneAreWrapped()
{
    const QFont font;
    const QString words("first token that differs from a strategy with a long name");
    const Legend legend({{LegendSign::Flag, words}}, font, 150.0);
    QVERIFY(legend.words(0).size() > 1);
    QCOMPARE(legend.words(0).join(u' '), words);
    for (const QString& line : legend.words(0))
        QVERIFY(QFontMetricsF(font).horizontalAdvance(line) < 150.0);
    QVERIFY(legend.size().height() > lineHeight(font) * 1.5);
}

void TestLegend::scaleComesFirst()
{
    const QFont font;
    const QFontMetricsF metrics(font);
    auto entries = someEntries(2);
    entries.insert(entries.begin(), scale());
    const Legend wide(entries, font, 2000.0);
    QVERIFY(wide.sign(0).left() > metrics.horizontalAdvance(entries[0].words));
    QVERIFY(wide.sign(1).left() > wide.sign(0).right());
    const double alone = Legend({scale()}, font, 2000.0).size().width();
    const Legend narrow(entries, font, alone);
    QCOMPARE(narrow.sign(0), wide.sign(0));
    QVERIFY(narrow.sign(1).top() > narrow.sign(0).bottom());
    const Legend narrower(entries, font, alone - 1.0);
    QCOMPARE(narrower.sign(0).left(), 0.0);
    QVERIFY(narrower.sign(0).top() >= metrics.height());
}

void TestLegend::everySignIsSeen_data()
{
    QTest::addColumn<int>("sign");
    for (int sign = 0; sign <= static_cast<int>(LegendSign::Repeated); ++sign)
        QTest::addRow("%d", sign) << sign;
}

// In its place, and hardly outside it.
void TestLegend::everySignIsSeen()
{
    QFETCH(int, sign);
    for (const Theme* theme : {&lightTheme(), &darkTheme()}) {
        const Legend legend({{static_cast<LegendSign>(sign), {}}}, QFont(), 500.0);
        const QImage image = painted(legend, *theme, {500, 60});
        int inside = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y) != theme->surface) {
                    const QRectF place = legend.sign(0).adjusted(-1.0, -2.0, 1.0, 2.0);
                    QVERIFY(place.contains(QPointF(x, y)));
                    ++inside;
                }
        QVERIFY(inside > 10);
    }
}

void TestLegend::barsAreTheirColours()
{
    using enum LegendSign;
    const Theme& theme = lightTheme();
    const auto colourOf = [&](LegendSign sign, double across) {
        const Legend legend({{sign, {}}}, QFont(), 100.0);
        const QRectF box = legend.sign(0);
        return painted(legend, theme, {100, 60})
            .pixelColor(QPointF(box.left() + box.width() * across, box.center().y()).toPoint());
    };
    QCOMPARE(colourOf(ModelBar, 0.5), theme.modelBar);
    QCOMPARE(colourOf(SamplingBar, 0.5), theme.samplingBar);
    QCOMPARE(colourOf(Sampled, 0.02), theme.chosen);
    QVERIFY(colourOf(Sampled, 0.5) != theme.chosen);
    QVERIFY(colourOf(Sampled, 0.5) != theme.surface);
    QCOMPARE(colourOf(Selected, 0.5), theme.surface); // a frame
}

LOGITSCOPE_TEST(TestLegend)
#include "tst_legend.moc"
