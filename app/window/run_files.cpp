#include "app/window/run_files.h"

#include "app/export/figure_file.h"
#include "app/export/figure_run.h"
#include "app/page/page.h"
#include "app/window/desktop_files.h"
#include "core/atomic_file.h"
#include "core/run/comparison_csv.h"
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"
#include "widgets/control/message_bar.h"
#include "widgets/figure/figure.h"

#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

namespace logitscope
{

namespace
{

struct Kind
{
    QString filter;
    const char* ending;
};

QList<Kind> dataKinds()
{
    return {{RunFiles::tr("Table of tokens (*.csv)"), "csv"},
            {RunFiles::tr("Run (*.json)"), "json"},
            {RunFiles::tr("Markdown table (*.md)"), "md"}};
}

QString filterOf(const QString& ending)
{
    return ending == QLatin1String("png")   ? RunFiles::tr("Picture (*.png)")
           : ending == QLatin1String("svg") ? RunFiles::tr("Vector graphic (*.svg)")
                                            : RunFiles::tr("PDF (*.pdf)");
}

// A name that leaves room for the rest of the sentence.
QString shortName(const QString& file)
{
    constexpr qsizetype longest = 48;
    const auto name = QFileInfo(file).fileName();
    return name.size() <= longest ? name : name.left(30) + u'…' + name.right(longest - 31);
}

Error nothingYet()
{
    return {RunFiles::tr("there is nothing to export yet; press Generate first").toStdString()};
}

} // namespace

RunFiles::RunFiles(QWidget& window, QSettings& settings)
    : QObject(&window)
    , window_(window)
    , settings_(settings)
    , choice_(rememberedChoice(settings))
{
}

void RunFiles::addTo(QMenu& menu)
{
    menu.addAction(tr("Open &run or session…"), QKeySequence("Ctrl+Shift+O"), this,
                   &RunFiles::askAndOpen);
    figure_ = menu.addAction(tr("&Export figure…"), QKeySequence("Ctrl+E"), this,
                             &RunFiles::askForFigure);
    copy_ = menu.addAction(tr("&Copy figure"), QKeySequence("Ctrl+Shift+C"), this,
                           &RunFiles::copyFigure);
    data_ = menu.addAction(tr("Export &data…"), QKeySequence("Ctrl+Shift+E"), this,
                           &RunFiles::askForData);
}

void RunFiles::setPage(Page& page)
{
    page_ = &page;
    for (auto* action : {figure_, copy_, data_})
        action->setEnabled(page.makesRuns());
}

Run RunFiles::shownRun() const
{
    auto run = page_->shownRun();
    run.version = QApplication::applicationVersion().toStdString();
    return run;
}

FigureSource RunFiles::source() const
{
    return {[this] { return shownRun(); },
            [page = page_](const Run& run, const FigureOptions& options) {
                return page->figure(run, options);
            },
            page_->stepInFigure()};
}

bool RunFiles::hasRun()
{
    const bool has = !shownRun().branches.empty();
    if (!has)
        complain(tl::unexpected(nothingYet()));
    return has;
}

Result<void> RunFiles::exportTo(const QString& file)
{
    const auto run = shownRun();
    if (run.branches.empty())
        return tl::unexpected(nothingYet());
    const auto ending = QFileInfo(file).suffix().toLower();
    if (ending == "csv")
        return writeAtomically(file.toStdString(), toCsv(run));
    if (ending == "json")
        return writeAtomically(file.toStdString(), rowsText(run));
    if (ending == "md")
        return writeAtomically(file.toStdString(), toMarkdown(run));
    return writeFigure(*figureOf(source(), choice_), rowsAsciiText(run), file, choice_.format);
}

Result<void> RunFiles::open(const QString& file)
{
    const auto text = readRunJson(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto read = sessionOrRunFromText(*text);
    if (!read)
        return fail(
            tr("%1: %2").arg(file, QString::fromStdString(read.error().message)).toStdString());
    if (const auto* session = std::get_if<Session>(&*read))
        emit sessionOpened(*session, file);
    else
        emit opened(std::get<Run>(*read));
    return {};
}

// No dialog has an event loop of its own: what runs goes on, and may end, while it is open.
FigureDialog* RunFiles::askForFigure()
{
    if (!hasRun())
        return nullptr;
    auto* dialog = new FigureDialog(source(), choice_, &window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FigureDialog::saveRequested, this, [this, dialog] { saveFigure(*dialog); });
    connect(dialog, &FigureDialog::copyRequested, this, [this, dialog](const auto& choice) {
        setChoice(choice);
        dialog->accept();
        copyFigure();
    });
    dialog->open();
    return dialog;
}

void RunFiles::saveFigure(FigureDialog& dialog)
{
    setChoice(dialog.choice());
    const auto ending = endingOf(choice_.format);
    auto* files = fileDialog(dialog, tr("Save figure"), ending);
    files->setNameFilters({filterOf(ending)});
    connect(files, &QFileDialog::fileSelected, &dialog, [this, &dialog, ending](auto file) {
        const auto say = [&](const Error& error) {
            dialog.message()->showSentence(QString::fromStdString(error.message));
        };
        remember(file);
        const auto named = withEnding(file, {"png", "svg", "pdf"}, ending);
        if (!named)
            return say(named.error());
        file = *named;
        const auto figure = figureOf(source(), choice_);
        if (!figure)
            return say(nothingYet());
        const auto saved = writeFigure(*figure, rowsAsciiText(shownRun()), file, choice_.format);
        if (!saved) // another file may do
            return say(saved.error());
        dialog.accept();
        const bool png = QFileInfo(file).suffix().toLower() == QLatin1String("png");
        noticeSaved(file, png ? sizeText(pixelsOf(*figure, choice_.format))
                              : tr("%1 pt").arg(sizeText(figure->size())));
    });
    files->open();
}

void RunFiles::askForData()
{
    if (!hasRun())
        return;
    auto* files = fileDialog(window_, tr("Export data"), dataKinds().front().ending);
    QStringList filters;
    for (const auto& kind : dataKinds())
        filters << kind.filter;
    files->setNameFilters(filters);
    connect(files, &QFileDialog::filterSelected, files, [files, filters](const QString& filter) {
        const auto kind = std::max<qsizetype>(0, filters.indexOf(filter));
        files->setDefaultSuffix(dataKinds()[kind].ending);
    });
    connect(files, &QFileDialog::fileSelected, this, [this, files](const auto& file) {
        const auto named = withEnding(file, {"csv", "json", "md"}, files->defaultSuffix());
        if (named)
            saveData(*named);
        else
            complain(tl::unexpected(named.error()));
    });
    files->open();
}

void RunFiles::saveData(const QString& file)
{
    remember(file);
    const auto saved = exportTo(file);
    if (!saved) {
        complain(saved);
        return;
    }
    int tokens = 0;
    for (const auto& row : shownRun().branches)
        tokens += row.length();
    noticeSaved(file, tr("%Ln token(s)", nullptr, tokens));
}

void RunFiles::copyFigure()
{
    if (!hasRun())
        return;
    const auto figure = figureOf(source(), choice_);
    const auto copied = logitscope::copyFigure(*figure, rowsAsciiText(shownRun()), choice_.format);
    complain(copied);
    if (copied)
        page_->message()->showNotice(
            tr("Copied the picture (%1)").arg(sizeText(pixelsOf(*figure, choice_.format))));
}

void RunFiles::noticeSaved(const QString& file, const QString& size)
{
    const auto nothingOpens = [bar = page_->message(), file] {
        bar->showSentence(tr("No program opens %1 here.").arg(file));
    };
    page_->message()->showNotice(
        tr("Saved %1 (%2)").arg(shortName(file), size),
        {{tr("Open"),
          [=] {
              if (!openFile(file))
                  nothingOpens();
          }},
         {tr("Show in folder"), [=] { showInFolder(file, nothingOpens); }}});
}

void RunFiles::setChoice(const FigureChoice& choice)
{
    choice_ = choice;
    logitscope::remember(settings_, choice);
}

QFileDialog* RunFiles::fileDialog(QWidget& parent, const QString& title, const QString& ending)
{
    auto* files = new QFileDialog(&parent, title, folder());
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(ending);
    files->selectFile("logitscope");
    return files;
}

void RunFiles::askAndOpen()
{
    auto* files =
        new QFileDialog(&window_, tr("Open a file that Logitscope wrote, or a lesson"), folder(),
                        tr("Sessions, runs, figures and lessons (*.logitscope *.json "
                           "*.png *.svg *.pdf *.md);;All files (*)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, this, &RunFiles::openChosen);
    files->open();
}

void RunFiles::openChosen(const QString& file)
{
    remember(file);
    if (QFileInfo(file).suffix().toLower() == QLatin1String("md"))
        emit lessonChosen(file);
    else
        complain(open(file));
}

QString RunFiles::folder() const
{
    return settings_.value("exportFolder").toString();
}

void RunFiles::remember(const QString& file)
{
    settings_.setValue("exportFolder", QFileInfo(file).absolutePath());
}

void RunFiles::complain(const Result<void>& result)
{
    page_->message()->showSentence(result ? QString()
                                          : QString::fromStdString(result.error().message));
}

} // namespace logitscope
