// Two ways of a text beside each other: their common beginning above, and below it what each goes
// on with. What the other doesn't have stands out.
#pragma once

#include "core/run/run.h"

#include <QWidget>

#include <cstddef>

namespace logitscope
{

class ElidedLabel;
class TokenView;
struct ShadeScale;

class BeforeAfter : public QWidget
{
    Q_OBJECT

public:
    explicit BeforeAfter(QWidget* parent = nullptr);

    // The current branch and the one that it left; of the first branch, the next that has tokens.
    // False where there is none.
    bool compare(const Run& run, const ShadeScale& shades);

    void setShades(const ShadeScale& shades);
    void setWhitespaceVisible(bool visible);

    // The common beginning, and the two texts behind it.
    TokenView* beginning() const { return beginning_; }

    TokenView* before() const { return before_; }

    TokenView* after() const { return after_; }

private:
    void fill(const Run& run, std::size_t before, std::size_t after);

    TokenView* beginning_;
    ElidedLabel* beforeName_;
    ElidedLabel* afterName_;
    TokenView* before_;
    TokenView* after_;
};

} // namespace logitscope
