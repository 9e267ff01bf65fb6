// The marks of passages that a text has had before.
#include "tests/test_program.h"
#include "tests/widgets/text/token_nodes.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QToolTip>
#include <QtTest>

#include <set>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

// Blank tokens, which the fixtures number by their length: all ink is that of the marks.
std::vector<NodePtr> blanksOf(const std::vector<int>& lengths)
{
    std::vector<std::string> tokens;
    for (const int length : lengths)
        tokens.emplace_back(static_cast<std::size_t>(length), ' ');
    return makeNodes(tokens);
}

// Of four tokens, twice, between others; and five others, twice.
const std::vector<int> repeating{3, 4, 5, 6, 1, 3, 4, 5, 6, 2, 7, 4, 3, 7, 5, 1, 7, 4, 3, 7, 5};

} // namespace

class RepeatsShownTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { view_.reset(); }

    void theSecondPassagesAreMarked();
    void marksComeWithTheTokensAndGoWithTheSwitch();
    void theSamePassageHasTheSameColour();
    void theTextSaysHowMany();

private:
    // Colours below the token's letters.
    std::set<QRgb> coloursBelow(int step);

    bool isMarked(int step) { return coloursBelow(step).size() > 1; }

    std::unique_ptr<TokenText> view_;
};

void RepeatsShownTest::init()
{
    view_ = std::make_unique<TokenText>();
    view_->setPalette(paletteOf(lightTheme()));
    view_->setShades({ShadeBy::Removed}); // no shades
    view_->resize(900, 300);
    view_->show();
    view_->setPrompt("Prompt");
}

std::set<QRgb> RepeatsShownTest::coloursBelow(int step)
{
    const auto image = view_->viewport()->grab().toImage();
    const auto token = view_->tokenRectangles(step).front();
    std::set<QRgb> colours;
    for (int y = token.bottom(); y < token.bottom() + token.height() * 0.4; ++y)
        for (int x = token.left() + 2; x < token.right() - 2; ++x)
            colours.insert(image.pixel(x, y));
    return colours;
}

void RepeatsShownTest::theSecondPassagesAreMarked()
{
    view_->appendTokens(blanksOf(repeating));
    view_->setRepeatsShown(true);
    for (int step = 0; step < static_cast<int>(repeating.size()); ++step) {
        const bool isRepeated = (step >= 5 && step < 9) || step >= 16;
        QCOMPARE(isMarked(step), isRepeated);
        QCOMPARE(view_->repeatAt(step) != nullptr, isRepeated);
    }
    QCOMPARE(view_->repeatAt(6)->before, 0);
    QCOMPARE(view_->repeatAt(20)->before, 10);
}

void RepeatsShownTest::marksComeWithTheTokensAndGoWithTheSwitch()
{
    view_->setRepeatsShown(true);
    const auto nodes = blanksOf(repeating);
    const std::span<const NodePtr> all(nodes);
    view_->appendTokens(all.first(8));
    QVERIFY(!isMarked(5)); // three tokens are too few
    view_->appendTokens(all.subspan(8, 1));
    QVERIFY(isMarked(5));
    view_->setRepeatsShown(false);
    QVERIFY(!isMarked(5));
    view_->setRepeatsShown(true);
    view_->setPrompt("Another");
    QVERIFY(!view_->repeatAt(5));
}

void RepeatsShownTest::theSamePassageHasTheSameColour()
{
    auto three = repeating;
    three.insert(three.end(), {9, 3, 4, 5, 6, 9});
    view_->appendTokens(blanksOf(three));
    view_->setRepeatsShown(true);
    const auto one = view_->repeatAt(6);
    const auto again = view_->repeatAt(23);
    QVERIFY(one && again);
    QCOMPARE(one->group, again->group);
    QVERIFY(view_->repeatAt(17)->group != one->group);
    QVERIFY(coloursBelow(6) == coloursBelow(23));
    QVERIFY(coloursBelow(6) != coloursBelow(17));
}

void RepeatsShownTest::theTextSaysHowMany()
{
    const auto before = view_->accessibleDescription();
    view_->appendTokens(blanksOf(repeating));
    QCOMPARE(view_->accessibleDescription(), before);
    view_->setRepeatsShown(true);
    QVERIFY(view_->accessibleDescription().startsWith(u'2'));
    QHelpEvent help(QEvent::ToolTip, view_->tokenRectangles(7).front().center(), QPoint());
    QCoreApplication::sendEvent(view_->viewport(), &help);
    QVERIFY(QToolTip::text().contains("passage of 4 tokens"));
    QVERIFY(QToolTip::text().contains("token 1 on"));
    QToolTip::hideText();
}

LOGITSCOPE_TEST(RepeatsShownTest)
#include "tst_repeats_shown.moc"
