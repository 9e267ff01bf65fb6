// The slider's values, and the marks on its groove.
#include "tests/test_program.h"
#include "widgets/control/number_box.h"
#include "widgets/control/slider_box.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QEnterEvent>
#include <QHelpEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace logitscope;

namespace
{

SliderScale straight()
{
    return {.valueAt = [](double travel) { return std::round(travel * 200.0) / 100.0; },
            .travelOf = [](double value) { return std::clamp(value / 2.0, 0.0, 1.0); }};
}

SliderMarks someMarks()
{
    return {.marks = {{0.31234567, "b", "a"}, {0.8, "c", "b"}, {1.5, "d", "c"}},
            .from = 0.0,
            .to = 2.0};
}

} // namespace

class TestSliderBox : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { box_.reset(); }

    void hasAllItsValues();
    void ticksAreWhereTheHandleWouldBe();
    void thePresentStretchFollowsTheValue();
    void onlyWhatIsKnownIsSetOff();
    void theRightEndIsOff();
    void manyTicksAreABand();
    void theTipTellsOfTheNearest();
    void screenReadersGetTheNumber();
    void saysWhoLooksAtIt();
    void numbersAreTrue();

private:
    QString tipAt(double travel)
    {
        auto& slider = *box_->slider();
        const QPoint place(static_cast<int>(slider.xOf(travel)), slider.height() / 2);
        QHelpEvent help(QEvent::ToolTip, place, slider.mapToGlobal(place));
        QCoreApplication::sendEvent(&slider, &help);
        const auto text = QToolTip::text();
        QToolTip::hideText();
        return text;
    }

    std::unique_ptr<SliderBox> box_;
};

void TestSliderBox::init()
{
    QApplication::setPalette(paletteOf(lightTheme()));
    box_ = std::make_unique<SliderBox>("Temperature", straight());
    box_->box()->setDecimals(6);
    box_->box()->setRange(0.0, 100.0);
    box_->setToolTip("What it does.");
    box_->resize(400, box_->sizeHint().height());
    box_->show();
    QVERIFY(QTest::qWaitForWindowExposed(box_.get()));
}

void TestSliderBox::hasAllItsValues()
{
    const auto values = box_->values();
    QCOMPARE(values.size(), std::size_t(201));
    QCOMPARE(values.front(), 0.0);
    QCOMPARE(values[73], 0.73);
    QCOMPARE(values.back(), 2.0);

    box_->setScale(topKScale(5000));
    const auto counts = box_->values();
    QCOMPARE(counts.front(), 1.0);
    QCOMPARE(counts.back(), 0.0); // off
    QVERIFY(std::is_sorted(counts.begin(), counts.end() - 1));
    // Those that the slider goes through.
    std::vector<double> seen;
    for (int position = 0; position <= box_->slider()->maximum(); ++position) {
        box_->slider()->setValue(position);
        if (seen.empty() || seen.back() != box_->value())
            seen.push_back(box_->value());
    }
    QVERIFY(std::ranges::includes(
        counts, seen, {}, [](double v) { return v == 0 ? 1e9 : v; },
        [](double v) { return v == 0 ? 1e9 : v; }));
}

void TestSliderBox::ticksAreWhereTheHandleWouldBe()
{
    box_->setValue(2.0); // the handle is out of the way
    const auto before = box_->slider()->grab().toImage();
    box_->setMarks(someMarks());
    const auto after = box_->slider()->grab().toImage();
    const int row = before.height() / 2 - 3;
    for (const double at : {0.31234567, 0.8, 1.5}) {
        const int x = static_cast<int>(std::round(box_->slider()->xOf(at / 2.0) - 0.5));
        QCOMPARE(after.pixelColor(x, row), lightTheme().text);
        QVERIFY(before.pixelColor(x, row) != lightTheme().text);
        QCOMPARE(after.pixelColor(x - 3, row), before.pixelColor(x - 3, row));
        QCOMPARE(after.pixelColor(x + 3, row), before.pixelColor(x + 3, row));
        // The handle of the slider stands there at that value.
        box_->setValue(at);
        const auto width = box_->slider()->width() - 2.0 * box_->slider()->xOf(0.0);
        QVERIFY(std::abs(box_->slider()->value() / 1000.0 -
                         (x + 0.5 - box_->slider()->xOf(0.0)) / width) < 1.5 / width + 0.001);
        box_->setValue(2.0);
    }
    box_->setMarks(std::nullopt);
    QCOMPARE(box_->slider()->grab().toImage(), before);
}

void TestSliderBox::thePresentStretchFollowsTheValue()
{
    box_->setMarks(someMarks());
    const auto compare = [this](double value, double from, double to) {
        box_->box()->setValue(value);
        QCOMPARE(box_->slider()->ticks().from, from / 2.0);
        QCOMPARE(box_->slider()->ticks().to, to / 2.0);
    };
    compare(0.1, 0.0, 0.31234567);
    compare(0.312346, 0.31234567, 0.8);
    compare(0.312345, 0.0, 0.31234567);
    compare(0.799999, 0.31234567, 0.8);
    compare(0.8, 0.8, 1.5); // from 0.8 on
    compare(2.0, 1.5, 2.0);
    compare(50.0, 1.5, 2.0);
    box_->slider()->setValue(500); // by the mouse
    QCOMPARE(box_->slider()->ticks().from, 0.4);
    box_->setValue(0.0); // by the program
    QCOMPARE(box_->slider()->ticks().to, 0.31234567 / 2.0);
}

void TestSliderBox::onlyWhatIsKnownIsSetOff()
{
    box_->setValue(0.5);
    box_->setMarks(SliderMarks{
        .marks = {{0.8, "c", "b"}}, .from = 0.4, .to = 0.9, .isAll = false, .token = "b"});
    QCOMPARE(box_->slider()->ticks().from, 0.2);
    QCOMPARE(box_->slider()->ticks().to, 0.4);
    // Between these there are others.
    box_->setMarks(SliderMarks{
        .marks = {{0.4, "b", "a"}, {0.8, "d", "c"}, {1.2, "e", "d"}}, .from = 0.0, .to = 2.0});
    QCOMPARE(box_->slider()->ticks().from, box_->slider()->ticks().to);
    box_->setValue(0.9);
    QCOMPARE(box_->slider()->ticks().from, 0.4);
    QCOMPARE(box_->slider()->ticks().to, 0.6);
    box_->setMarks(SliderMarks{
        .marks = {{0.8, "c", "b"}}, .from = 0.4, .to = 0.9, .isAll = false, .token = "b"});
    box_->setValue(1.8); // nobody has looked there
    QCOMPARE(box_->slider()->ticks().from, box_->slider()->ticks().to);
}

void TestSliderBox::theRightEndIsOff()
{
    box_->setScale(topKScale(5000));
    box_->box()->setDecimals(0);
    box_->box()->setMaximum(5000);
    box_->setMarks(SliderMarks{.marks = {{3, "b", "a"}, {200, "c", "b"}}, .from = 1, .to = 5000});
    box_->setValue(0.0);
    const double third = std::log(200.0) / std::log(5000.0);
    QVERIFY(std::abs(box_->slider()->ticks().from - third) < 1e-12);
    QCOMPARE(box_->slider()->ticks().to, 1.0);
    box_->setValue(200.0);
    QVERIFY(std::abs(box_->slider()->ticks().from - third) < 1e-12);
    box_->setValue(199.0);
    QVERIFY(std::abs(box_->slider()->ticks().to - third) < 1e-12);
}

void TestSliderBox::manyTicksAreABand()
{
    SliderMarks marks{.marks = {}, .from = 0.0, .to = 2.0};
    for (int i = 0; i < 5000; ++i)
        marks.marks.push_back({0.5 + i * 0.0001, QString::number(i), "x"});
    box_->setValue(2.0);
    box_->setMarks(marks);
    const auto image = box_->slider()->grab().toImage();
    const int row = image.height() / 2 - 3;
    const int left = static_cast<int>(box_->slider()->xOf(0.25));
    const int right = static_cast<int>(box_->slider()->xOf(0.5));
    for (int x = left + 1; x < right - 1; ++x)
        QCOMPARE(image.pixelColor(x, row), lightTheme().text);
    QVERIFY(image.pixelColor(left - 3, row) != lightTheme().text);
    QVERIFY(image.pixelColor(right + 3, row) != lightTheme().text);
}

void TestSliderBox::theTipTellsOfTheNearest()
{
    QVERIFY(!tipAt(0.2).contains("sampled")); // whoever it stands on
    box_->setMarks(someMarks());
    QVERIFY(tipAt(0.2).contains("From 0.3124 on, b would be picked instead of a."));
    QVERIFY(tipAt(0.2).contains("What it does."));
    QVERIFY(tipAt(0.35).contains("From 0.8 on, c would be picked instead of b."));
    QVERIFY(tipAt(0.99).contains("From 1.5 on, d would be picked instead of c."));

    // For who has no mouse, the two beside the present value.
    box_->setValue(0.5);
    QCOMPARE(box_->slider()->accessibleDescription(),
             QString("From 0.3124 on, b would be picked instead of a. "
                     "From 0.8 on, c would be picked instead of b."));
    box_->setValue(1.7);
    QCOMPARE(box_->slider()->accessibleDescription(),
             QString("From 1.5 on, d would be picked instead of c."));

    SliderMarks none{.marks = {}, .from = 0.0, .to = 2.0, .isAll = true, .token = "q"};
    box_->setMarks(none);
    QVERIFY(tipAt(0.5).contains("At every value of this slider, q would be picked."));
    none.isAll = false;
    box_->setMarks(none);
    QVERIFY(!tipAt(0.5).contains("At every value"));
    box_->setMarks(std::nullopt);
    QVERIFY(box_->slider()->accessibleDescription().isEmpty());
}

// Not the position on the slider's travel.
void TestSliderBox::screenReadersGetTheNumber()
{
    box_->setValue(0.8);
    auto* value = QAccessible::queryAccessibleInterface(box_->slider())->valueInterface();
    QCOMPARE(value->currentValue().toDouble(), 0.8);
    QCOMPARE(value->maximumValue().toDouble(), 100.0);
    QSignalSpy changed(box_.get(), &SliderBox::valueChanged);
    value->setCurrentValue(1.5);
    QCOMPARE(box_->value(), 1.5);
    QCOMPARE(box_->slider()->value(), 750);
    QCOMPARE(changed.size(), 1);
}

void TestSliderBox::saysWhoLooksAtIt()
{
    QSignalSpy changed(box_.get(), &SliderBox::lookedAtChanged);
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    QCoreApplication::sendEvent(box_.get(), &enter);
    QCOMPARE(changed.count(), 1);
    QVERIFY(box_->isPointedAt());
    box_->slider()->setEnabled(false);
    QVERIFY(!box_->isPointedAt());
    box_->slider()->setEnabled(true);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(box_.get(), &leave);
    QCOMPARE(changed.count(), 2);
    QVERIFY(!box_->isPointedAt());

    box_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(box_.get()));
    box_->box()->setFocus();
    QCoreApplication::processEvents();
    changed.clear();
    box_->slider()->setFocus();
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(box_->hasKeyboard());
    box_->box()->setFocus();
    QTRY_COMPARE(changed.count(), 2);
    QVERIFY(!box_->hasKeyboard());
}

// Rounded up, so that the number said has the token said, and in as many digits as keep it below
// the next mark.
void TestSliderBox::numbersAreTrue()
{
    const SliderMarks marks{.marks = {{0.12341, "b", "a"},
                                      {0.123411, "c", "b"},
                                      {0.25, "d", "c"},
                                      {0.7000000000000001, "e", "d"},
                                      {17.0, "f", "e"}},
                            .from = 0.0,
                            .to = 20.0};
    for (const auto& [index, number] :
         {std::pair(0, "0.12341"), {1, "0.1235"}, {2, "0.25"}, {3, "0.7001"}, {4, "17"}})
        QVERIFY2(markText(marks, static_cast<std::size_t>(index))
                     .startsWith(QString("From %1 on, ").arg(number)),
                 qPrintable(markText(marks, static_cast<std::size_t>(index))));
}

LOGITSCOPE_TEST(TestSliderBox)
#include "tst_slider_box.moc"
