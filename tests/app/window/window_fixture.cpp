#include "window_fixture.h"

#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/model_opener.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/seed_box.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <utility>

namespace logitscope
{

WindowFixture::WindowFixture(ModelServices services)
    : settings_(folder_.filePath("settings.ini"), QSettings::IniFormat)
    , services_(std::move(services))
{
    restart();
}

WindowFixture::~WindowFixture() = default;

bool WindowFixture::present(QSize screen)
{
    window_->setPresenting(true);
    appearance_.present(screen.height());
    window_->showNormal();
    window_->resize(screen);
    return QTest::qWaitFor([&] { return window_->size() == screen; });
}

void WindowFixture::restart()
{
    if (window_)
        window_->close();
    const LoadOptions options{.device = Device::Cpu,
                              .engine = ModelOpener::rememberedEngine(settings_),
                              .precision = ModelOpener::rememberedPrecision(settings_)};
    window_ = std::make_unique<MainWindow>(settings_, appearance_, options, services_);
    window_->show();
}

bool WindowFixture::openBundledModel()
{
    QSignalSpy opened(&window_->modelLoader(), &ModelLoader::opened);
    window_->openModel(LOGITSCOPE_STARTER_MODEL);
    return opened.wait(30'000);
}

bool WindowFixture::generate(const QString& prompt, int tokens, std::uint64_t seed)
{
    controls().prompt()->clear();
    QTest::keyClicks(controls().prompt(), prompt);
    controls().tokens()->setValue(tokens);
    controls().seed()->setSeed(seed);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    return finished.wait(60'000);
}

ExplorePage& WindowFixture::page()
{
    return *window_->explorePage();
}

ControlPanel& WindowFixture::controls()
{
    return *page().controls();
}

std::shared_ptr<const OpenModel> bundledModel()
{
    static const auto model =
        openModelFolder(LOGITSCOPE_STARTER_MODEL, {.device = Device::Cpu}).value();
    return model;
}

} // namespace logitscope
