#include "compiler/graph/permissions.h"

#include <catch2/catch.hpp>

using namespace stackc;

static Owned owned(std::optional<std::string> owner, std::optional<std::string> group, std::uint32_t mode) {
    return {std::move(owner), std::move(group), Mode{mode}, "", std::nullopt};
}

TEST_CASE("the owner's bits count for the owner, the group's for members, the rest for others") {
    constexpr std::uint32_t write = 2;
    const Account nginx{"www-data", {"www-data"}, true};
    CHECK(may(nginx, owned("www-data", "root", 0200), write) == Answer::yes);
    CHECK(may(nginx, owned("www-data", "www-data", 0060), write) == Answer::no);
    CHECK(may(nginx, owned("deploy", "www-data", 0660), write) == Answer::yes);
    CHECK(may(nginx, owned("deploy", "www-data", 0606), write) == Answer::no);
    CHECK(may(nginx, owned("deploy", "deploy", 0666), write) == Answer::yes);
    CHECK(may(nginx, owned("deploy", "deploy", 0755), write) == Answer::no);
    CHECK(may(Account{"root", {}, false}, owned("deploy", "deploy", 0), write) == Answer::yes);
}

TEST_CASE("what is not known about owner or membership answers nothing, unless it does not matter") {
    constexpr std::uint32_t write = 2;
    const Account nginx{"www-data", {"www-data"}, false};
    CHECK(may(nginx, owned("deploy", "deploy", 0660), write) == Answer::unknown);
    CHECK(may(nginx, owned("deploy", std::nullopt, 0660), write) == Answer::unknown);
    CHECK(may(nginx, owned("deploy", std::nullopt, 0755), write) == Answer::no);
    CHECK(may(nginx, owned(std::nullopt, std::nullopt, 0755), write) == Answer::unknown);
    CHECK(may(nginx, owned(std::nullopt, std::nullopt, 0666), write) == Answer::yes);
    CHECK(may(nginx, owned("deploy", "root", 0660), write) == Answer::no);
}

namespace {
struct World {
    GraphBuilder builder;
    ProcessId uwsgi;
    World() {
        Process process;
        process.kind = ServerKind::uwsgi;
        uwsgi = builder.add(process);
    }
    Process& process() { return builder.at(uwsgi); }
    std::string state() {
        Listener listener;
        listener.process = uwsgi;
        listener.endpoint = Value<Endpoint>::known(UnixEndpoint{"/run/a.sock"}, {});
        const auto found = socket_once_bound(builder.graph, listener);
        return found ? to_text(*found) : "unknown";
    }
    void start_as(std::optional<std::string> user) {
        Program program;
        if (user) program.user = Value<std::string>::known(*user, {});
        process().program = builder.add(program);
    }
};
Value<std::string> said(std::string text) { return Value<std::string>::known(std::move(text), {}); }
}  // namespace

TEST_CASE("uWSGI drops to uid and gid before it binds, and its socket follows the umask") {
    World world;
    CHECK(world.state() == "0755 ?:?");
    world.process().user = said("deploy");
    CHECK(world.state() == "0755 deploy:root");
    world.process().group = said("www-data");
    CHECK(world.state() == "0755 deploy:www-data");
    world.process().umask = Value<Mode>::known(Mode{007}, {});
    CHECK(world.state() == "0770 deploy:www-data");
}

TEST_CASE("a manager that starts uWSGI as somebody else than root decides the owner") {
    World world;
    world.process().user = said("www-data");
    world.start_as("deploy");
    CHECK(world.state() == "0755 deploy:?");
    World as_root;
    as_root.start_as(std::nullopt);
    CHECK(as_root.state() == "0755 root:root");
}

TEST_CASE("uWSGI that is asked to keep root's rights binds before it drops to uid and gid") {
    for (const char* name : {"master-as-root", "shared-socket", "chown-socket"}) {
        World world;
        world.process().user = said("deploy");
        world.process().group = said("deploy");
        world.start_as(std::nullopt);
        CHECK(world.state() == "0755 deploy:deploy");
        CHECK(binder(world.builder.graph, world.process())->user == "deploy");
        Option option;
        option.name = name;
        world.process().options.push_back(option);
        CHECK(world.state() == "0755 root:root");
        CHECK_FALSE(binder(world.builder.graph, world.process()));
    }
}

TEST_CASE("an account writes where the folder lets it make files, or the file itself lets it") {
    World world;
    Graph& graph = world.builder.graph;
    graph.target.knows_paths = graph.target.knows_accounts = true;
    const auto set = [&](const char* path, const char* owner, std::uint32_t mode, bool is_folder) {
        graph.paths[path] = {true, is_folder, mode, owner, owner};
    };
    set("/", "root", 0755, true);
    set("/var", "root", 0755, true);
    set("/var/log", "root", 0755, true);
    set("/var/log/own.log", "deploy", 0644, false);
    set("/var/closed", "root", 0750, true);
    graph.paths["/var/log/new.log"] = {};
    graph.paths["/var/closed/x.log"] = {};
    const Account deploy{"deploy", {"deploy"}, true};
    CHECK_FALSE(write_refusal(graph, deploy, "/var/log/own.log", FileId{}));
    CHECK(write_refusal(graph, deploy, "/var/log/new.log", FileId{})->path == "/var/log");
    CHECK(write_refusal(graph, deploy, "/var/closed/x.log", FileId{})->path == "/var/closed");
    CHECK_FALSE(write_refusal(graph, Account{"root", {"root"}, true}, "/var/closed/x.log", FileId{}));
    CHECK(execute_refusal(graph, deploy, "/var/log/own.log", FileId{})->path == "/var/log/own.log");
}

TEST_CASE("gunicorn, daphne and uvicorn each make their sockets in their own mode") {
    World world;
    world.process().kind = ServerKind::gunicorn;
    CHECK(world.state() == "0777 ?:?");
    world.process().umask = Value<Mode>::known(Mode{077}, {});
    CHECK(world.state() == "0700 ?:?");
    world.process().kind = ServerKind::daphne;
    CHECK(world.state() == "0666 ?:?");
    world.process().kind = ServerKind::uvicorn;
    CHECK(world.state() == "0666 ?:?");
}

TEST_CASE("home folders are closed where the system is known to close them") {
    Graph graph;
    bool is_certain = false;
    CHECK_FALSE(folder_state(graph, "/home/deploy", FileId{}, is_certain));
    graph.target.is_os_stated = true;
    graph.target.os = "ubuntu 20.04";
    CHECK_FALSE(folder_state(graph, "/home/deploy", FileId{}, is_certain));
    graph.target.os = "ubuntu 22.04";
    CHECK(to_text(*folder_state(graph, "/home/deploy", FileId{}, is_certain)) == "0750 deploy:deploy");
    CHECK_FALSE(is_certain);
    graph.target.os = "rhel 9";
    CHECK(to_text(*folder_state(graph, "/home/deploy", FileId{}, is_certain)) == "0700 deploy:deploy");
    CHECK_FALSE(folder_state(graph, "/home/deploy/shop", FileId{}, is_certain));
    CHECK(to_text(*folder_state(graph, "/root", FileId{}, is_certain)) == "0700 root:root");
    CHECK(is_certain);
}
