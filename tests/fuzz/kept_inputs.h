// The inputs of a fuzzer that are kept: its seeds, and what it found.
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QTest>

#include <string_view>

namespace logitscope::fuzz
{

using Fuzzer = void (*)(std::string_view bytes);

// Adds a row of a test's data for each; the columns are "fuzzer" and "file".
inline void addKeptInputs(const char* name, Fuzzer fuzzer)
{
    for (const auto* kind : {"corpus", "findings"}) {
        const QDir folder(QStringLiteral(LOGITSCOPE_FUZZ_DATA "/%1/%2").arg(kind, name));
        for (const auto& file : folder.entryList(QDir::Files))
            QTest::addRow("%s: %s", name, qPrintable(file)) << fuzzer << folder.filePath(file);
    }
}

inline QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace logitscope::fuzz

Q_DECLARE_METATYPE(logitscope::fuzz::Fuzzer)
