// File ▸ Export figure, Export data, Copy figure and Open run: what the page that is shown has
// made, out of the program and back.
#pragma once

#include "app/export/figure_choice.h"
#include "app/export/figure_dialog.h"
#include "core/run/session.h"

#include <QObject>

class QAction;
class QFileDialog;
class QMenu;
class QSettings;
class QWidget;

namespace logitscope
{

class Page;

class RunFiles : public QObject
{
    Q_OBJECT

public:
    // Both outlive this.
    RunFiles(QWidget& window, QSettings& settings);

    void addTo(QMenu& menu);

    // The ending says what it becomes: .csv, .json or .md; .png, .svg or .pdf, as the dialog had
    // the figure last.
    Result<void> exportTo(const QString& file);

    // A figure or JSON that exportTo() wrote, or a session.
    Result<void> open(const QString& file);

    // The same for a file that somebody chose: what is wrong with it is said on the page.
    void openChosen(const QString& file);

    // The page that is shown, once addTo() has been called.
    void setPage(Page& page);

    // The dialog that File ▸ Export figure opens; nothing where there is no run, and the page says
    // so.
    FigureDialog* askForFigure();

    void copyFigure();

    const FigureChoice& choice() const { return choice_; }

signals:
    void opened(const logitscope::Run& run);
    void lessonChosen(const QString& file); // a Markdown file
    void sessionOpened(const logitscope::Session& session, const QString& file);

private:
    void askForData();
    void askAndOpen();
    void saveFigure(FigureDialog& dialog);
    void saveData(const QString& file);
    void setChoice(const FigureChoice& choice);
    void noticeSaved(const QString& file, const QString& size);
    QFileDialog* fileDialog(QWidget& parent, const QString& title, const QString& ending);
    QString folder() const;
    void remember(const QString& file);
    void complain(const Result<void>& result);
    bool hasRun(); // and says so where it hasn't

    Run shownRun() const; // of the page that is shown, with the program's version
    FigureSource source() const;

    QWidget& window_;
    QSettings& settings_;
    FigureChoice choice_;
    Page* page_ = nullptr;
    QAction* figure_ = nullptr;
    QAction* data_ = nullptr;
    QAction* copy_ = nullptr;
};

} // namespace logitscope
