// A file that is attached to a PDF, whoever wrote it, within bounds of time and memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

// The contents of the attachment of this name, as ISO 32000-1 has it (7.3.8 and 7.11.4): a file
// specification names a stream, which is deflated once or not at all. The specification may lie in
// an object stream, where programs that save a PDF again may put it. What else is in the PDF isn't
// read. One that isn't deflated ends at its first "endstream". Nothing where there is no such
// attachment, or it is damaged, encrypted, packed otherwise or longer than `longest` bytes. `name`
// is ASCII without brackets and backslashes.
std::optional<std::string> attachmentIn(std::string_view pdf, std::string_view name,
                                        std::size_t longest);

} // namespace logitscope
