// What looking back draws over a text, read from its picture.
#include "tests/test_program.h"
#include "tests/widgets/contrast.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/removed_pattern.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPaintEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QtTest>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

using MaybeJudgement = std::optional<Judgement>;

const std::array<const Theme*, 4> judgedThemes{&lightTheme(), &darkTheme(),
                                               &highContrastLightTheme(), &highContrastDarkTheme()};

MaybeJudgement keptAs(TokenId picked)
{
    return Judgement{{}, picked};
}

MaybeJudgement removedBy(StageKind stage)
{
    return Judgement{{Verdict::Fate::Removed, stage}, 0};
}

const MaybeJudgement impossible = Judgement{{Verdict::Fate::Impossible, {}}, 0};
constexpr TokenId blank = 8; // of eight spaces, as makeStep() numbers them

std::unique_ptr<TokenText> blanks(int count, const Theme& theme = lightTheme())
{
    auto view = std::make_unique<TokenText>();
    view->setPalette(paletteOf(theme));
    view->resize(500, 300);
    view->show();
    view->setPrompt("Prompt");
    for (int i = 0; i < count; ++i)
        view->appendTokens(makeNodes({std::string(blank, ' ')}));
    return view;
}

// Where a token's picture has such colours, from the token's corner.
std::vector<QPoint> placesOf(const TokenText& view, int step,
                             const std::function<bool(const QColor&)>& isSuch)
{
    const QImage image = const_cast<TokenText&>(view).viewport()->grab().toImage();
    const QRect token = view.tokenRectangles(step).first().adjusted(2, 0, -2, 2);
    std::vector<QPoint> places;
    for (int y = token.top(); y <= token.bottom(); ++y)
        for (int x = token.left(); x <= token.right(); ++x)
            if (isSuch(image.pixelColor(x, y)))
                places.push_back({x - token.left(), y - token.top()});
    return places;
}

std::vector<QPoint> placesOf(const TokenText& view, int step, const QColor& colour)
{
    return placesOf(view, step, [&](const QColor& shown) { return shown == colour; });
}

bool isStruck(const TokenText& view, int step, const QColor& colour)
{
    const QRect token = view.tokenRectangles(step).first();
    const auto places = placesOf(view, step, colour);
    const bool isInTheMiddle = std::ranges::all_of(places, [&](QPoint place) {
        return place.y() > token.height() / 3 && place.y() < token.height() * 3 / 4;
    });
    return isInTheMiddle && static_cast<int>(places.size()) >= (token.width() - 4) * 2;
}

bool hasWave(const TokenText& view, int step)
{
    const QRect token = view.tokenRectangles(step).first();
    const auto& theme = themeOf(view.palette());
    const auto ink = placesOf(view, step, [&](const QColor& shown) {
        return contrast(shown, theme.text) < 2.0; // smooth edges
    });
    return ink.size() > 5 && std::ranges::all_of(ink, [&](QPoint place) {
               return place.y() > token.height() * 3 / 4;
           });
}

// What the viewport is asked to paint.
class PaintSpy : public QObject
{
public:
    explicit PaintSpy(TokenText& view) { view.viewport()->installEventFilter(this); }

    QRegion region;

    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            region += static_cast<QPaintEvent*>(event)->region();
        return false;
    }
};

} // namespace

class TestJudgements : public QObject
{
    Q_OBJECT

private slots:
    void marksAreWhatWasFound();
    void strikesStandOut();
    void removedTokensHaveTheirPattern();
    void textIsReadableOnEveryPattern();
    void onlyWhatChangedIsPainted();
    void aNewPromptHasNone();
    void tokensWithoutTextHaveNoMark();
    void tipSaysWhatWasFound_data();
    void tipSaysWhatWasFound();
};

void TestJudgements::marksAreWhatWasFound()
{
    for (const Theme* theme : judgedThemes) {
        const auto view = blanks(6, *theme);
        view->setJudgements({keptAs(blank), removedBy(StageKind::TopK), std::nullopt,
                             keptAs(blank + 1), impossible, removedBy(StageKind::MinP)});
        const auto strikeOf = [&](int step) -> std::optional<QColor> {
            for (const QColor& colour : {removedColour(*theme, StageKind::TopK), theme->text,
                                         removedColour(*theme, StageKind::MinP)})
                if (isStruck(*view, step, colour))
                    return colour;
            return std::nullopt;
        };
        QVERIFY(!strikeOf(0) && !hasWave(*view, 0));
        QCOMPARE(strikeOf(1), removedColour(*theme, StageKind::TopK));
        QVERIFY(!strikeOf(2) && !hasWave(*view, 2));
        QVERIFY(!strikeOf(3) && hasWave(*view, 3));
        QCOMPARE(strikeOf(4), theme->text);
        QCOMPARE(strikeOf(5), removedColour(*theme, StageKind::MinP));
        for (const int step : {1, 4, 5})
            QVERIFY(!hasWave(*view, step));

        view->setJudgements({});
        for (int step = 0; step < view->stepCount(); ++step)
            QVERIFY(!strikeOf(step) && !hasWave(*view, step));
    }
}

// The line is told from its hem, whatever shade or letter is beyond it: WCAG 2.1, 1.4.11.
void TestJudgements::strikesStandOut()
{
    for (const Theme* theme : judgedThemes)
        for (const auto& stage : stageDescriptions())
            QVERIFY(contrast(removedColour(*theme, stage.kind), theme->surface) >= 3.0);
    const auto view = std::make_unique<TokenText>();
    view->resize(500, 300);
    view->show();
    view->appendTokens(std::vector{makeNode("mmmmmm", 1e-6)}); // letters on the strongest shade
    view->setJudgements({removedBy(StageKind::TopP)});
    const auto strike = placesOf(*view, 0, removedColour(lightTheme(), StageKind::TopP));
    QVERIFY(!strike.empty());
    const QImage image = view->viewport()->grab().toImage();
    const QPoint corner = view->tokenRectangles(0).first().adjusted(2, 0, -2, 2).topLeft();
    const auto [first, last] = std::minmax_element(
        strike.begin(), strike.end(), [](QPoint a, QPoint b) { return a.y() < b.y(); });
    for (const int x : {3, 9, 14, 20, 25}) {
        QCOMPARE(image.pixelColor(corner + QPoint(x, first->y() - 1)), lightTheme().surface);
        QCOMPARE(image.pixelColor(corner + QPoint(x, last->y() + 1)), lightTheme().surface);
    }
}

void TestJudgements::removedTokensHaveTheirPattern()
{
    const auto view = blanks(4);
    const auto picture = [&](int step) {
        const QRect token = view->tokenRectangles(step).first();
        return view->viewport()->grab().toImage().copy(
            token.adjusted(3, 0, -3, -token.height() / 2));
    };
    view->setShades({ShadeBy::Removed, 100});
    const QImage unknown = picture(1);
    view->setJudgements({keptAs(blank), removedBy(StageKind::TopK), removedBy(StageKind::TopP),
                         removedBy(StageKind::MinP)});
    const auto isSurface = [](const QImage& image) {
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y) != lightTheme().surface)
                    return false;
        return true;
    };
    QVERIFY(isSurface(unknown));
    QVERIFY(isSurface(picture(0)));
    for (int step = 1; step < 4; ++step) {
        QVERIFY(!isSurface(picture(step)));
        for (int other = step + 1; other < 4; ++other)
            QVERIFY(picture(step) != picture(other));
    }
}

void TestJudgements::textIsReadableOnEveryPattern()
{
    for (const Theme* theme : judgedThemes)
        for (const auto& stage : stageDescriptions()) {
            if (stage.effect != StageEffect::Removes)
                continue;
            const auto view = blanks(1, *theme);
            view->setShades({ShadeBy::Removed, 100});
            view->setJudgements({removedBy(stage.kind)});
            const QImage image = view->viewport()->grab().toImage();
            const QRect token = view->tokenRectangles(0).first();
            const int bottom = token.top() + token.height() * 2 / 5; // above the line
            for (int y = token.top(); y < bottom; ++y)
                for (int x = token.left(); x < token.right(); ++x)
                    QVERIFY2(contrast(theme->text, image.pixelColor(x, y)) >= 4.5,
                             qPrintable(image.pixelColor(x, y).name()));
        }
}

void TestJudgements::onlyWhatChangedIsPainted()
{
    auto view = blanks(0);
    view->appendTokens(words(1000));
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    view->verticalScrollBar()->setValue(0);
    std::vector<MaybeJudgement> judgements(1000, keptAs(1));
    for (int step = 0; step < 1000; ++step)
        judgements[static_cast<std::size_t>(step)]->picked = 5;
    view->setJudgements(judgements);
    QCoreApplication::processEvents();

    PaintSpy spy(*view);
    view->setJudgements(judgements); // the same
    QCoreApplication::processEvents();
    QVERIFY(spy.region.isEmpty());

    judgements[3] = removedBy(StageKind::TopK);
    judgements[900] = removedBy(StageKind::TopK); // out of view
    view->setJudgements(judgements);
    QTRY_VERIFY(!spy.region.isEmpty());
    const QRect token = view->tokenRectangles(3).first();
    const int around = token.height() / 2;
    QVERIFY(token.adjusted(-around, -around, around, around).contains(spy.region.boundingRect()));
    QVERIFY(spy.region.contains(token));

    // Sixty times a second, while a slider moves.
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 60; ++i) {
        for (auto& judgement : judgements)
            judgement = i % 2 ? keptAs(1) : removedBy(StageKind::TopP);
        view->setJudgements(judgements);
    }
    QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
}

void TestJudgements::aNewPromptHasNone()
{
    const auto view = blanks(1);
    view->setJudgements({removedBy(StageKind::TopK)});
    view->setPrompt("Another");
    view->appendTokens(makeNodes({std::string(blank, ' ')}));
    QVERIFY(!view->judgement(0));
    QVERIFY(!isStruck(*view, 0, removedColour(lightTheme(), StageKind::TopK)));
}

void TestJudgements::tokensWithoutTextHaveNoMark()
{
    const auto view = blanks(0);
    view->appendTokens(makeNodes({"\xE2\x82"})); // owns no character yet
    const QImage before = view->viewport()->grab().toImage();
    view->setJudgements({removedBy(StageKind::TopK), removedBy(StageKind::TopP)}); // more than are
    QCOMPARE(view->viewport()->grab().toImage(), before);
}

void TestJudgements::tipSaysWhatWasFound_data()
{
    QTest::addColumn<MaybeJudgement>("judgement");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("unknown") << MaybeJudgement() << QString();
    QTest::newRow("kept") << keptAs(blank)
                          << "The present settings keep it, and u = 0.4312 would pick it.";
    QTest::newRow("replaced") << keptAs(3)
                              << "The present settings keep it, but u = 0.4312 would pick "
                                 "␣&lt;3&gt;.";
    QTest::newRow("removed") << removedBy(StageKind::TopK)
                             << "Under the present settings top-k removes it; u = 0.4312 would "
                                "pick ␣&lt;0&gt;.";
    QTest::newRow("impossible") << impossible << "impossible before any stage; u = 0.4312";
}

void TestJudgements::tipSaysWhatWasFound()
{
    QFETCH(MaybeJudgement, judgement);
    QFETCH(QString, sentence);
    auto view = blanks(0);
    view->setTokenBytes([](TokenId token) { return " <" + std::to_string(token) + ">"; });
    Step step = makeStep(std::string(blank, ' '));
    step.u = 0.43129;
    view->appendTokens(nodesOf({step}));
    view->setJudgements({judgement});
    const auto tip = [&] {
        const QPoint at = view->tokenRectangles(0).first().center();
        QHelpEvent help(QEvent::ToolTip, at, view->viewport()->mapToGlobal(at));
        QApplication::sendEvent(view->viewport(), &help);
        return QToolTip::text();
    };
    QVERIFY2(tip().contains(sentence), qPrintable(tip()));
    QCOMPARE(tip().contains("present settings"), judgement.has_value());
    view->setJudgements({judgement}, Pick::Gumbel);
    QCOMPARE(tip().contains("the same random numbers would pick"), judgement.has_value());
}

LOGITSCOPE_TEST(TestJudgements)
#include "tst_judgements.moc"
