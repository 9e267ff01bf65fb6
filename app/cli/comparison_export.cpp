#include "app/cli/comparison_export.h"

#include "core/atomic_file.h"
#include "core/run/comparison_csv.h"
#include "core/run/comparison_json.h"
#include "core/run/comparison_markdown.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <system_error>

namespace logitscope
{

namespace
{

// As the export dialog has them.
constexpr int columnPoints = 252;
constexpr int leastPoints = 200;
constexpr int mostPoints = 4000;
constexpr int leastType = 70;
constexpr int mostType = 250;
constexpr int narrowestLayout = 225; // points, at 100 percent

std::string endingOf(const std::string& file)
{
    auto ending = std::filesystem::path(file).extension().string();
    for (char& character : ending) {
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character - 'A' + 'a');
    }
    return ending;
}

bool isPicture(const std::string& ending)
{
    return ending == ".png" || ending == ".svg" || ending == ".pdf";
}

bool isText(const std::string& ending)
{
    return ending == ".csv" || ending == ".json" || ending == ".md";
}

} // namespace

std::optional<Error> findExportError(const std::string& file, const PictureWriter& pictureWriter)
{
    const auto ending = endingOf(file);
    if (!isPicture(ending) && !isText(ending))
        return Error::of(
            "--export is {}, expected an ending in .png, .svg, .pdf, .csv, .json or .md", file);
    if (isPicture(ending) && !pictureWriter)
        return Error::of("{}: this build draws no pictures; use .csv, .json or .md", file);

    std::error_code failed;
    const auto folder = std::filesystem::path(file).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder, failed))
        return Error::of("{}: there is no folder {}", file, folder.string());
    if (std::filesystem::is_directory(file, failed))
        return Error::of("{}: this is a folder; expected a file", file);
    return std::nullopt;
}

Result<void> readPictureWidth(const std::string& text, PictureOptions& options)
{
    options.slide = text == "slide";
    if (options.slide)
        return {};
    if (text == "column") {
        options.width = columnPoints;
        return {};
    }
    const char* end = text.data() + text.size();
    const auto [read, failed] = std::from_chars(text.data(), end, options.width);
    if (failed != std::errc() || read != end || options.width < leastPoints ||
        options.width > mostPoints)
        return fail("--figure-width is {}, expected {} to {} points, column or slide", text,
                    leastPoints, mostPoints);
    return {};
}

std::optional<Error> findError(const PictureOptions& options)
{
    if (options.typePercent < leastType || options.typePercent > mostType)
        return Error::of("--figure-type is {}, expected {} to {} percent", options.typePercent,
                         leastType, mostType);
    const int most = options.width * 100 / narrowestLayout;
    if (!options.slide && options.typePercent > most)
        return Error::of("--figure-type is {}, but a figure of {} points has room for at most {} "
                         "percent; make it wider, or its type smaller",
                         options.typePercent, options.width, most);
    return std::nullopt;
}

Result<void> exportComparison(const Run& comparison, const std::string& file,
                              const PictureWriter& pictureWriter, const PictureOptions& options)
{
    const auto ending = endingOf(file);
    if (isPicture(ending))
        return pictureWriter(comparison, file, options);
    if (ending == ".csv")
        return writeAtomically(file, toCsv(comparison));
    if (ending == ".json")
        return writeAtomically(file, rowsText(comparison));
    return writeAtomically(file, toMarkdown(comparison));
}

} // namespace logitscope
