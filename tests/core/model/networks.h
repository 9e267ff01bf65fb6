// The network that runs and libtorch's, with the same weights, and what they say to a text.
//
// A test class that compares them begins with addTorchDevices(), and so runs on each device that
// libtorch has here.
#pragma once

#include "core/model/checkpoint_files.h"
#include "core/model/gpt2_processor.h"
#include "core/model/gpt2_torch.h"
#include "core/model/weight_loader.h"
#include "tests/fixtures/checkpoint.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace logitscope
{

using Logits = std::vector<std::vector<float>>; // for every position

struct Networks
{
    Gpt2Config config;
    std::unique_ptr<Gpt2Network> ours;
    std::unique_ptr<Gpt2Network> torch;
};

// For initTestCase_data().
inline void addTorchDevices()
{
    QTest::addColumn<TorchDevice>("device");
    QTest::newRow("the processor") << TorchDevice::Cpu;
    if (findsCudaDevice())
        QTest::newRow("CUDA") << TorchDevice::Cuda;
}

inline TorchDevice torchDevice()
{
    QFETCH_GLOBAL(TorchDevice, device);
    return device;
}

inline Networks make(const fixtures::Checkpoint& checkpoint, Precision precision = Precision::F32)
{
    const fixtures::TestFolder folder;
    checkpoint.writeTo(folder);
    const auto config = readGpt2Config(folder.file("config.json"));
    const auto file = CheckpointFiles::open(folder.path());
    if (!config || !file)
        qFatal("%s", (config ? file.error() : config.error()).message.c_str());
    WeightLoader ours(*file);
    WeightLoader torch(*file);
    Networks networks{.config = *config,
                      .ours = loadProcessorGpt2(ours, *config, precision),
                      .torch = loadTorchGpt2(torch, *config, torchDevice(), precision)};
    if (ours.error() || torch.error())
        qFatal("%s", (ours.error() ? ours : torch).error()->message.c_str());
    return networks;
}

inline std::vector<TokenId> someTokens(const Gpt2Config& config, int count, int seed = 0)
{
    std::vector<TokenId> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back((i * 97 + 31 * (i / 3) + 1009 * seed) % config.vocabularySize);
    return tokens;
}

// Those after each token, read in passes of these lengths, the last one as often as it takes.
inline Logits logitsOf(const Gpt2Network& network, const Gpt2Config& config,
                       const std::vector<TokenId>& tokens, const std::vector<std::size_t>& passes)
{
    const auto cache = network.newCache();
    Logits logits(tokens.size(),
                  std::vector<float>(static_cast<std::size_t>(config.vocabularySize)));
    std::size_t done = 0;
    for (std::size_t pass = 0; done < tokens.size(); ++pass) {
        const auto length =
            std::min(passes[std::min(pass, passes.size() - 1)], tokens.size() - done);
        std::vector<Reading> readings;
        for (std::size_t i = done; i < done + length; ++i)
            readings.push_back({cache.get(), static_cast<int>(i), tokens[i], logits[i]});
        network.read(readings);
        done += length;
    }
    return logits;
}

// The largest difference, as a part of the largest logit.
inline double difference(const Logits& a, const Logits& b)
{
    double largest = 0.0;
    double scale = 0.0;
    for (std::size_t row = 0; row < b.size(); ++row) {
        for (std::size_t token = 0; token < b[row].size(); ++token) {
            const double distance = std::fabs(static_cast<double>(a[row][token]) - b[row][token]);
            if (std::isnan(distance))
                return distance;
            largest = std::max(largest, distance);
            scale = std::max(scale, std::fabs(static_cast<double>(b[row][token])));
        }
    }
    return largest / scale;
}

} // namespace logitscope
