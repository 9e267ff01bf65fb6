// The program as a shell runs it.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace logitscope::fixtures
{

struct Finished
{
    int exitCode = -1; // -1: it crashed or did not end
    QByteArray out;
    QByteArray err;
};

inline Finished finish(QProcess& process)
{
    // Longer than any run here on the slowest machine; a run that hangs fails.
    const bool ended = process.waitForFinished(120'000);
    return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Finished runProgram(const QStringList& arguments)
{
    QProcess process;
    process.start(LOGITSCOPE_PROGRAM, arguments, QIODevice::ReadOnly);
    return finish(process);
}

// With the program as $0. For what only a shell can do: arguments that are not UTF-8, redirection.
inline Finished runShell(const QString& script)
{
    QProcess process;
    process.start("/bin/sh", {"-c", script, LOGITSCOPE_PROGRAM}, QIODevice::ReadOnly);
    return finish(process);
}

// What the program complains of, where that is one sentence on a line of its own.
inline QString complaintOf(const Finished& run)
{
    const QByteArray name = "logitscope: ";
    if (!run.err.startsWith(name) || run.err.indexOf('\n') != run.err.size() - 1)
        return "no sentence: " + QString::fromUtf8(run.err);
    return QString::fromUtf8(run.err.mid(name.size()).chopped(1));
}

inline QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

inline bool isUtf8(const QByteArray& bytes)
{
    return QString::fromUtf8(bytes).toUtf8() == bytes;
}

} // namespace logitscope::fixtures
