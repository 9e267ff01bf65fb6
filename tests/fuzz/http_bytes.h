// What comes over a connection, as a request, and what is sent back.
#pragma once

#include "core/server/request_parser.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <string_view>

namespace logitscope::fuzz
{

// As a connection does, with `most` bytes at a time.
inline void feed(RequestParser& parser, boost::beast::flat_buffer& received, std::string_view bytes,
                 std::size_t most)
{
    while (!bytes.empty() && !parser.isDone()) {
        const auto piece = bytes.substr(0, most);
        received.commit(
            boost::asio::buffer_copy(received.prepare(piece.size()), boost::asio::buffer(piece)));
        bytes.remove_prefix(piece.size());
        parser.parse(received);
    }
}

inline void requireWellFormed(const HttpAnswer& answer)
{
    const auto head = headText(answer, {});
    require(head.find("\r\n\r\n") == head.size() - 4, "an answer's head ends once");
    require(std::ranges::none_of(head, [](char c) { return c == '\0'; }), "a head has no NUL");
}

} // namespace logitscope::fuzz
