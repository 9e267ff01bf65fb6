// The Explore page of the real window as a person has it: they look, point and press keys.
#pragma once

#include "app/explore/branch_list.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "core/sampling/dice.h"
#include "tests/fixtures/read_token.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QHelpEvent>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace logitscope
{

// A step that the model draws by itself, and the logits that it is drawn from.
struct PlainStep
{
    TokenId token;
    double u;
    std::vector<float> logits;
};

// A context of its own that has read a text, one token after the other.
class PlainContext
{
public:
    explicit PlainContext(const std::vector<TokenId>& text)
        : model_(bundledModel())
        , context_(model_->model->newContext())
    {
        for (const auto token : text)
            read(token);
    }

    void read(TokenId token)
    {
        const auto logits = readToken(*context_, token).value();
        logits_.assign(logits.begin(), logits.end());
    }

    const std::vector<float>& logits() const { return logits_; }

    bool isFull() const { return context_->length() == model_->model->info().contextLength; }

private:
    std::shared_ptr<const OpenModel> model_;
    std::unique_ptr<Context> context_;
    std::vector<float> logits_;
};

// What a text may be followed by.
inline std::vector<float> logitsAfter(const std::vector<TokenId>& text)
{
    return PlainContext(text).logits();
}

// What the model draws after a text from step `begin` on, from the whole ranked distribution.
inline std::vector<PlainStep> drawnAfter(const std::vector<TokenId>& text, int begin, int end,
                                         const SamplerChain& settings, const Dice& dice)
{
    PlainContext context(text);
    std::vector<PlainStep> steps;
    for (int index = begin; index < end && !context.isFull(); ++index) {
        const auto distribution = Distribution::rank(context.logits()).value();
        const double u = dice.roll(static_cast<std::uint64_t>(index));
        const auto token = distribution.token(distribution.shape(settings).draw(u));
        steps.push_back({token, u, context.logits()});
        if (bundledModel()->bounds.isEnd(token))
            break;
        context.read(token);
    }
    return steps;
}

class ExploreHands
{
public:
    explicit ExploreHands(ModelServices services = {}) : fixture_(std::move(services)) {}

    bool openModel() { return fixture_.openBundledModel(); }

    WindowFixture& fixture() { return fixture_; }

    ExplorePage& page() { return fixture_.page(); }

    const RunDocument& document() { return page().document(); }

    const Run& run() { return document().run(); }

    ControlPanel& controls() { return fixture_.controls(); }

    SamplerChain settings() { return controls().sampler()->settings(); }

    DistributionChart& chart() { return *page().stepPanel()->distributionChart(); }

    BranchList& branches() { return *page().findChild<BranchList*>(); }

    QString shown() { return page().text()->plainText(); }

    std::vector<TokenId> tokens()
    {
        std::vector<TokenId> all;
        for (const auto& node : document().path())
            all.push_back(node->step.token);
        return all;
    }

    // As the sliders do.
    void setSettings(const SamplerChain& settings)
    {
        controls().sampler()->setSettings(settings);
        emit controls().sampler()->settingsChanged(settings);
    }

    void clickToken(int step)
    {
        const auto rectangle = page().text()->tokenRectangles(step).front();
        QTest::mouseClick(page().text()->viewport(), Qt::LeftButton, {}, rectangle.center());
    }

    // The rows that can be seen, and where: from top to bottom, as the tool tips say.
    std::vector<std::pair<TokenId, QPoint>> visibleRows()
    {
        QCoreApplication::processEvents(); // what is to be painted is
        auto& plot = *chart().findChild<DistributionPlot*>();
        static const QRegularExpression tokenIn("token (\\d+) ");
        std::vector<std::pair<TokenId, QPoint>> rows;
        for (int y = 0; y < plot.height(); y += 4) {
            const QPoint point(60, y);
            auto* under = plot.childAt(point);
            if (!under)
                continue;
            QHelpEvent help(QEvent::ToolTip, under->mapFrom(&plot, point), plot.mapToGlobal(point));
            QCoreApplication::sendEvent(under, &help);
            const auto match = tokenIn.match(QToolTip::text().simplified());
            if (!match.hasMatch())
                continue;
            const auto token = static_cast<TokenId>(match.captured(1).toInt());
            if (rows.empty() || rows.back().first != token)
                rows.emplace_back(token, point);
        }
        QToolTip::hideText();
        return rows;
    }

    // On the chart.
    void clickRow(QPoint point)
    {
        auto& plot = *chart().findChild<DistributionPlot*>();
        auto* under = plot.childAt(point);
        QTest::mouseClick(under, Qt::LeftButton, {}, under->mapFrom(&plot, point));
    }

    // Somewhere else than in a field, which undoes what was typed there.
    void press(QKeySequence::StandardKey key) { press(QKeySequence(key)); }

    void press(const QKeySequence& keys)
    {
        page().text()->setFocus();
        QTest::keySequence(&fixture_.window(), keys);
    }

    // True once what runs has ended.
    bool waitForTheEnd()
    {
        QSignalSpy finished(&page(), &ExplorePage::runFinished);
        return !page().isRunning() || finished.wait(60'000);
    }

    bool pressStep()
    {
        QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
        return waitForTheEnd();
    }

private:
    WindowFixture fixture_;
};

} // namespace logitscope
