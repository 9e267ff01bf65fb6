// File ▸ Export, Copy figure and Open run: what the page that is shown has made, out of the program
// and back.
#pragma once

#include "app/export/figure_bytes.h"
#include "core/generation/comparison.h"

#include <QObject>

#include <memory>

class QAction;
class QMenu;
class QSettings;

namespace logitscope
{

class Figure;
class MainWindow;

class RunFiles : public QObject
{
    Q_OBJECT

public:
    // Both outlive this.
    RunFiles(MainWindow& window, QSettings& settings);

    void addTo(QMenu& menu);

    // The ending says what it becomes: .png, .svg, .pdf, .csv, .json or .md.
    Result<void> exportTo(const QString& file, PngSize size = PngSize::Twice);

    // A PNG, SVG or JSON that exportTo() wrote; a run of one row opens on the Explore page.
    Result<void> open(const QString& file);

    // Whether the page that is shown has something to export.
    void setFigureOnPage(bool has);

    bool darkFigures() const;
    void setDarkFigures(bool dark);

private:
    void askAndExport();
    void copyFigure();
    void askAndOpen();
    QString folder() const;
    void remember(const QString& file);
    void complain(const Result<void>& result);

    Comparison comparison() const; // of the page that is shown, with the program's version
    std::unique_ptr<Figure> figure(const Comparison& comparison) const;

    MainWindow& window_;
    QSettings& settings_;
    QAction* export_ = nullptr;
    QAction* copy_ = nullptr;
};

} // namespace logitscope
