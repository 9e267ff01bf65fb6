// Where other machines find this one.
#pragma once

#include <QStringList>

namespace logitscope
{

// The IPv4 addresses of the interfaces that are up, without loopback: "192.168.1.17". Those of
// containers and virtual machines, which can't be reached from outside, come last.
QStringList networkAddresses();

} // namespace logitscope
