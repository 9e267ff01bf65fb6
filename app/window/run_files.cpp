#include "app/window/run_files.h"

#include "app/export/figure_file.h"
#include "app/page/page.h"
#include "core/atomic_file.h"
#include "core/generation/comparison_csv.h"
#include "core/generation/comparison_json.h"
#include "core/generation/comparison_markdown.h"
#include "core/generation/transcript_reader.h"
#include "widgets/figure/figure_style.h"

#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

#include <nlohmann/json.hpp>

namespace logitscope
{

namespace
{

struct Kind
{
    QString filter;
    const char* ending;
    PngSize size = PngSize::Twice;
};

QList<Kind> kinds()
{
    return {{RunFiles::tr("PNG, 2× (*.png)"), "png", PngSize::Twice},
            {RunFiles::tr("PNG, 1× (*.png)"), "png", PngSize::Points},
            {RunFiles::tr("PNG, 3840 wide (*.png)"), "png", PngSize::Wide3840},
            {RunFiles::tr("Vector graphic (*.svg)"), "svg"},
            {RunFiles::tr("PDF (*.pdf)"), "pdf"},
            {RunFiles::tr("Table of tokens (*.csv)"), "csv"},
            {RunFiles::tr("Run (*.json)"), "json"},
            {RunFiles::tr("Markdown table (*.md)"), "md"}};
}

// ASCII, so that it fits into every kind of metadata.
std::string jsonOf(const Comparison& comparison)
{
    return toJson(comparison).dump(-1, ' ', true);
}

// What `sample --json` prints is a single row, which names no strategy; older ones, no model.
Result<Comparison> runFrom(const nlohmann::json& json)
{
    if (!json.is_object())
        return comparisonFromJson(json);
    const auto model = json.find("model");
    const auto name = model != json.end() && model->is_string() ? model->get<std::string>() : "";
    return transcriptFromJson(json).map([&name](Transcript transcript) {
        return Comparison{.model = name, .version = {}, .rows = {{{}, std::move(transcript)}}};
    });
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
{
}

void RunFiles::addTo(QMenu& menu)
{
    const auto add = [this, &menu](const QString& text, const QKeySequence& keys, auto action) {
        auto* added = menu.addAction(text);
        added->setShortcut(keys);
        window_.addAction(added); // for while the menu bar is hidden
        connect(added, &QAction::triggered, this, action);
        return added;
    };
    add(tr("Open &run…"), QKeySequence("Ctrl+Shift+O"), &RunFiles::askAndOpen);
    export_ = add(tr("&Export…"), QKeySequence("Ctrl+E"), &RunFiles::askAndExport);
    copy_ = add(tr("&Copy figure"), QKeySequence("Ctrl+Shift+C"), &RunFiles::copyFigure);
    auto* dark = add(tr("&Dark figures"), {}, &RunFiles::setDarkFigures);
    dark->setCheckable(true);
    dark->setChecked(darkFigures());
}

void RunFiles::setPage(Page& page)
{
    page_ = &page;
    export_->setEnabled(page.makesRuns());
    copy_->setEnabled(page.makesRuns());
}

bool RunFiles::darkFigures() const
{
    return settings_.value("darkFigures", false).toBool();
}

void RunFiles::setDarkFigures(bool dark)
{
    settings_.setValue("darkFigures", dark);
}

Comparison RunFiles::comparison() const
{
    auto comparison = page_->comparison();
    comparison.version = QApplication::applicationVersion().toStdString();
    return comparison;
}

std::unique_ptr<Figure> RunFiles::figure(const Comparison& comparison) const
{
    FigureOptions options;
    if (darkFigures())
        options.theme = darkTheme();
    return page_->figure(comparison, options);
}

Result<void> RunFiles::exportTo(const QString& file, PngSize size)
{
    const auto run = comparison();
    if (run.rows.empty())
        return tl::unexpected(nothingYet());
    const auto ending = QFileInfo(file).suffix().toLower();
    if (ending == "csv")
        return writeAtomically(file.toStdString(), toCsv(run));
    if (ending == "json")
        return writeAtomically(file.toStdString(), toJson(run).dump(2) + "\n");
    if (ending == "md")
        return writeAtomically(file.toStdString(), toMarkdown(run));
    return writeFigure(*figure(run), jsonOf(run), file, size);
}

Result<void> RunFiles::open(const QString& file)
{
    const auto text = readRunJson(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_discarded())
        return fail(
            tr("%1: is no JSON; choose a file that Logitscope wrote").arg(file).toStdString());
    const auto run = runFrom(json);
    if (!run)
        return fail(
            tr("%1: %2").arg(file, QString::fromStdString(run.error().message)).toStdString());
    emit opened(*run);
    return {};
}

void RunFiles::askAndExport()
{
    if (comparison().rows.empty()) {
        complain(tl::unexpected(nothingYet()));
        return;
    }
    QStringList filters;
    for (const auto& kind : kinds())
        filters << kind.filter;
    QFileDialog dialog(&window_, tr("Export"), folder());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilters(filters);
    dialog.selectFile("logitscope");
    const auto chosen = [&dialog, &filters] {
        return kinds()[std::max<qsizetype>(0, filters.indexOf(dialog.selectedNameFilter()))];
    };
    const auto follow = [&] { dialog.setDefaultSuffix(chosen().ending); };
    connect(&dialog, &QFileDialog::filterSelected, &dialog, follow);
    follow();
    if (dialog.exec() != QDialog::Accepted)
        return;
    const auto file = dialog.selectedFiles().value(0);
    remember(file);
    complain(exportTo(file, chosen().size));
}

void RunFiles::copyFigure()
{
    const auto run = comparison();
    complain(run.rows.empty() ? tl::unexpected(nothingYet())
                              : logitscope::copyFigure(*figure(run), jsonOf(run)));
}

void RunFiles::askAndOpen()
{
    const auto file =
        QFileDialog::getOpenFileName(&window_, tr("Open a run that Logitscope wrote"), folder(),
                                     tr("Runs and figures (*.json *.png *.svg);;All files (*)"));
    if (file.isEmpty())
        return;
    remember(file);
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
    page_->showMessage(result ? QString() : QString::fromStdString(result.error().message));
}

} // namespace logitscope
