// What a client needs to reach the model: where it is, the key, and a request to try first.
#pragma once

#include <QString>
#include <QStringList>

namespace logitscope
{

// The IPv4 addresses of the interfaces that are up, without loopback: "192.168.1.17". Those of
// containers and virtual machines, which can't be reached from outside, come last.
QStringList networkAddresses();

// A key that can't be guessed, and that a class can type from a projector: "kq7m-x2fp-9dhw-t4rz",
// 16 letters and digits, none of which looks like another; 80 bits from the system's generator.
QString randomApiKey();

// A room's key, "kq7mx2": short enough to be read aloud. Its server slows down who guesses.
QString randomRoomKey();

// For a POSIX shell; `baseUrl` is "http://127.0.0.1:8000/v1". Without a key it has no
// Authorization header.
QString curlLine(const QString& baseUrl, const QString& apiKey);

} // namespace logitscope
