// Keeps widgets hidden or locked, as a lesson's scene says, whatever their page does with them
// meanwhile. What the page wanted of them is so when the scene lets them go.
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <utility>
#include <vector>

namespace logitscope
{

class SceneLock : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    ~SceneLock() override { release(); }

    void hide(QWidget* widget);

    // It can be seen and not used, and its tooltip says why. A text field can be read and copied.
    void lock(QWidget* widget);

    // All of them. What the page decides by itself, it has to decide again.
    void release();

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Held
    {
        QPointer<QWidget> widget;
        bool isHidden;
        bool wanted; // by the page: to be visible, or enabled
        QString tip; // its tooltip
    };

    std::vector<Held> held_;
    std::vector<std::pair<QPointer<QWidget>, QString>> tips_; // of what is in them
    bool isHolding_ = false;                                  // what changes is this object's doing
};

} // namespace logitscope
