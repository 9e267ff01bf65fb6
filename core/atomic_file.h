// A file that is there whole or not at all.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace logitscope
{

// Writes beside the file first and renames when the disk has everything: whatever fails, the file
// is what it was before, and nothing else is left. A link's target is written, with its
// permissions; what is no regular file, like a pipe, is written into. The Error: "FILE: can't be
// written: No space left on device". QSaveFile does the same, but the command line has no Qt.
Result<void> writeAtomically(const std::string& file, std::string_view contents);

// How the names begin of the files that it writes first: a process that is killed leaves one.
constexpr std::string_view temporaryFileBeginning = ".logitscope-";

} // namespace logitscope
