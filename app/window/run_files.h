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
class QWidget;

namespace logitscope
{

class Figure;
class Page;

class RunFiles : public QObject
{
    Q_OBJECT

public:
    // Both outlive this.
    RunFiles(QWidget& window, QSettings& settings);

    void addTo(QMenu& menu);

    // The ending says what it becomes: .png, .svg, .pdf, .csv, .json or .md.
    Result<void> exportTo(const QString& file, PngSize size = PngSize::Twice);

    // A PNG, SVG or JSON that exportTo() wrote.
    Result<void> open(const QString& file);

    // The page that is shown, once addTo() has been called.
    void setPage(Page& page);

    bool darkFigures() const;
    void setDarkFigures(bool dark);

signals:
    void opened(const logitscope::Comparison& run);

private:
    void askAndExport();
    void copyFigure();
    void askAndOpen();
    QString folder() const;
    void remember(const QString& file);
    void complain(const Result<void>& result);

    Comparison comparison() const; // of the page that is shown, with the program's version
    std::unique_ptr<Figure> figure(const Comparison& comparison) const;

    QWidget& window_;
    QSettings& settings_;
    Page* page_ = nullptr;
    QAction* export_ = nullptr;
    QAction* copy_ = nullptr;
};

} // namespace logitscope
