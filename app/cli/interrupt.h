// Ctrl+C and SIGTERM as a question to ask between two steps, or to wait for.
#pragma once

namespace logitscope
{

// From here on the first Ctrl+C or SIGTERM only sets interrupted(); a second one ends the program
// as usual, so that a step that does not end can still be stopped.
void watchForInterrupt();

// The signal's number; 0 while there was none.
int interrupted();

// Returns once there was one.
void waitForInterrupt();

// For an event loop: a file that can be read once there was one.
int interruptFile();

} // namespace logitscope
