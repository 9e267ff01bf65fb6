// Gives the whole application its colours and its size.
#pragma once

#include "app/window/system_appearance.h"
#include "widgets/theme.h"

#include <QFont>
#include <QObject>
#include <QTimer>

namespace logitscope
{

enum class ColourMode
{
    FollowSystem,
    Light,
    Dark,
};

class Appearance : public QObject
{
    Q_OBJECT

public:
    explicit Appearance(QObject* parent = nullptr);

    ColourMode mode() const { return mode_; }

    void setMode(ColourMode mode);

    bool isHighContrast() const { return highContrast_; }

    void setHighContrast(bool high);

    // Presenter mode: high contrast, and the smallest text a fortieth of `height` pixels. 0 ends
    // it. Its zoom is its own, and begins with 100.
    void present(int height);

    // Percent of the normal size, in the steps that browsers have.
    int zoom() const { return zoom_; }

    void setZoom(int percent);

    // One step. What is drawn follows in a moment, once for a key that is held: it comes faster
    // than all the widgets can follow.
    void zoomIn();
    void zoomOut();

signals:
    void zoomChanged(int percent);

private:
    const Theme& theme() const;
    QFont font() const;
    void stepTo(int percent);
    void apply();

    SystemAppearance system_;
    QTimer zoomSoon_;
    ColourMode mode_ = ColourMode::FollowSystem;
    bool highContrast_ = false;
    int presentedHeight_ = 0; // 0: not presenting
    int zoom_ = 100;
    int zoomBefore_ = 100; // somebody presented
};

} // namespace logitscope
