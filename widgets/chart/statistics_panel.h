// The numbers of one step, each in a tile with the sentence that defines it.
#pragma once

#include "core/sampling/sampling_info.h"

#include <QWidget>

#include <optional>
#include <vector>

class QGridLayout;

namespace logitscope
{

class StatisticsTile;

class StatisticsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StatisticsPanel(QWidget* parent = nullptr);

    void setInfo(const SamplingInfo& info, int vocabularySize);
    void clear(); // dashes

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(); // in one line where there is room, in two otherwise

    QGridLayout* grid_;
    std::optional<bool> oneLine_; // nothing is arranged yet
    // Their value labels can be found by name: modelEntropy, samplingEntropy, effectiveVocabulary,
    // kept, topTokenProbability.
    std::vector<StatisticsTile*> tiles_;
};

} // namespace logitscope
