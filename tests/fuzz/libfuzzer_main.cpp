// What libFuzzer calls. LOGITSCOPE_FUZZER is one of fuzzers.h.
#include "tests/fuzz/fuzzers.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    logitscope::fuzz::LOGITSCOPE_FUZZER({reinterpret_cast<const char*>(data), size});
    return 0;
}
