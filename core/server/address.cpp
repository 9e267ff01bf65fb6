#include "core/server/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cctype>

namespace logitscope
{

namespace
{

namespace ip = boost::asio::ip;
using boost::system::error_code;

std::string inLowerCase(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
}

// "desk" or "desk.local", where this machine's host name is Desk, with or without a domain.
bool isThisMachine(std::string_view name)
{
    error_code error;
    const auto host = inLowerCase(ip::host_name(error));
    const auto own = host.substr(0, host.find('.'));
    return !own.empty() && (name == own || name == own + ".local");
}

bool isAddress(const std::string& name)
{
    error_code error;
    ip::make_address(name, error);
    return !error;
}

} // namespace

bool Address::isLoopback() const
{
    const auto address = ip::make_address(ip_);
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

Result<std::vector<Address>> addressesOf(const std::string& host, int port)
{
    boost::asio::io_context context;
    ip::tcp::resolver resolver(context);
    error_code error;
    const auto found = resolver.resolve(host, "", ip::tcp::resolver::passive, error);
    if (error)
        return fail("the host {} is unknown: {}", host, error.message());
    std::vector<Address> addresses;
    for (const auto& each : found) {
        const Address address(each.endpoint().address().to_string(), port);
        if (!std::ranges::count(addresses, address))
            addresses.push_back(address);
    }
    return addresses;
}

std::string urlOf(const std::string& host, int port)
{
    const bool brackets = host.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}", brackets ? "[" : "", host, brackets ? "]" : "", port);
}

std::string limitedClient(const std::string& client)
{
    constexpr unsigned short prefix = 64;
    error_code error;
    const auto address = ip::make_address(client, error);
    if (error || address.is_v4())
        return client;
    return ip::make_network_v6(address.to_v6(), prefix).canonical().to_string();
}

bool isOwnName(std::string_view hostHeader, std::string_view listeningHost)
{
    std::string name(hostHeader);
    if (name.starts_with('[')) // an IPv6 address
        name = name.substr(1, name.find(']') - 1);
    else
        name = name.substr(0, name.find(':'));
    name = inLowerCase(name);
    return (!name.empty() && name == inLowerCase(listeningHost)) || name == "localhost" ||
           name.ends_with(".localhost") || isThisMachine(name) || isAddress(name);
}

} // namespace logitscope
