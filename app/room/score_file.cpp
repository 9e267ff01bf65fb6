#include "app/room/score_file.h"

#include "core/atomic_file.h"

#include <QFile>
#include <QFileDialog>

namespace logitscope
{

Result<void> saveScores(const RoomRound& round, const QString& file)
{
    return writeAtomically(QFile::encodeName(file).toStdString(),
                           scoresCsv(round.round().scores()));
}

void askToSaveScores(const RoomRound& round, QWidget& parent,
                     const std::function<void(const QString& sentence)>& say)
{
    auto* files = new QFileDialog(&parent, QFileDialog::tr("Save scores"), QString(),
                                  QFileDialog::tr("Comma-separated values (*.csv)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix("csv");
    files->selectFile("scores.csv");
    QObject::connect(files, &QFileDialog::fileSelected, &parent, [&round, say](const auto& file) {
        const auto saved = saveScores(round, file);
        say(saved ? QString() : QString::fromStdString(saved.error().message));
    });
    files->open();
}

} // namespace logitscope
