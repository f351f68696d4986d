// Who listens on this machine's TCP ports now, as /proc tells.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/machine.h"
#include "compiler/source/file_system.h"

namespace stackc {

/// A line of /proc/net/tcp or tcp6 whose socket listens.
struct ListeningSocket {
    TcpEndpoint endpoint;
    std::uint64_t inode = 0;
};

/// The listening sockets in the text of /proc/net/tcp or /proc/net/tcp6.
std::vector<ListeningSocket> parse_proc_net_tcp(std::string_view text);

/// The addresses that are taken, with the command line of the process that holds each.
std::vector<AddressInUse> addresses_in_use(const FileSystem& files);

/// The addresses of this machine's interfaces, IPv6 ones in brackets; none where the kernel lets
/// programs bind addresses that are not its own.
std::vector<std::string> own_addresses(const FileSystem& files);

}  // namespace stackc
