#include "app/explore/flip_marks.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::chrono::milliseconds atOnce{2}; // so that a frame is not late,
constexpr int pause = 4;                       // milliseconds, in which it can be drawn
constexpr std::size_t mostSearches = 24;       // a chain's sliders
constexpr TokenId unknownPick = -1;            // where a server told too few tokens to say

} // namespace

FlipMarks::FlipMarks(SamplerPanel& sampler, StepSource step, LabelOf label, QObject* parent)
    : QObject(parent)
    , sampler_(sampler)
    , step_(std::move(step))
    , label_(std::move(label))
{
    timer_.setSingleShot(true);
    timer_.setInterval(pause);
    connect(&timer_, &QTimer::timeout, this, &FlipMarks::goOn);
    connect(&sampler_, &SamplerPanel::lookedAtChanged, this, &FlipMarks::follow);
}

void FlipMarks::follow()
{
    const auto slider = sampler_.lookedAt();
    if (!slider || marked_ != slider->box)
        clear();
    const auto step = slider ? step_() : std::nullopt;
    if (!step || step->logits.empty())
        return clear();
    if (!isKnown(*step)) {
        searches_.clear();
        known_ = std::make_shared<Known>(Known{{step->logits.begin(), step->logits.end()},
                                               step->input,
                                               step->u,
                                               StepJudge(step->logits, 0, step->logits.coverage)});
    }
    marked_ = slider->box;
    const auto& search = searchFor(*slider);
    if (search.flips.isDone())
        show(search.flips);
    else
        goOn();
}

bool FlipMarks::isKnown(const Step& step) const
{
    return known_ && known_->u == step.u && known_->input == step.input &&
           std::ranges::equal(known_->logits, step.logits);
}

// Top-k's right end is 0, which is off, and keeps as many as there are.
FlipMarks::Search& FlipMarks::searchFor(const SamplerPanel::Slider& slider)
{
    const auto [box, kind, parameter] = slider;
    const auto others = turned(sampler_.settings(), kind, parameter, 0.0);
    const auto found = std::ranges::find_if(searches_, [&](const Search& search) {
        return search.kind == kind && search.parameter == parameter && search.others == others;
    });
    if (found != searches_.end()) {
        searches_.splice(searches_.begin(), searches_, found);
        return searches_.front();
    }
    auto values = box->values();
    double start = box->value();
    if (kind == StageKind::TopK) {
        const auto all = static_cast<double>(known_->logits.size());
        std::ranges::replace(values, 0.0, all);
        start = start == 0.0 ? all : start;
    }
    const auto pick = [known = known_, others, kind, parameter](double value) {
        const auto judgement = known->judge.judge(
            known->logits, turned(others, kind, parameter, value), known->u,
            {.chain = known->input.chain(), .numberOf = known->input.numberOf()});
        return judgement.isCertain ? judgement.picked : unknownPick;
    };
    const bool isWhole = describe(kind).parameters[parameter].isWhole;
    searches_.push_front(
        {others, kind, parameter,
         FlipSearch(std::move(values),
                    isWhole ? FlipSearch::Numbers::Whole : FlipSearch::Numbers::All, pick, start)});
    if (searches_.size() > mostSearches)
        searches_.pop_back();
    return searches_.front();
}

void FlipMarks::goOn()
{
    auto& flips = searches_.front().flips;
    flips.goOn(atOnce);
    show(flips);
    if (!flips.isDone())
        timer_.start();
}

void FlipMarks::show(const FlipSearch& flips)
{
    if (!marked_)
        return;
    SliderMarks marks{.marks = {},
                      .from = flips.knownFrom(),
                      .to = flips.knownTo(),
                      .isAll = flips.isDone(),
                      .token = label_(flips.pickedAtFirst())};
    for (const auto& [at, below, above] : flips.flips())
        marks.marks.push_back({at, label_(above), label_(below)});
    marked_->setMarks(std::move(marks));
}

void FlipMarks::clear()
{
    timer_.stop();
    if (marked_)
        marked_->setMarks(std::nullopt);
    marked_.clear();
}

} // namespace logitscope
