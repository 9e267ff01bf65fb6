// A row of joined buttons, one of which is pressed: a choice that shows what the alternatives are.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QButtonGroup;

namespace logitscope
{

class SegmentedSwitch : public QWidget
{
    Q_OBJECT

public:
    struct Choice
    {
        int value;
        QString text;
        QString sentence; // what the button does: its tooltip and accessible name
    };

    // The first choice is the one taken.
    explicit SegmentedSwitch(const std::vector<Choice>& choices, QWidget* parent = nullptr);

    int value() const;

    void setText(int value, const QString& text);

    // A dot on a choice, for something that goes on there whichever is taken, and the sentence that
    // says what; empty: no dot.
    void setMark(int value, const QString& sentence);

public slots:
    void setValue(int value); // without a signal; a value that is no choice changes nothing

signals:
    void picked(int value); // by a person

private:
    QButtonGroup* buttons_;
    bool isSetting_ = false;
};

} // namespace logitscope
