#include "compiler/graph/links.h"

#include <catch2/catch.hpp>

using namespace stackc;

TEST_CASE("an address is spelled anew in the way that it was written") {
    const UnixEndpoint socket{"/run/b.sock"};
    const TcpEndpoint port{"127.0.0.1", 8001};
    CHECK(respell("unix:/run/a.sock", socket) == "unix:/run/b.sock");
    CHECK(respell("http://unix:/run/a.sock", socket) == "http://unix:/run/b.sock");
    CHECK(respell("http://unix:/run/a.sock:/api/", socket) == "http://unix:/run/b.sock:/api/");
    CHECK(respell("http://127.0.0.1:8000/api/", socket) == "http://unix:/run/b.sock:/api/");
    CHECK(respell("http://127.0.0.1:8000", port) == "http://127.0.0.1:8001");
    CHECK(respell("localhost:8000", port) == "127.0.0.1:8001");
    CHECK(respell("http://unix:/run/a.sock:/api/", port) == "http://127.0.0.1:8001/api/");
    CHECK(respell("127.0.0.1:8000", TcpEndpoint{"*", 9000}) == "127.0.0.1:9000");
    CHECK_FALSE(respell("127.0.0.1:8000", FdEndpoint{0}));
}

namespace {
/// One deployment: a client file 0 and a server file 1.
struct World {
    GraphBuilder builder;
    World() {
        builder.graph.deployments[FileId{0}] = 0;
        builder.graph.deployments[FileId{1}] = 0;
    }
    ProcessId serve(Endpoint endpoint, Protocol protocol) {
        Process process;
        process.kind = ServerKind::uwsgi;
        process.span = {FileId{1}, 0, 1};
        const ProcessId id = builder.add(process);
        Listener listener;
        listener.process = id;
        listener.protocol = protocol;
        listener.span = {FileId{1}, 5, 9};
        listener.endpoint = Value<Endpoint>::known(std::move(endpoint), listener.span);
        builder.add(listener);
        return id;
    }
    void connect(Endpoint endpoint, Protocol protocol, std::uint32_t at = 0) {
        Connection connection;
        connection.protocol = protocol;
        connection.span = {FileId{0}, at, at + 4};
        connection.targets.push_back(Value<Endpoint>::known(std::move(endpoint), connection.span));
        builder.add(connection);
    }
    std::vector<Miss> misses() const { return find_misses(builder.graph); }
};
const UnixEndpoint a{"/run/a.sock"}, b{"/run/b.sock"};
}  // namespace

TEST_CASE("a target that nobody binds misses the one server that waits") {
    World world;
    world.serve(b, Protocol::uwsgi);
    world.connect(a, Protocol::uwsgi);
    REQUIRE(world.misses().size() == 1);
    CHECK(world.misses()[0].is_certain);
}

TEST_CASE("no miss where somebody binds, or where the protocols do not fit, or where it is another machine") {
    World bound;
    bound.serve(a, Protocol::uwsgi);
    bound.serve(b, Protocol::uwsgi);
    bound.connect(a, Protocol::uwsgi);
    CHECK(bound.misses().empty());
    World other_protocol;
    other_protocol.serve(b, Protocol::uwsgi);
    other_protocol.connect(a, Protocol::http);
    CHECK(other_protocol.misses().empty());
    World elsewhere;
    elsewhere.serve(TcpEndpoint{"*", 8000}, Protocol::http);
    elsewhere.connect(TcpEndpoint{"web", 8001}, Protocol::http);
    CHECK(elsewhere.misses().empty());
}

TEST_CASE("no miss where two servers that nobody starts wait, or two clients want one server") {
    World two_servers;
    two_servers.serve(b, Protocol::uwsgi);
    two_servers.serve(UnixEndpoint{"/run/c.sock"}, Protocol::uwsgi);
    two_servers.connect(a, Protocol::uwsgi);
    CHECK(two_servers.misses().empty());
    World two_clients;
    two_clients.serve(b, Protocol::uwsgi);
    two_clients.connect(a, Protocol::uwsgi, 0);
    two_clients.connect(UnixEndpoint{"/run/c.sock"}, Protocol::uwsgi, 10);
    CHECK(two_clients.misses().empty());
}

TEST_CASE("of several that wait, the one that is named alike is meant") {
    World world;
    world.serve(b, Protocol::uwsgi);
    world.serve(UnixEndpoint{"/srv/a.sock"}, Protocol::uwsgi);
    world.connect(a, Protocol::uwsgi);
    REQUIRE(world.misses().size() == 1);
    CHECK(world.misses()[0].meant == ListenerId{1});
}

TEST_CASE("files of another deployment never meet") {
    World world;
    world.builder.graph.deployments[FileId{1}] = 1;
    world.serve(b, Protocol::uwsgi);
    world.connect(a, Protocol::uwsgi);
    CHECK(world.misses().empty());
}

TEST_CASE("a file that is not read makes a miss uncertain") {
    World world;
    world.serve(b, Protocol::uwsgi);
    world.connect(a, Protocol::uwsgi);
    world.builder.graph.deployments[FileId{2}] = 0;
    world.builder.graph.unread_files.push_back({FileId{2}, "systemd"});
    REQUIRE(world.misses().size() == 1);
    CHECK_FALSE(world.misses()[0].is_certain);
}
