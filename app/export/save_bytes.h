// A file that is written whole or not at all.
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

namespace logitscope
{

// A failed write leaves what was there before. The Error is "FILE: can't be written: reason".
Result<void> saveBytes(const QByteArray& bytes, const QString& file);

} // namespace logitscope
