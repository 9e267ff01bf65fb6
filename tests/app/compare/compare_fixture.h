// The Compare page in the real window on the bundled model, and what the core draws by itself.
#pragma once

#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "tests/core/generation/alone.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/seed_box.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <memory>
#include <string>
#include <vector>

namespace logitscope
{

// What the core draws without any batch.
inline std::vector<TokenId> alone(const std::string& prompt, const SamplerChain& settings,
                                  std::uint64_t seed, int count, std::uint64_t stream = 0)
{
    return drawAlone(bundledModel(), prompt, settings, seed, count, stream).tokens();
}

inline void choose(const StrategyCell& cell, const QString& text)
{
    for (auto* action : cell.menuButton()->menu()->actions()) {
        if (action->text().remove('&') == text)
            action->trigger();
    }
}

class CompareFixture
{
protected:
    void open()
    {
        fixture_ = std::make_unique<WindowFixture>();
        fixture_->window().resize(1280, 800);
        QVERIFY(fixture_->openBundledModel());
        fixture_->window().showPage(MainWindow::Compare);
    }

    bool generate(const QString& prompt, int tokens, std::uint64_t seed = 7)
    {
        auto& controls = *page().controls();
        controls.prompt()->clear();
        QTest::keyClicks(controls.prompt(), prompt);
        controls.tokens()->setValue(tokens);
        controls.seed()->setSeed(seed);
        QSignalSpy finished(&page(), &ComparePage::runFinished);
        QTest::mouseClick(controls.generateButton(), Qt::LeftButton);
        return finished.wait(60'000);
    }

    void close() { fixture_.reset(); }

    ComparePage& page() { return *fixture_->window().comparePage(); }

    StrategyCell& cell(std::size_t index) { return *page().grid()->cells()[index]; }

    // Of its row, which is what it shows.
    std::vector<TokenId> tokensOf(const StrategyCell& cell, int output = 0)
    {
        std::vector<TokenId> tokens;
        const auto* row = page().rows().find(&cell, output);
        for (const auto& step : stepsOf(row ? row->what : Branch()))
            tokens.push_back(step.token);
        if (std::ssize(tokens) != cell.text(output)->stepCount())
            qFatal("a cell shows another text than its row's");
        return tokens;
    }

    std::unique_ptr<WindowFixture> fixture_;
};

} // namespace logitscope
