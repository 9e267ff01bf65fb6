// A model from the hub, into the Hugging Face cache: looked up, fetched, checked.
#pragma once

#include "core/library/hub_settings.h"
#include "core/library/model_id.h"
#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace logitscope
{

struct DownloadProgress
{
    enum class Doing
    {
        LookingUp, // which files there are, and how large
        Downloading,
        Checking, // the sum of a file that is there
        Waiting,  // until the hub may be asked again: `sentence` says why and how long
    };

    Doing doing = Doing::LookingUp;
    std::string file;                  // that it is at
    std::int64_t bytes = 0;            // of all files, that are here
    std::int64_t allBytes = 0;         // of all files; 0 while unknown
    double bytesPerSecond = 0;         // lately; 0 while unknown
    std::optional<double> secondsLeft; // nothing while unknown
    std::string sentence;              // while waiting
};

struct DownloadOptions
{
    // Called some ten times a second, on the thread that downloads.
    std::function<void(const DownloadProgress&)> progress = {};

    // What has arrived by then is kept, and the next download goes on from there: this is pause,
    // and cancel together with discardPartialDownload().
    std::stop_token stop = {};
};

// Everything that Logitscope reads of the model, in the newest state of its revision; what is in
// the cache already is not fetched again. Takes hours where the network does. Returns the
// snapshot's folder, which openModelFolder() opens. A file is under its name only whole and
// checked. Several threads, and processes, may ask for the same model at once. The Error says what
// went wrong, at which address, and what to do.
Result<std::filesystem::path> downloadModel(const ModelId& model, const HubSettings& settings,
                                            const DownloadOptions& options = {});

enum class Discarded
{
    Nothing, // there was no unfinished download
    Removed,
    InUse, // a download of the model is going on, so that everything stays
};

// Deletes what an unfinished download of this revision has left and those of other revisions don't
// need. The Error where the disk refuses.
Result<Discarded> discardPartialDownload(const ModelId& model, const HubSettings& settings);

// The same of all revisions.
Result<Discarded> discardPartialDownloads(const ModelId& model, const HubSettings& settings);

} // namespace logitscope
