// A few choices side by side, one of them taken: a switch that shows what the other position is.
#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace logitscope {

class Segments : public QWidget
{
    Q_OBJECT

public:
    explicit Segments(QWidget* parent = nullptr);

    void addChoice(int id, const QString& text, const QString& toolTip);

    int chosen() const;
    void choose(int id); // says nothing

signals:
    void choiceChanged(int id); // by the user

private:
    QHBoxLayout* layout_;
    QButtonGroup* group_;
};

} // namespace logitscope
