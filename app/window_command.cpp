#include "app/window_command.h"

#include "app/cli/interrupt.h"
#include "app/cli/prompt_options.h"
#include "app/cli/terminal.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/export/write_picture.h"
#include "app/screenshot.h"
#include "app/version/version.h"
#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "app/window/model_opener.h"
#include "core/generation/bundled_model.h"
#include "core/lesson/lesson_parser.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/language.h"

#include <QApplication>
#include <QFileInfo>
#include <QIcon>
#include <QSettings>
#include <QSocketNotifier>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <memory>

namespace logitscope
{

namespace
{

std::optional<ColourMode> colourModeNamed(const std::string& name)
{
    if (name == "system")
        return ColourMode::FollowSystem;
    if (name == "light")
        return ColourMode::Light;
    if (name == "dark")
        return ColourMode::Dark;
    return std::nullopt;
}

// "1280x800"
std::optional<QSize> sizeFrom(const std::string& text)
{
    const auto parts = QString::fromStdString(text).split('x');
    const QSize size(parts.value(0).toInt(), parts.value(1).toInt());
    constexpr int largest = 8192; // beyond it Qt has no memory for the picture, and doesn't say so
    const bool usable =
        parts.size() == 2 && !size.isEmpty() && size.width() <= largest && size.height() <= largest;
    return usable ? std::optional(size) : std::nullopt;
}

// As its button does, when a person logs out (SIGTERM) or presses Ctrl+C in the terminal.
void closeWhenInterrupted(MainWindow& window)
{
    watchForInterrupt();
    auto* interrupt = new QSocketNotifier(interruptFile(), QSocketNotifier::Read, &window);
    QObject::connect(interrupt, &QSocketNotifier::activated, &window, [interrupt, &window] {
        interrupt->setEnabled(false);
        window.leaveLesson(); // also a locked one: nobody may be there for its phrase
        window.close();
    });
}

} // namespace

void WindowCommand::addTo(const Command& program)
{
    program.addText(
        "--text", text_, "TEXT",
        "The prompt to start with; - reads it from standard input (default: the last one)");
    sampler_.addTo(program);
    program.addSeed("--seed", seed_, "The random seed (default: the last one)");
    program.addWholeNumber("--max-tokens", maxTokens_, "N",
                           "At most this many tokens (default: the last number)");
    model_.addTo(program, "the one opened last, at first the bundled model",
                 "the one chosen last, at first auto");
    program.addText("FILE", file_, "", "Open a session, a run, a figure with its run, or a lesson");
    program.addText("--lesson", lesson_, "FILE", "Begin with this lesson");
    program
        .addFlag("--locked", locked_,
                 "Lock it: leaving it needs a phrase, which is set in the window")
        .needs("--lesson");
    program.addWholeNumber(
        "--logits-cache", logitsCache_, "MB",
        "Keep so many megabytes of logits for sliders that move at any token; the "
        "model reads the others again (default: 256)");
    program.addText("--colours", colours_, "COLOURS", "system, light or dark")
        .values({"system", "light", "dark"});
    program.addText("--screenshot", screenshot_, "FILE",
                    "Render the window off screen, generate, save its picture here, "
                    "print the continuation");
    program.addText("--size", size_, "WxH", "The picture's size; QT_SCALE_FACTOR multiplies it")
        .needs("--screenshot");
}

std::optional<Error> WindowCommand::findError() const
{
    if (const auto settings = sampler_.settings(); !settings)
        return settings.error();
    if (const auto options = model_.loadOptions(); !options)
        return options.error();
    if (maxTokens_ && *maxTokens_ < 1)
        return Error::of("--max-tokens is {}, expected 1 or more", *maxTokens_);
    if (logitsCache_ && *logitsCache_ < 1)
        return Error::of("--logits-cache is {}, expected 1 or more", *logitsCache_);
    if (!colourModeNamed(colours_))
        return Error::of("--colours is {}, expected system, light or dark", colours_);
    if (file_ && !QFileInfo::exists(QString::fromStdString(*file_)))
        return Error::of(
            "{}: there is no such file, and no such command; --help lists the commands", *file_);
    if (lesson_) {
        if (const auto lesson = openLesson(*lesson_); !lesson)
            return lesson.error();
    }
    if (screenshot_ && !QString::fromStdString(*screenshot_).endsWith(".png", Qt::CaseInsensitive))
        return Error::of("--screenshot is {}, expected a file that ends in .png", *screenshot_);
    if (!sizeFrom(size_))
        return Error::of("--size is {}, expected WIDTHxHEIGHT, up to 8192 each, like 1280x800",
                         size_);
    return std::nullopt;
}

int WindowCommand::run(int& argc, char** argv) const
{
    if (const auto error = findError())
        return complain(*error, ExitCode::badValue);
    const auto place = model_.place();
    if (!place)
        return complain(place.error(), ExitCode::badValue);
    const auto text = textOrInput(text_);
    if (!text)
        return complain(text.error(), ExitCode::badValue);
    if (*text && (*text)->size() > PromptField::comfortableBytes) // before it is laid out
        return complain(Error::of("--text has {} bytes, more than the {} that a prompt may have in "
                                  "the window; shorten it",
                                  (*text)->size(), PromptField::comfortableBytes),
                        ExitCode::badValue);

    if (screenshot_)
        drawOffScreen();
    QApplication application(argc, argv);
    QApplication::setApplicationName("Logitscope");
    QApplication::setOrganizationName("Logitscope");
    QApplication::setApplicationVersion(QString::fromStdString(version()));
    QApplication::setDesktopFileName("io.github.logitscope.Logitscope");
    installLanguage();
    QApplication::setWindowIcon(QIcon(":/icons/logitscope.svg"));

    // A picture neither depends on what somebody set in the window before, nor changes it.
    std::optional<QTemporaryDir> forPicture;
    std::unique_ptr<QSettings> settings;
    if (screenshot_) {
        forPicture.emplace();
        settings =
            std::make_unique<QSettings>(forPicture->filePath("settings.ini"), QSettings::IniFormat);
    } else {
        settings = std::make_unique<QSettings>();
    }
    Appearance appearance;
    appearance.setMode(colours_ == "system"
                           ? static_cast<ColourMode>(settings->value("colours", 0).toInt())
                           : *colourModeNamed(colours_));
    appearance.setHighContrast(settings->value("highContrast", false).toBool());
    appearance.setZoom(settings->value("zoom", 100).toInt());

    MainWindow window(*settings, appearance, loadOptions(*settings));
    applyTo(window, *text);
    const auto bundled = QString::fromStdString(bundledModelFolder().string());
    const auto last = settings->value("recentModels").toStringList().value(0, bundled);
    window.openModelOnceShown(*place ? QString::fromStdString(**place) : last,
                              model_.remoteOptions());
    if (screenshot_) {
        takeScreenshot(window, QString::fromStdString(*screenshot_), *sizeFrom(size_));
    } else {
        window.modelHasher().keepIn(usualSumsFile());
        window.offerModel();
        closeWhenInterrupted(window);
        window.keepSessionIn(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
        window.show();
    }
    // Above what the last session brings back.
    if (file_)
        window.openOnceModelIsOpen(QString::fromStdString(*file_));
    if (lesson_)
        window.openLesson(QString::fromStdString(*lesson_), locked_);
    return QApplication::exec();
}

// What was chosen in the window gives way where the command line asks for what excludes it.
LoadOptions WindowCommand::loadOptions(const QSettings& settings) const
{
    auto options = *model_.loadOptions();
    if (!model_.asksForPrecision())
        options.precision = ModelOpener::rememberedPrecision(settings);
    if (findConflict(options))
        options.precision = model_.loadOptions()->precision;
    if (!model_.asksForEngine())
        options.engine = ModelOpener::rememberedEngine(settings);
    if (findConflict(options))
        options.engine = model_.loadOptions()->engine;
    return options;
}

void WindowCommand::applyTo(MainWindow& window, const std::optional<std::string>& text) const
{
    if (logitsCache_)
        window.explorePage()->setMostLogits(static_cast<std::size_t>(*logitsCache_) * 1'000'000);
    auto* controls = window.explorePage()->controls();
    auto request = controls->request();
    request.prompt = text.value_or(request.prompt);
    request.seed = seed_.value_or(request.seed);
    request.tokens = maxTokens_.value_or(request.tokens);
    controls->setRequest(request);

    controls->sampler()->setSettings(*sampler_.settings(controls->sampler()->settings()));
}

} // namespace logitscope
