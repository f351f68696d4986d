#include "tools/session/addresses_in_use.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace stackc;

TEST_CASE("the kernel's tables tell the addresses that somebody listens on") {
    const auto sockets = parse_proc_net_tcp(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:46A0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0\n"
        "   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0\n"
        "   2: 0100007F:D2B0 0100007F:46A0 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 20 4 30 10 -1\n"
        "   3: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 4714 1\n"
        "   4: broken\n");
    REQUIRE(sockets.size() == 3);
    CHECK(sockets[0].endpoint == TcpEndpoint{"127.0.0.1", 18080});
    CHECK(sockets[0].inode == 4711);
    CHECK(sockets[1].endpoint == TcpEndpoint{"*", 80});
    CHECK(sockets[2].endpoint == TcpEndpoint{"[::]", 443});
}

TEST_CASE("a port that this very program listens on is seen with its holder") {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listener, 1) == 0);
    socklen_t length = sizeof address;
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    const std::vector<AddressInUse> taken = addresses_in_use(DiskFileSystem());
    const auto found = std::find_if(taken.begin(), taken.end(), [&](const AddressInUse& one) {
        return one.endpoint == TcpEndpoint{"127.0.0.1", ntohs(address.sin_port)};
    });
    close(listener);
    REQUIRE(found != taken.end());
    CHECK(found->pid == static_cast<std::uint64_t>(getpid()));
    CHECK(found->program.find("stackc_tests") != std::string::npos);
}
