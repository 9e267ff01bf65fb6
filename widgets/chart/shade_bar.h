// What the text is shaded by: a choice, and the legend of what is chosen. They stand beside each
// other, or below where there is no room.
#pragma once

#include "core/sampling/stage.h"
#include "widgets/text/shade_scale.h"

#include <QWidget>

#include <span>
#include <vector>

class QComboBox;
class QLabel;
class QToolButton;

namespace logitscope
{

class ShadeLegend;

class ShadeBar : public QWidget
{
    Q_OBJECT

public:
    explicit ShadeBar(QWidget* parent = nullptr);

    const ShadeScale& scale() const { return scale_; }

    void setShadeBy(ShadeBy by);
    void setVocabularySize(int size);

    // Whether the text has marks of the present settings, which the legend explains. Without them
    // nothing is shaded by what they remove: what was chosen before comes back.
    void setLookingBack(bool isLookingBack);

    // Those of the present settings that remove tokens.
    void setStages(std::span<const StageKind> removing);

    QComboBox* choice() const { return choice_; }

    // On while passages are marked that the text has had before.
    QToolButton* repeats() const { return repeats_; }

    ShadeLegend* legend() const { return legend_; }

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void changed(const logitscope::ShadeScale& scale); // whoever chose

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Places
    {
        QRect label; // empty: there is no room
        QRect choice, legend;
    };

    Places placesFor(int width) const;
    void showScale(const ShadeScale& scale);
    void showEntries();
    void place();

    ShadeScale scale_;
    ShadeBy before_ = ShadeBy::Probability; // what they remove
    bool isLookingBack_ = false;
    std::vector<StageKind> removing_;
    QLabel* label_;
    QWidget* choices_; // what is chosen, side by side
    QComboBox* choice_;
    QToolButton* repeats_;
    ShadeLegend* legend_;
};

} // namespace logitscope
