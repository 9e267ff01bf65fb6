// One stage of the sampler chain, to be switched, turned, moved and taken out.
#pragma once

#include "core/sampling/shaped_step.h"
#include "widgets/control/card.h"

#include <optional>
#include <vector>

class QCheckBox;
class QToolButton;

namespace logitscope
{

class ElidedLabel;
class SliderBox;

// "top-k", in the person's language, and what the glossary says of it.
QString stageName(StageKind kind);
QString stageExplanation(StageKind kind);

class StageCard : public Card
{
    Q_OBJECT

public:
    explicit StageCard(const Stage& stage, int vocabularySize, QWidget* parent = nullptr);

    const Stage& stage() const { return stage_; }

    void setStage(const Stage& stage); // of the same kind; says nothing
    void setVocabularySize(int size);

    // As a bar below the sliders; nothing: no step is shown.
    void setLeft(std::optional<StageLeft> left);

    QCheckBox* isOn() const { return isOn_; }

    QToolButton* remover() const { return remove_; }

    const std::vector<SliderBox*>& sliders() const { return sliders_; }

    // Where it is taken hold of to be dragged.
    QRect handle() const;

signals:
    void stageChanged(const logitscope::Stage& stage); // by the user, at every tick
    void held(bool isHeld);                            // a slider, by the mouse
    void removeRequested();
    void moveRequested(int places);     // up is below 0
    void dragged(const QPoint& global); // by its handle
    void dropped();
    void hovered(bool isHovered);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void say();
    void showState();
    void fit();

    Stage stage_;
    std::optional<StageLeft> left_;
    bool isDragged_ = false;
    QCheckBox* isOn_;
    QToolButton* remove_;
    ElidedLabel* leftText_;
    std::vector<SliderBox*> sliders_; // one a parameter
};

} // namespace logitscope
