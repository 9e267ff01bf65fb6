// The files of `compare --export`.
#pragma once

#include "core/result.h"
#include "core/run/run.h"

#include <functional>
#include <optional>
#include <string>

namespace logitscope
{

// What a picture is to look like.
struct PictureOptions
{
    int width = 960; // points; 72 to an inch
    bool slide = false;
    int typePercent = 100;
    bool dark = false;
};

// "960", "column" for a paper's, "slide" for 1920 × 1080.
Result<void> readPictureWidth(const std::string& text, PictureOptions& options);

std::optional<Error> findError(const PictureOptions& options);

// Writes a .png, .svg or .pdf; empty in a build that can't draw.
using PictureWriter =
    std::function<Result<void>(const Run&, const std::string& file, const PictureOptions& options)>;

// What is wrong with the file's name, known before the run: its ending, or that its folder is not
// there.
std::optional<Error> findExportError(const std::string& file, const PictureWriter& pictureWriter);

// The file's ending, in capitals or not, says what is written. A failed write leaves no half file.
Result<void> exportComparison(const Run& comparison, const std::string& file,
                              const PictureWriter& pictureWriter,
                              const PictureOptions& options = {});

} // namespace logitscope
