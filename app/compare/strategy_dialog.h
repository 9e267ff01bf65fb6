// Where a strategy of the Compare page is named and set.
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
    Strategy given_;
    QLineEdit* name_;
    SamplerPanel* sampler_;
    QPushButton* ok_;
};

} // namespace logitscope
