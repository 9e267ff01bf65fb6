#include "app/window/lesson_stage.h"

#include "app/compare/compare_page.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/room/room_round.h"
#include "core/sampling/strategy.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/token_text.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPlainTextEdit>

#include <utility>

namespace logitscope
{

namespace
{

constexpr int frameMilliseconds = 16;

} // namespace

LessonStage::LessonStage(GenerationService& service, ExplorePage& explore, ComparePage& compare,
                         RoomRound& round, QObject* parent)
    : QObject(parent)
    , explore_(explore)
    , compare_(compare)
    , round_(round)
    , player_(service)
{
    frame_.setSingleShot(true);
    frame_.setInterval(frameMilliseconds);
    connect(&frame_, &QTimer::timeout, this, &LessonStage::judge);
    connect(&explore_, &ExplorePage::changed, this, &LessonStage::judgeSoon);
    connect(&compare_, &ComparePage::changed, this, &LessonStage::judgeSoon);
    connect(&round_, &RoomRound::changed, this, &LessonStage::judgeSoon);
    connect(&player_, &LessonPlayer::sceneBegan, this, &LessonStage::setUp);
    connect(&player_, &LessonPlayer::closed, this, [this] {
        frame_.stop();
        if (round_.stage() != RoundStage::Off)
            round_.end();
        emit partsChanged();
    });
    qApp->installEventFilter(this);
}

SceneParts LessonStage::parts() const
{
    if (!player_.isOpen())
        return {};
    const auto& scene = player_.scene();
    return {.hidden = scene.hidden, .locked = scene.locked, .isInLesson = true};
}

void LessonStage::setUp(const SceneStart& start)
{
    if (round_.stage() != RoundStage::Off)
        round_.end();
    if (player_.scene().page == ScenePage::Explore)
        setUpExplore(start);
    else
        setUpCompare(start);
    emit partsChanged();
    emit pageRequested(player_.scene().page);
    if (player_.scene().page == ScenePage::Explore)
        explore_.text()->setFocus(); // where arrows and Space are of use
    if (player_.scene().predicts)
        askRound();
    judgeSoon();
}

// Generate begins from the prompt, so that its tokens are those of the beginning and more.
void LessonStage::setUpExplore(const SceneStart& start)
{
    const auto& scene = player_.scene();
    const int tokens = scene.begin + scene.tokens;
    RunState state{.run = start.run,
                   .request = {.prompt = scene.prompt,
                               .seed = scene.seed,
                               .tokens = tokens,
                               .promptTokens = start.run.promptTokens},
                   .settings = scene.chain};
    auto& branch = state.run.branch();
    branch.limit = tokens;
    if (branch.length() > 0 && branch.stopReason == StopReason::Length)
        branch.stopReason = StopReason::Stopped;
    const bool isLast = start.step >= branch.length();
    explore_.begin(state, isLast ? std::nullopt : std::optional(start.step));
}

void LessonStage::setUpCompare(const SceneStart& start)
{
    const auto& scene = player_.scene();
    CompareRequest request{.prompt = scene.prompt,
                           .strategies = {},
                           .seed = scene.seed,
                           .tokens = scene.begin + scene.tokens,
                           .promptTokens = start.run.promptTokens};
    for (const auto& branch : start.run.branches)
        request.strategies.push_back(*findStrategy(branch.name));
    ComparisonState state{.asked = request, .request = request};
    if (scene.begin > 0)
        state.run = start.run;
    compare_.begin(state);
}

void LessonStage::askRound()
{
    const auto& scene = player_.scene();
    explore_.ask(QString::fromStdString(scene.question), scene.step);
}

void LessonStage::judgeSoon()
{
    if (player_.hasBegun() && !frame_.isActive())
        frame_.start();
}

void LessonStage::judge()
{
    if (!player_.isOpen() || !player_.hasBegun())
        return;
    const auto predictions = static_cast<int>(round_.round().predictions().size());
    const std::string stage(roundStageName(round_.stage()));
    if (player_.scene().page == ScenePage::Compare) {
        const auto run = compare_.shownRun();
        const SamplerChain none;
        return player_.judge({.model = *player_.model(),
                              .run = run,
                              .chain = none,
                              .predictions = predictions,
                              .stage = stage});
    }
    const auto& document = explore_.document();
    const auto& scores = document.promptScores(); // of a part of it, perplexity would be another
    const int step = document.selected().value_or(document.size());
    player_.judge({.model = *player_.model(),
                   .run = document.run(),
                   .chain = explore_.controls()->sampler()->settings(),
                   .step = step,
                   .distribution = step < 0 ? nullptr : document.distribution(),
                   .prompt = scores.isComplete() ? scores.known() : std::span<const TokenScore>(),
                   .predictions = predictions,
                   .stage = stage});
}

bool LessonStage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride || !player_.isOpen())
        return QObject::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isPage = key->key() == Qt::Key_PageDown || key->key() == Qt::Key_PageUp;
    if (!isPage || (key->modifiers() & ~Qt::KeypadModifier))
        return false;
    const auto* field = qobject_cast<QPlainTextEdit*>(watched);
    event->setAccepted(field && !field->isReadOnly());
    return true;
}

} // namespace logitscope
