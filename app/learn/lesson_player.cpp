#include "app/learn/lesson_player.h"

#include "core/lesson/lesson_markup.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

LessonPlayer::LessonPlayer(GenerationService& service, QObject* parent)
    : QObject(parent)
    , starter_(service)
{
    connect(&starter_, &SceneStarter::started, this, [this](const std::vector<SceneStart>& starts) {
        start_ = starts.front();
        emit sceneBegan(*start_);
    });
    connect(&starter_, &SceneStarter::failed, this, &LessonPlayer::failed);
}

void LessonPlayer::setModel(std::shared_ptr<const OpenModel> model)
{
    model_ = std::move(model);
    if (isOpen())
        begin();
}

void LessonPlayer::open(Lesson lesson, const QString& folder)
{
    const bool wasOpen = isOpen();
    lesson_ = std::move(lesson);
    folder_ = folder;
    if (!wasOpen)
        emit opened();
    startOver();
}

void LessonPlayer::close()
{
    if (!isOpen())
        return;
    starter_.stop();
    lesson_.reset();
    start_.reset();
    scene_ = 0;
    isDone_ = false;
    emit closed();
}

const Scene* LessonPlayer::nextScene() const
{
    const auto next = static_cast<std::size_t>(scene_) + 1;
    return next < lesson_->scenes.size() ? &lesson_->scenes[next] : nullptr;
}

void LessonPlayer::goTo(int scene)
{
    if (!isOpen() || scene < 0 || scene >= sceneCount())
        return;
    scene_ = scene;
    begin();
}

void LessonPlayer::startOver()
{
    time_.start();
    goTo(0);
}

void LessonPlayer::begin()
{
    start_.reset();
    isDone_ = scene().done.claims.empty();
    emit sceneChanged();
    if (model_)
        starter_.start(model_, {scene()});
}

void LessonPlayer::judge(const SceneFacts& facts)
{
    if (!isOpen() || !hasBegun() || isDone_)
        return;
    isDone_ = std::ranges::all_of(scene().done.claims, [&](const Claim& claim) {
        return holdsNow(claim, facts).value_or(false);
    });
    if (isDone_)
        emit done();
}

QString LessonPlayer::filled(const std::string& text) const
{
    if (!start_)
        return QString::fromStdString(filledIn(text, [](std::string_view) { return "…"; }));
    const SceneFacts facts{.model = *model_,
                           .run = start_->run,
                           .chain = scene().chain,
                           .step = start_->step,
                           .distribution = start_->distribution ? &*start_->distribution : nullptr,
                           .prompt = start_->prompt};
    return QString::fromStdString(filledIn(text, facts));
}

} // namespace logitscope
