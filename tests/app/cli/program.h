// The program as a shell runs it.
#pragma once

#include <QFile>
#include <QProcess>
#include <QStringList>

namespace logitscope::fixtures
{

struct Run
{
    int exitCode = -1; // -1: it crashed or did not end
    QByteArray out;
    QByteArray err;
};

inline Run finish(QProcess& process)
{
    // Longer than any run here on the slowest machine; a run that hangs fails.
    const bool ended = process.waitForFinished(120'000);
    return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Run runProgram(const QStringList& arguments)
{
    QProcess process;
    process.start(LOGITSCOPE_PROGRAM, arguments, QIODevice::ReadOnly);
    return finish(process);
}

// With the program as $0. For what only a shell can do: arguments that are not UTF-8, redirection.
inline Run runShell(const QString& script)
{
    QProcess process;
    process.start("/bin/sh", {"-c", script, LOGITSCOPE_PROGRAM}, QIODevice::ReadOnly);
    return finish(process);
}

inline bool isUtf8(const QByteArray& bytes)
{
    return QString::fromUtf8(bytes).toUtf8() == bytes;
}

// A process that has not come to its signal handler yet would die of the signal, as is right.
inline bool catches(int number, qint64 process)
{
    QFile status(QString("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray all = status.readAll();
    const auto begin = all.indexOf("SigCgt:") + 7;
    const auto caught = all.mid(begin, all.indexOf('\n', begin) - begin).trimmed();
    return (caught.toULongLong(nullptr, 16) >> (number - 1) & 1) != 0;
}

} // namespace logitscope::fixtures
