// A row of small joined buttons, one of which is pressed: a choice between a few numbers.
#pragma once

#include <QWidget>

#include <vector>

class QButtonGroup;

namespace logitscope
{

class SegmentedSwitch : public QWidget
{
    Q_OBJECT

public:
    // `sentence` says what a button does, with %1 for its number: tooltip and accessible name.
    SegmentedSwitch(const std::vector<int>& numbers, const QString& sentence,
                    QWidget* parent = nullptr);

    int value() const;

public slots:
    void setValue(int number); // without a signal

signals:
    void picked(int number); // by a person

private:
    QButtonGroup* buttons_;
};

} // namespace logitscope
