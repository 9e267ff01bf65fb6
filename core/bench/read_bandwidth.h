// How fast this machine's processor can read: what a decoding step's speed is measured by.
#pragma once

namespace logitscope
{

// GB/s (1e9 bytes) with threadCount() threads over memory that no cache holds: the best of several
// passes, as anything else on the machine only makes it slower. Takes a quarter of a GB for a
// moment.
double measureReadBandwidth();

} // namespace logitscope
