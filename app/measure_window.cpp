#include "app/measure_window.h"

#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "app/export/write_picture.h"
#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/slider_box.h"
#include "widgets/language.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEnterEvent>
#include <QEventLoop>
#include <QSettings>
#include <QSlider>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <utility>

namespace logitscope
{

namespace
{

constexpr QSize windowSize(1920, 1080);
constexpr int textTokens = 1000;
constexpr double ticksToAndFro = 100.0;
constexpr double tickMilliseconds = 1000.0 / 60.0;
constexpr double patience = 1000.0; // milliseconds for a frame

// Notices when a widget, or one within it, is painted.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QWidget* widget)
    {
        widget->installEventFilter(this);
        for (auto* child : widget->findChildren<QWidget*>())
            child->installEventFilter(this);
    }

    bool take() { return std::exchange(painted_, false); }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        painted_ = painted_ || event->type() == QEvent::Paint;
        return false;
    }

private:
    bool painted_ = false;
};

double millisecondsOf(const QElapsedTimer& clock)
{
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

// Lets the window work until it is true, or for so many milliseconds.
void workUntil(const std::function<bool()>& isTrue, double milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    QTimer alarm; // an event, so that the last wait ends
    alarm.setTimerType(Qt::PreciseTimer);
    alarm.start(std::max(static_cast<int>(std::ceil(milliseconds)), 0));
    while (!isTrue() && millisecondsOf(clock) < milliseconds)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

class WindowMeasurement
{
public:
    WindowMeasurement(ExplorePage& page, int ticks)
        : page_(page)
        , ticks_(ticks)
        , watch_(page.stepPanel()->distributionChart())
    {
    }

    // The slider goes to and fro, as a hand moves it; now and then the hand waits.
    WindowReport::Slider move(const std::string& name, SliderBox& box)
    {
        QEnterEvent enter({}, {}, {}); // it marks where the pick flips, too
        QCoreApplication::sendEvent(&box, &enter);
        QSlider& slider = *box.slider();
        WindowReport::Slider measured{.name = name, .painted = {}, .judged = {}};
        const int before = slider.value();
        slider.setSliderDown(true);
        for (int tick = 1; tick <= ticks_; ++tick) {
            const double swing =
                0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * tick / ticksToAndFro);
            const int way = slider.maximum() - slider.minimum();
            const int place = slider.minimum() + static_cast<int>(std::round(swing * way));
            if (place == slider.value())
                continue;
            QElapsedTimer clock;
            clock.start();
            watch_.take();
            slider.setValue(place);
            workUntil([&] { return watch_.take(); }, patience);
            measured.painted.push_back(millisecondsOf(clock));
            if (tick % 5 == 1) {
                workUntil([&] { return page_.lookBack().isDone(); }, patience);
                measured.judged.push_back(millisecondsOf(clock));
            }
            workUntil([] { return false; }, tickMilliseconds - millisecondsOf(clock));
        }
        slider.setSliderDown(false);
        slider.setValue(before);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&box, &leave);
        workUntil([&] { return page_.lookBack().isDone(); }, patience);
        return measured;
    }

private:
    ExplorePage& page_;
    int ticks_;
    PaintWatch watch_;
};

std::vector<WindowReport::Slider> moveAll(ExplorePage& page, int ticks)
{
    auto* sampler = page.controls()->sampler();
    WindowMeasurement measurement(page, ticks);
    std::vector<WindowReport::Slider> sliders;
    const auto move = [&](const std::string& more) {
        for (auto [name, box] :
             {std::pair("temperature", sampler->temperature()), std::pair("top-k", sampler->topK()),
              std::pair("top-p", sampler->topP())})
            sliders.push_back(measurement.move(name + more, *box));
    };
    sampler->setSettings(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}));
    move("");
    auto chain = basicChain({.temperature = 0.8, .topP = 0.95});
    setOrder(chain, FilterOrder::TemperatureThenFilter);
    sampler->setSettings(chain);
    move(", T first, all");
    return sliders;
}

} // namespace

Result<WindowReport> measureWindow(const std::shared_ptr<const OpenModel>& model, int ticks)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        drawOffScreen();
    int count = 1;
    std::string name = "logitscope";
    std::array<char*, 2> arguments = {name.data(), nullptr};
    QApplication application(count, arguments.data());
    installLanguage();
    const QTemporaryDir folder; // what somebody set in the window plays no part
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    Appearance appearance;
    MainWindow window(settings, appearance);
    window.show();
    QCoreApplication::processEvents(); // it gives itself the room that the screen has
    window.resize(windowSize);

    auto& page = *window.explorePage();
    page.takeModel(model);
    const int room = model->model->info().contextLength - 20;
    bool isFinished = false;
    QObject::connect(&page, &ExplorePage::runFinished, &page, [&] { isFinished = true; });
    page.run({.prompt = "Once upon a time", .tokens = std::min(textTokens, room)},
             basicChain({.temperature = 1.0, .topK = 40}));
    while (page.isRunning() || !isFinished) {
        if (!page.isRunning() && !page.message()->sentence().isEmpty())
            return fail(page.message()->sentence().toStdString());
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    page.setLookingBack(true);
    WindowReport report{.model = model->model->info(),
                        .platform = QGuiApplication::platformName().toStdString(),
                        .width = window.width(),
                        .height = window.height(),
                        .tokens = page.document().size(),
                        .sliders = {}};
    report.sliders = moveAll(page, ticks);
    return report;
}

} // namespace logitscope
