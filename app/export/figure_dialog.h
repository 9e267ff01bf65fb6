// File ▸ Export figure: what the figure is to look like, beside the figure as it will be.
#pragma once

#include "app/export/figure_choice.h"
#include "widgets/figure/figure.h"

#include <QDialog>
#include <QTimer>

#include <functional>
#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace logitscope
{

class FigurePreview;
class MessageBar;
class SegmentedSwitch;

// Where figures come from: what a page shows, however far it has come.
struct FigureSource
{
    std::function<Run()> run;
    std::function<std::unique_ptr<Figure>(const Run&, const FigureOptions&)> figure;
    QString stepName; // of what a figure shows of the selected step; empty where none is selected
};

// Nothing where there is no run.
std::unique_ptr<Figure> figureOf(const FigureSource& source, const FigureChoice& choice);

class FigureDialog : public QDialog
{
    Q_OBJECT

public:
    FigureDialog(FigureSource source, const FigureChoice& choice, QWidget* parent = nullptr);

    FigureChoice choice() const;

    // Of what went wrong.
    MessageBar* message() const { return message_; }

    FigurePreview* preview() const { return preview_; }

    QComboBox* sizes() const { return sizes_; }

    QSpinBox* widthBox() const { return width_; }

    QSpinBox* typeBox() const { return type_; }

    SegmentedSwitch* themeSwitch() const { return theme_; }

    QComboBox* formats() const { return formats_; }

    QCheckBox* stepBox() const { return step_; }

    QListWidget* strategies() const { return strategies_; }

    QPushButton* saveButton() const { return save_; }

signals:
    void saveRequested(const logitscope::FigureChoice& choice);
    void copyRequested(const logitscope::FigureChoice& choice);

private:
    void makeControls(const FigureChoice& choice);
    void makeLayout();
    void listStrategies(const FigureChoice& choice);
    void takeSize(int index);
    void showSize();
    void draw();

    FigureSource source_;
    QTimer redraw_; // once for all that changed together
    MessageBar* message_;
    FigurePreview* preview_;
    QComboBox* sizes_;
    QSpinBox* width_;
    QSpinBox* type_;
    SegmentedSwitch* theme_;
    QComboBox* formats_;
    QCheckBox* step_;
    QListWidget* strategies_;
    QLabel* summary_;
    QPushButton* save_;
    QPushButton* copy_;
};

} // namespace logitscope
