// Where a strategy of the Compare page is named and set. The name of a preset goes with its
// settings: it changes with them, until a person types one.
#pragma once

#include "core/sampling/strategy.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace logitscope
{

class SamplerPanel;

class StrategyDialog : public QDialog
{
    Q_OBJECT

public:
    StrategyDialog(const Strategy& strategy, int vocabularySize, QWidget* parent = nullptr);

    Strategy strategy() const;

    QLineEdit* name() const { return name_; }

    SamplerPanel* sampler() const { return sampler_; }

private:
    void followSettings(); // with the name, unless a person gave it

    Strategy given_;
    bool named_; // by a person
    QLineEdit* name_;
    SamplerPanel* sampler_;
    QPushButton* ok_;
};

} // namespace logitscope
