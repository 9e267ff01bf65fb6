// Finds out what kind of server an address is of, and what its model's tokens stand for.
#pragma once

#include "core/remote/remote_address.h"
#include "core/remote/remote_model.h"
#include "core/remote/server_link.h"
#include "core/result.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope
{

struct ConnectOptions
{
    std::string key = {}; // sent to this server alone; empty: none

    // Each token's bytes, by id, of the model's tokenizer files on this machine. llama.cpp's server
    // has its own; another names tokens in a way that can't do without.
    std::vector<std::string> vocabulary = {};

    int candidates = 100; // RemoteModel::candidates()
    RemoteTimes times = {};
    ServerLink::Waiting waiting = {}; // as long as the model lives, from any thread
    std::stop_token stop = {};        // of connecting alone; then there is interrupt()
};

// Asks llama.cpp's server for all log probabilities once, which is how it tells of the vocabulary,
// and any other whether the vocabulary is its model's. Errors: what RemoteTimes allow for is over,
// or the server lacks what is needed.
Result<std::unique_ptr<RemoteModel>> connectTo(const RemoteAddress& address,
                                               const ConnectOptions& options);

} // namespace logitscope
