// The real window on the bundled model, off screen, with settings of its own.
#pragma once

#include "app/window/appearance.h"
#include "app/window/main_window.h"

#include <QSettings>
#include <QTemporaryDir>

#include <memory>

namespace logitscope
{

class ControlPanel;
class ExplorePage;

class WindowFixture
{
public:
    // The services outlive the fixture.
    explicit WindowFixture(ModelServices services = {});
    ~WindowFixture();

    // Waits until the bundled model is open; false when that fails.
    bool openBundledModel();

    // Types the prompt, sets length and seed, presses Generate and waits for the end.
    bool generate(const QString& prompt, int tokens, std::uint64_t seed = 1);

    // Presenter mode as on a screen of this size: the off-screen one has a size of its own.
    bool present(QSize screen);

    // A new window on the same settings, as after a restart.
    void restart();

    MainWindow& window() { return *window_; }

    ExplorePage& page();
    ControlPanel& controls();

    QSettings& settings() { return settings_; }

    Appearance& appearance() { return appearance_; }

private:
    QTemporaryDir folder_;
    QSettings settings_;
    Appearance appearance_;
    ModelServices services_;
    std::unique_ptr<MainWindow> window_;
};

// The bundled model, opened a second time for the tests' own arithmetic.
std::shared_ptr<const OpenModel> bundledModel();

} // namespace logitscope
