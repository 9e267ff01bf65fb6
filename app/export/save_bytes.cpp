#include "app/export/save_bytes.h"

#include <QSaveFile>

namespace logitscope
{

Result<void> saveBytes(const QByteArray& bytes, const QString& path)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(
            QStringLiteral("%1: can't be written: %2").arg(path, file.errorString()).toStdString());
    return {};
}

} // namespace logitscope
