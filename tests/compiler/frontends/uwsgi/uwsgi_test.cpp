#include <catch2/catch.hpp>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using tests::analyse;
using tests::endpoints;

using Texts = std::vector<std::string>;

static Graph graph_of(const std::string& ini) {
    return analyse({{"uwsgi.ini", ini}}).graph;
}

/// The value of an option of the first process; "?" where it is not known, "-" where it is not
/// there.
static std::string option(const Graph& graph, std::string_view name) {
    REQUIRE(!graph.processes.empty());
    const Option* found = graph.processes.front().option(name);
    if (found == nullptr) return "-";
    return found->value.is_known() ? *found->value : "?";
}

TEST_CASE("uWSGI's sockets: paths, addresses, and what they speak") {
    const Graph graph = graph_of(
        "[uwsgi]\nchdir = /srv/app\nsocket = /run/a.sock\nsocket = b.sock\nhttp-socket = "
        ":8080\nhttp = 127.0.0.1:9000\n"
        "fastcgi-socket = @abstract\nsocket = 8000\nsocket = fd://3\n");
    CHECK(endpoints(graph) == Texts{"/run/a.sock", "/srv/app/b.sock", "*:8080", "127.0.0.1:9000",
                                    "@abstract", "/srv/app/8000", "fd 3"});
    CHECK(graph.listeners[0].protocol == Protocol::uwsgi);
    CHECK(graph.listeners[2].protocol == Protocol::http);
    CHECK(graph.listeners[4].protocol == Protocol::fastcgi);
}

TEST_CASE("a relative socket without a known folder is not known") {
    CHECK(endpoints(graph_of("[uwsgi]\nsocket = a.sock\n")) == Texts{"?"});
}

TEST_CASE("`protocol` decides what plain sockets speak, shared sockets are bound once") {
    const Graph graph = graph_of(
        "[uwsgi]\nshared-socket = 127.0.0.1:80\nhttp-socket = =0\nsocket = /a\nprotocol = http\n");
    CHECK(endpoints(graph) == Texts{"127.0.0.1:80", "/a"});
    CHECK(graph.listeners[0].protocol == Protocol::http);
    CHECK(graph.listeners[1].protocol == Protocol::http);
}

TEST_CASE("mode and owner of a socket are those that the file states, else absent") {
    Graph graph = graph_of(
        "[uwsgi]\nsocket = /a\nchmod-socket = 660\nuid = app\nchown-socket = app:www-data\n");
    CHECK(graph.listeners[0].mode->bits == 0660);
    CHECK(*graph.listeners[0].owner == "app");
    CHECK(*graph.listeners[0].group == "www-data");
    graph = graph_of("[uwsgi]\nsocket = /a\nuid = app\ngid = web\n");
    CHECK(graph.listeners[0].mode.is_absent());
    CHECK(*graph.listeners[0].owner == "app");
    CHECK(*graph.listeners[0].group == "web");
}

TEST_CASE("numbers are what stands before other bytes, as uWSGI reads them") {
    const Graph graph = graph_of(
        "[uwsgi]\nharakiri = 60s\nprocesses = 4\nthreads = 2\nlimit-post = 1048576\nbuffer-size = "
        "32768\n");
    const Process& process = graph.processes.front();
    CHECK(process.request_timeout->ms == 60'000);
    CHECK(*process.workers == 4);
    CHECK(*process.threads == 2);
    CHECK(process.max_body->bytes == 1u << 20u);
    CHECK(process.header_buffer->bytes == 32768);
}

TEST_CASE("placeholders are expanded as uWSGI 2.0.21 does it") {
    // Each line was shown so by `uwsgi --hook-asap call:show_config`.
    const Graph graph = graph_of(
        "[uwsgi]\nbase = /srv/%(name)\nname = x%(tail)\ntail = T\na = %(base)-%(name)\nloop = "
        "%(loop)x\narith = %(n * 2)\nn = 4\n"
        "b = %(nosuch)x\np2 = a%zb%% c%\nc1 = %(c2)\nc2 = %(c3)\nc3 = end\n");
    CHECK(option(graph, "base") == "/srv/xT");
    CHECK(option(graph, "a") == "/srv/xT-xT");
    CHECK(option(graph, "loop") == "%(loop)xx");
    CHECK(option(graph, "arith") == "8");
    CHECK(option(graph, "b") == "%(nosuch)x");
    CHECK(option(graph, "c1") == "%(c3)");
    CHECK(option(graph, "p2") == "?");
}

TEST_CASE("a circle of placeholders ends, in the unknown") {
    CHECK(option(graph_of("[uwsgi]\na = [%(b)]\nb = <%(a)>\n"), "a") == "?");
    CHECK(option(graph_of("[uwsgi]\na = x%(a)%(a)\n"), "a") == "?");
}

TEST_CASE("what comes from the environment, a file or the machine is unknown") {
    const Graph graph =
        graph_of("[uwsgi]\na = $(HOME)/x\nb = @(/etc/x)\nc = %k\nd = %(a)y\ne = %n.sock\n");
    for (const char* name : {"a", "b", "c", "d", "e"}) CHECK(option(graph, name) == "?");
}

TEST_CASE("blocks: known loops unroll, unknown conditions make their options unknown") {
    const Graph graph = graph_of(
        "[uwsgi]\nfor = a b\nsocket = /run/%(_).sock\nendfor =\nname = x\nif-opt = name=x\nmaster "
        "= yes\nend =\n"
        "if-not-opt = name\nthreads = 1\nend =\nif-env = NOBODY_KNOWS\nchdir = /a\nendif =\nuid = "
        "app\n");
    CHECK(endpoints(graph) == Texts{"/run/a.sock", "/run/b.sock"});
    CHECK(option(graph, "master") == "yes");
    CHECK(option(graph, "threads") == "-");
    CHECK(option(graph, "chdir") == "?");
    CHECK(option(graph, "uid") == "app");
    CHECK_FALSE(graph.processes.front().is_fully_read);
}

TEST_CASE("`ini = :section` and included files are merged in their place") {
    const Analysis analysis = analyse({{"uwsgi.ini",
                                        "[uwsgi]\nini = :base\nini = common.ini\nharakiri = "
                                        "10\n[base]\nharakiri = 5\n[other]\nsocket = /no\n"},
                                       {"common.ini", "[uwsgi]\nsocket = /run/a.sock\n"}});
    CHECK(endpoints(analysis.graph) == Texts{"/run/a.sock"});
    REQUIRE(analysis.graph.processes.size() == 1);
    CHECK(analysis.graph.processes[0].request_timeout->ms == 10'000);
    CHECK(analysis.graph.processes[0].is_fully_read);
}

TEST_CASE("a file that includes itself ends") {
    const Graph graph = graph_of("[uwsgi]\nini = uwsgi.ini\nsocket = /a\n");
    CHECK_FALSE(graph.processes.front().is_fully_read);
}

TEST_CASE("supervisor's command and the ini are one process") {
    const Analysis analysis = analyse(
        {{"etc/uwsgi/shop.ini", "[uwsgi]\nsocket = %n.sock\nchdir = /srv/shop\nuid = deploy\n"},
         {"supervisor.conf",
          "[program:web]\ncommand=/srv/venv/bin/uwsgi -M -p4 --harakiri=30 --ini "
          "/etc/uwsgi/shop.ini\n"}});
    REQUIRE(analysis.graph.processes.size() == 1);
    const Process& process = analysis.graph.processes[0];
    CHECK(endpoints(analysis.graph) == Texts{"/srv/shop/shop.sock"});
    CHECK(process.program.has_value());
    CHECK(process.config.has_value());
    CHECK(*process.user == "deploy");
    CHECK(*process.workers == 4);
    CHECK(process.request_timeout->ms == 30'000);
    CHECK(process.is_fully_read);
}

TEST_CASE("uid does nothing for a program that does not start as root") {
    const Analysis analysis =
        analyse({{"x/uwsgi.ini", "[uwsgi]\nsocket = /a\nuid = deploy\n"},
                 {"supervisor.conf", "[program:web]\ncommand=uwsgi x/uwsgi.ini\nuser=www-data\n"}});
    REQUIRE(analysis.graph.processes.size() == 1);
    CHECK(*analysis.graph.processes[0].user == "www-data");
    CHECK(*analysis.graph.listeners[0].owner == "www-data");
}

TEST_CASE("daemonize makes a process that leaves its manager") {
    CHECK(*graph_of("[uwsgi]\ndaemonize = /var/log/u.log\n").processes[0].daemonizes);
    CHECK_FALSE(*graph_of("[uwsgi]\nlogto = /var/log/u.log\n").processes[0].daemonizes);
}

TEST_CASE("an ini that is missing leaves the process half known") {
    const Analysis analysis = analyse(
        {{"supervisor.conf",
          "[program:web]\ncommand=uwsgi --ini /etc/uwsgi/gone.ini --socket /tmp/x.sock\n"}});
    REQUIRE(analysis.graph.processes.size() == 1);
    CHECK_FALSE(analysis.graph.processes[0].is_fully_read);
    CHECK(endpoints(analysis.graph) == Texts{"/tmp/x.sock"});
}

TEST_CASE("UWSGI_ variables are options that come before the command line's") {
    const Graph graph = analyse({{"supervisord.conf",
                                  "[program:x]\nenvironment=UWSGI_HTTP_SOCKET=\":9000\","
                                  "UWSGI_RELOADS=\"1\",OTHER=\"2\"\ncommand=uwsgi --socket "
                                  "/run/a.sock\n"}})
                            .graph;
    CHECK(endpoints(graph) == Texts{"*:9000", "/run/a.sock"});
    CHECK(graph.processes[0].options.size() == 2);
}

TEST_CASE("`%x` is the section that was asked for by name") {
    CHECK(option(graph_of("[uwsgi]\nstats = /run/%x.sock\n"), "stats") == "/run/.sock");
    CHECK(option(graph_of("[uwsgi]\nini = :base\n[base]\nstats = /run/%x.sock\n"), "stats") ==
          "/run/base.sock");
}
