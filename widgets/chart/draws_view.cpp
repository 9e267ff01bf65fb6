#include "widgets/chart/draws_view.h"

#include "core/text/token_label.h"
#include "widgets/chart/draws_plot.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/card.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/tool_tip.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int frameMilliseconds = 16;
constexpr double animationMilliseconds = 1500.0;
constexpr int usualDraws = 1000;

std::vector<SegmentedSwitch::Choice> countChoices()
{
    std::vector<SegmentedSwitch::Choice> choices;
    for (const int count : {10, 100, 1'000, 10'000, 100'000})
        choices.push_back({count, countText(count),
                           DrawsView::tr("Draw %Ln times from this step.", nullptr, count)});
    return choices;
}

std::vector<LegendEntry> drawsEntries()
{
    using enum LegendSign;
    return {{SamplingBar, DrawsView::tr("sampling probability"), DrawsView::tr("sampling"),
             DrawsView::tr("How likely the token is to be sampled: after all stages of the "
                           "sampler.")},
            {Drawn, DrawsView::tr("share of the draws"), DrawsView::tr("drawn"),
             DrawsView::tr("How often the token was drawn, of all draws.")}};
}

QString shortNumber(double value)
{
    return value < 0.001 ? DrawsView::tr("< 0.001")
                         : QString::number(value, 'f', value < 0.1 ? 3 : 2);
}

// Two digits of it: it is no more than an estimate.
QString roundPercent(double p)
{
    return p < 0.001 ? DrawsView::tr("less than 0.1%")
                     : DrawsView::tr("about %1%").arg(p * 100.0, 0, 'g', p > 0.9949 ? 3 : 2);
}

} // namespace

DrawsView::DrawsView(QWidget* parent)
    : QWidget(parent)
    , count_(new SegmentedSwitch(countChoices(), this))
    , draw_(new QPushButton(this))
    , deviation_(new ElidedLabel(this))
    , test_(new ElidedLabel(this))
    , meaning_(new ElidedLabel(this))
    , plot_(new DrawsPlot(this))
    , legend_(new LegendWidget(drawsEntries(), 0.88, this))
{
    setAccessibleName(tr("Draws from the step"));
    count_->setAccessibleName(tr("Number of draws"));
    count_->setValue(usualDraws);
    legend_->setAccessibleName(tr("Legend of the draws"));
    draw_->setToolTip(tr("Draws so many tokens from the step, each with a random number of its "
                         "own; the text stays as it is. Again draws with other numbers."));
    meaning_->setMuted(true);
    makeLayout();
    frames_.setInterval(frameMilliseconds);
    connect(&frames_, &QTimer::timeout, this,
            [this] { showPart(static_cast<double>(since_.elapsed()) / animationMilliseconds); });
    connect(draw_, &QPushButton::clicked, this, &DrawsView::draw);
    connect(count_, &SegmentedSwitch::picked, this, [this] {
        if (all_)
            begin(true);
    });
    clear();
}

void DrawsView::makeLayout()
{
    auto* head = new QHBoxLayout;
    head->addWidget(count_, 1);
    head->addWidget(draw_);
    auto* card = new Card(this);
    card->hold(plot_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(deviation_);
    layout->addWidget(test_);
    layout->addWidget(meaning_);
    layout->addWidget(card, 1);
    layout->addWidget(legend_);
}

void DrawsView::setStep(std::shared_ptr<const ShapedStep> step, std::uint64_t seed, int index,
                        const BytesOf& bytesOf)
{
    // What the model says tells one step from another, whatever the text was before it.
    const bool isSame = step_ && seed_ == seed && index_ == index &&
                        step_->distribution.size() == step->distribution.size() &&
                        step_->distribution.entropy() == step->distribution.entropy();
    const bool hasDrawn = all_.has_value();
    step_ = std::move(step);
    bytesOf_ = bytesOf;
    seed_ = seed;
    index_ = index;
    plot_->setStep(step_, bytesOf, isSame);
    draw_->setEnabled(canDraw());
    if (isSame && hasDrawn && canDraw())
        return begin(false);
    frames_.stop();
    round_ = 0;
    all_.reset();
    shown_.reset();
    plot_->scrollToTop();
    showDraws();
}

void DrawsView::clear()
{
    frames_.stop();
    step_.reset();
    all_.reset();
    shown_.reset();
    round_ = 0;
    plot_->clear();
    draw_->setEnabled(false);
    showDraws();
}

int DrawsView::drawCount() const
{
    return count_->value();
}

void DrawsView::setDrawCount(int count)
{
    count_->setValue(count);
    if (all_)
        begin(false);
}

bool DrawsView::canDraw() const
{
    return step_ && !step_->shaped.shortage;
}

void DrawsView::draw()
{
    if (!canDraw())
        return;
    round_ += all_ ? 1 : 0;
    begin(true);
}

void DrawsView::begin(bool isAnimated)
{
    const auto dice = diceOfDraws(seed_, static_cast<std::uint32_t>(index_), round_);
    shown_.emplace(step_->shaped, dice);
    all_ = shown_;
    all_->drawUpTo(drawCount());
    isAnimated = isAnimated && isAnimated_ &&
                 style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    if (isAnimated) {
        since_.start();
        frames_.start();
    }
    showPart(isAnimated ? 0.0 : 1.0);
}

void DrawsView::showPart(double part)
{
    if (!all_)
        return;
    if (part >= 1.0) {
        frames_.stop();
        shown_ = all_;
    } else {
        shown_->drawUpTo(static_cast<int>(std::lround(std::pow(drawCount(), std::max(part, 0.0)))));
    }
    showDraws();
}

void DrawsView::showDraws()
{
    draw_->setText(all_ ? tr("Draw again") : tr("Draw"));
    if (step_) {
        const auto counts = all_ ? all_->counts() : std::span<const int>();
        const int most = counts.empty() ? 0 : *std::ranges::max_element(counts);
        plot_->setDraws(shown_, static_cast<double>(most) / std::max(drawCount(), 1));
    }
    const auto largest = shown_ ? shown_->largestDeviation() : std::nullopt;
    if (largest) {
        const auto token = step_->distribution.token(largest->rank);
        const auto label = QString::fromStdString(tokenLabel(token, bytesOf_(token)));
        const auto points = percentOf(largest->size()).chopped(1);
        deviation_->setText(
            tr("%Ln draw(s): largest deviation %1 points at %2", nullptr, shown_->n())
                .arg(points, label),
            {tr("largest deviation %1 points at %2").arg(points, label)});
        deviation_->setExplanation(plainToolTip(
            tr("%1 was drawn in %2 of the draws; its sampling probability is %3.")
                .arg(label, percentOf(largest->share), percentOf(largest->probability))));
    } else if (step_ && !canDraw()) {
        const auto& shortage = *step_->shaped.shortage;
        const auto whole = tr("There is nothing to draw from: %1; %2.")
                               .arg(QString::fromStdString(shortage.sentence()),
                                    QString::fromStdString(shortage.advice()));
        deviation_->setText(whole, {tr("The server told too few tokens to draw.")});
        deviation_->setExplanation(whole);
    } else {
        deviation_->setText(step_ ? tr("Nothing is drawn yet: \"Draw\" draws from this step, and "
                                       "leaves the text as it is.")
                                  : tr("No step yet"));
        deviation_->setExplanation({});
    }
    showTest();
}

// While it runs, too, since the draws so far are draws.
void DrawsView::showTest()
{
    const auto test = shown_ ? shown_->test() : std::nullopt;
    if (test) {
        test_->setText(tr("chi-square %1, %n degree(s) of freedom, p = %2", nullptr, test->degrees)
                           .arg(QString::number(test->statistic, 'f', 1), shortNumber(test->p)));
        test_->setExplanation(
            tr("Pearson's test: the squared distances between drawn and expected counts, each "
               "divided by what is expected. Neighbouring tokens are counted together until 5 are "
               "expected of them. p is %1.")
                .arg(QString::number(test->p, 'g', 6)));
        meaning_->setText(
            tr("By chance alone, %1 of all such tries are this far off or farther.")
                .arg(roundPercent(test->p)),
            {tr("By chance, %1 of such tries are as far off.").arg(roundPercent(test->p))});
        meaning_->setExplanation(
            tr("The draws do follow these probabilities, so p is any number between 0 and 1, all "
               "equally often: draw again to see it. A p that stayed near 0 would mean that they "
               "follow others."));
        return;
    }
    test_->setExplanation({});
    meaning_->setExplanation({});
    meaning_->setText({});
    test_->setText(!shown_ ? QString()
                   : step_->shaped.info.kept == 1
                       ? tr("Only one token is kept: all draws are the same.")
                       : tr("Too few draws for a chi-square test: it takes two tokens, or groups "
                            "of them, of which 5 are expected."));
}

} // namespace logitscope
