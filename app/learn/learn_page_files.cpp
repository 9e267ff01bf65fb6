// What the Learn page writes: copies of lessons, and handouts.
#include "app/learn/learn_page.h"
#include "core/atomic_file.h"
#include "core/lesson/lesson_picture.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QListWidget>
#include <QPrintDialog>
#include <QPrinter>

#include <memory>
#include <utility>

namespace logitscope
{

namespace
{

// "top-p-2.md", where there is a top-p.md.
QString freeFile(const QDir& folder, const QString& base)
{
    for (int number = 1;; ++number) {
        const auto name = number == 1 ? QStringLiteral("%1.md").arg(base)
                                      : QStringLiteral("%1-%2.md").arg(base).arg(number);
        if (!folder.exists(name))
            return folder.filePath(name);
    }
}

} // namespace

void LearnPage::copyToOwn(const std::filesystem::path& file)
{
    const QDir folder(ownFolder_);
    const bool isTemplate = file.filename() == "TEMPLATE.md";
    const auto copy = freeFile(folder, isTemplate ? tr("my-lesson")
                                                  : QString::fromStdString(file.stem().string()));
    QFile source(QString::fromStdString(file.string()));
    if (!QDir().mkpath(ownFolder_) || !source.open(QIODevice::ReadOnly))
        return message_->showSentence(
            tr("The lesson can't be copied to %1.").arg(QDir::toNativeSeparators(ownFolder_)));
    const auto text = source.readAll().toStdString();
    if (const auto written = writeAtomically(copy.toStdString(), text); !written)
        return message_->showSentence(capitalised(QString::fromStdString(written.error().message)));
    for (const auto& [line, picture] : usablePictures(text)) {
        const auto name = QString::fromStdString(picture);
        QDir().mkpath(QFileInfo(folder.filePath(name)).path());
        QFile::copy(QString::fromStdString((file.parent_path() / picture).string()),
                    folder.filePath(name));
    }
    packs_->setValue(ownLessons);
    look();
    for (std::size_t row = 0; row < shown_.size(); ++row)
        if (QString::fromStdString(shown_[row]->file.string()) == copy)
            list_->setCurrentRow(static_cast<int>(row));
    message_->showNotice(
        tr("The copy is %1. Change it in a text editor.").arg(QDir::toNativeSeparators(copy)),
        {{tr("Show in folder"), [this, copy] { emit showFolderRequested(copy); }}});
}

void LearnPage::makeHandout(const Lesson& lesson, std::function<void(const Handout&)> then)
{
    if (!model())
        return;
    handoutOf_ = lesson;
    thenHandout_ = std::move(then);
    status_->showSentence(tr("The model computes the handout's numbers…"));
    starter_.start(model(), lesson.scenes);
}

void LearnPage::saveHandout()
{
    const auto* listed = selected();
    if (!listed || !listed->lesson)
        return;
    auto* files = new QFileDialog(this, tr("Save handout"), QString(), tr("PDF (*.pdf)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix("pdf");
    files->selectFile(QString::fromStdString(listed->file.stem().string()) + ".pdf");
    connect(files, &QFileDialog::fileSelected, this,
            [this, lesson = *listed->lesson](const QString& file) {
                makeHandout(lesson, [this, file](const Handout& handout) {
                    const auto written =
                        writeAtomically(file.toStdString(), handoutPdf(handout).toStdString());
                    if (!written)
                        return message_->showSentence(
                            capitalised(QString::fromStdString(written.error().message)));
                    message_->showNotice(
                        tr("Saved %1").arg(QFileInfo(file).fileName()),
                        {{tr("Show in folder"), [this, file] { emit showFolderRequested(file); }}});
                });
            });
    files->open();
}

void LearnPage::printHandout()
{
    const auto* listed = selected();
    if (!listed || !listed->lesson)
        return;
    makeHandout(*listed->lesson, [this](const Handout& handout) {
        auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
        printer->setDocName(handout.title);
        auto* dialog = new QPrintDialog(printer.get(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), this,
                [this, handout, printer] {
                    if (!drawHandout(handout, *printer).isDrawn)
                        message_->showSentence(tr("The printer “%1” took nothing. Choose another "
                                                  "one, or save the handout as a PDF.")
                                                   .arg(printer->printerName()));
                });
        dialog->open();
    });
}

} // namespace logitscope
