// Every lesson that comes with the program, from its first to its last scene, in the real window as
// a room sees it: what a scene asks for can be done with the controls that it leaves, and then it
// is done.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/learn/lesson_bar.h"
#include "app/learn/lesson_player.h"
#include "app/learn/lesson_text.h"
#include "app/room/room_round.h"
#include "app/window/lesson_stage.h"
#include "core/lesson/lesson_library.h"
#include "tests/test_program.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/number_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/slider_box.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace logitscope;

namespace
{

// The control that turns the stage now: a slider, or the stage's card.
SliderBox* controlOf(SamplerPanel& sampler, StageKind kind)
{
    if (!sampler.chain()->isVisible())
        return kind == StageKind::TopK   ? sampler.topK()
               : kind == StageKind::TopP ? sampler.topP()
                                         : sampler.temperature();
    const auto& cards = sampler.chain()->cards();
    const auto card =
        std::ranges::find(cards, kind, [](const StageCard* each) { return each->stage().kind; });
    return card == cards.end() ? nullptr : (*card)->sliders().front();
}

// A number that the claim holds of.
double numberFor(const Claim& claim)
{
    const double bound = std::get<double>(std::get<MeasureValue>(claim.other));
    using enum Claim::Relation;
    return claim.relation == NotEqual || claim.relation == Less ? bound / 2.0 : bound;
}

} // namespace

class LessonsTest : public QObject
{
    Q_OBJECT

private slots:
    void canBeDone_data();
    void canBeDone();
};

void LessonsTest::canBeDone_data()
{
    QTest::addColumn<QString>("file");
    for (const auto& listed : listLessons(bundledLessonFolder(), {}))
        QTest::newRow(listed.file.stem().string().c_str())
            << QString::fromStdString(listed.file.string());
}

void LessonsTest::canBeDone()
{
    QFETCH(QString, file);
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    QVERIFY(window.openLesson(file, false));
    auto* player = window.lessons()->player();
    const QSize room(1024, 768);
    window.setPresenting(true);
    fixture.appearance().present(room.height());
    window.showNormal(); // the off-screen screen has a size of its own
    window.resize(room);
    QTRY_COMPARE(window.size(), room);

    for (int index = 0; index < player->sceneCount(); ++index) {
        QTRY_VERIFY(player->hasBegun());
        const auto& scene = player->scene();
        const auto name = QByteArray::fromStdString(scene.title);
        QCOMPARE(player->sceneIndex(), index);
        QVERIFY2(!player->isDone(), name);
        QVERIFY2(window.lessonBar()->doneMark()->isHidden(), name);
        QTRY_VERIFY2(window.lessonBar()->height() <= room.height() / 3, name);
        QVERIFY2(!window.lessonBar()->text()->toPlainText().contains("{{"), name);
        QVERIFY2(!window.lessonBar()->text()->toPlainText().contains(u'…'), name);

        auto& explore = *window.explorePage();
        auto& compare = *window.comparePage();
        if (scene.page == ScenePage::Compare) {
            QTRY_VERIFY2(compare.controls()->generateButton()->isEnabled(), name);
            QTest::mouseClick(compare.controls()->generateButton(), Qt::LeftButton);
        } else {
            QTRY_VERIFY2(explore.document().hasNext(), name);
            auto& controls = *explore.controls();
            int tokens = 0;
            for (const auto& claim : scene.done.claims) {
                switch (claim.measure.kind) {
                case MeasureKind::Tokens:
                    tokens = static_cast<int>(numberFor(claim));
                    break;
                case MeasureKind::Seed:
                    QVERIFY2(controls.seed()->isVisible() && controls.seed()->isEnabled(), name);
                    controls.seed()->field()->selectAll();
                    QTest::keyClicks(controls.seed()->field(), "77");
                    QTest::keyClick(controls.seed()->field(), Qt::Key_Return);
                    break;
                case MeasureKind::Prompt: {
                    QVERIFY2(!controls.prompt()->isReadOnly(), name);
                    const auto wanted = std::get<std::string>(std::get<MeasureValue>(claim.other));
                    controls.prompt()->selectAll();
                    QTest::keyClicks(controls.prompt(), claim.relation == Claim::Relation::Equal
                                                            ? QString::fromStdString(wanted)
                                                            : "The dog and the cat");
                    QTRY_VERIFY(explore.document().run().prompt !=
                                (claim.relation == Claim::Relation::Equal ? scene.prompt : wanted));
                    break;
                }
                case MeasureKind::StageValue: {
                    auto* control = controlOf(*controls.sampler(), claim.measure.stage);
                    QVERIFY2(control && control->isVisible() && control->isEnabled(), name);
                    const auto& bound = std::get<MeasureValue>(claim.other);
                    if (!holds(control->value(), claim.relation, bound))
                        control->box()->setValue(numberFor(claim));
                    break;
                }
                case MeasureKind::RoundStage:
                    QCOMPARE(window.roomRound().stage(), RoundStage::Asked);
                    explore.reveal();
                    QVERIFY(!player->isDone());
                    explore.sample();
                    break;
                default:
                    QFAIL(name); // nobody knows how to do that
                }
            }
            if (tokens > 0) {
                auto* button = tokens > 2 ? controls.generateButton() : controls.stepButton();
                QVERIFY2(button->isVisible() && button->isEnabled(), name);
                for (int step = 0; step < (tokens > 2 ? 1 : tokens); ++step)
                    QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QTRY_VERIFY2_WITH_TIMEOUT(player->isDone(), name, 60'000);
        QVERIFY2(window.lessonBar()->doneMark()->isVisible(), name);
        QTest::keyClick(&window, Qt::Key_PageDown);
    }
    QCOMPARE(player->sceneIndex(), player->sceneCount() - 1);
}

LOGITSCOPE_TEST(LessonsTest)
#include "tst_lessons.moc"
