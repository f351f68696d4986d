#include <catch2/catch.hpp>

#include "compiler/base/text.h"
#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using tests::analyse;
using Texts = std::vector<std::string>;

static Graph started(const std::string& command, const std::string& more = "") {
    return analyse({{"supervisord.conf",
                     "[program:x]\ndirectory=/srv/app\n" + more + "command=" + command + "\n"}})
        .graph;
}

static Texts endpoints(const std::string& command, const std::string& more = "") {
    return tests::endpoints(started(command, more));
}

TEST_CASE("gunicorn binds what -b says, and 127.0.0.1:8000 where nothing does") {
    CHECK(endpoints("gunicorn config.wsgi") == Texts{"127.0.0.1:8000"});
    CHECK(endpoints("/v/bin/gunicorn -b unix:/run/a.sock -b :9000 --bind=0.0.0.0:80 x") ==
          Texts{"/run/a.sock", "*:9000", "*:80"});
    CHECK(endpoints("gunicorn -bunix:a.sock x") == Texts{"/srv/app/a.sock"});
    CHECK(endpoints("gunicorn --bind unix:///run/a.sock x") == Texts{"/run/a.sock"});
    CHECK(endpoints("gunicorn -c gunicorn.py x") == Texts{"?"});
    CHECK(endpoints("gunicorn x", "environment=PORT=\"5000\"\n") == Texts{"*:5000"});
    CHECK(endpoints("gunicorn x", "environment=GUNICORN_CMD_ARGS=\"--bind=:7000\"\n") ==
          Texts{"*:7000"});
}

TEST_CASE("gunicorn's other settings: timeout, daemon, umask, module, workers") {
    const Graph graph = started(
        "gunicorn -D -w 3 -t 90 --umask 007 --bind unix:/run/a.sock config.wsgi:application");
    const Process& process = graph.processes.front();
    CHECK(*process.daemonizes);
    CHECK(*process.workers == 3);
    CHECK(process.request_timeout->ms == 90'000);
    CHECK(*process.module == "config.wsgi:application");
    CHECK(graph.listeners[0].mode->bits == 0770);
    CHECK(process.is_fully_read);
}

TEST_CASE("daphne opens every kind that is named") {
    CHECK(endpoints("daphne x.asgi:a") == Texts{"127.0.0.1:8000"});
    CHECK(endpoints("daphne -b 0.0.0.0 -p 8001 -u /run/d.sock x:a") ==
          Texts{"*:8001", "/run/d.sock"});
    CHECK(endpoints("daphne -u /run/d.sock x:a") == Texts{"/run/d.sock"});
    CHECK(endpoints("daphne --fd 0 x:a") == Texts{"fd 0"});
    CHECK(endpoints("daphne -e ssl:8443:privateKey=k.pem:certKey=c.pem x:a") == Texts{"*:8443"});
    CHECK(endpoints("daphne -e tcp:port=9000:interface=127.0.0.1 x:a") == Texts{"127.0.0.1:9000"});
}

TEST_CASE("uvicorn prefers a path to a port") {
    CHECK(endpoints("uvicorn x:a") == Texts{"127.0.0.1:8000"});
    CHECK(endpoints("uvicorn --host 0.0.0.0 --port 80 x:a") == Texts{"*:80"});
    CHECK(endpoints("uvicorn --uds a.sock --port 80 x:a") == Texts{"/srv/app/a.sock"});
}

TEST_CASE("redis-server with its file: addresses, sockets, daemonize") {
    const Analysis analysis = analyse(
        {{"etc/redis/redis.conf",
          "bind 127.0.0.1 -::1\nport 6380\ndaemonize yes\nmaxmemory 1gb\nunixsocket "
          "/run/redis/r.sock\nunixsocketperm 770\n"},
         {"supervisord.conf", "[program:redis]\ncommand=redis-server /etc/redis/redis.conf\n"}});
    CHECK(tests::endpoints(analysis.graph) ==
          Texts{"127.0.0.1:6380", "[::1]:6380", "/run/redis/r.sock"});
    CHECK(*analysis.graph.processes[0].daemonizes);
    CHECK(analysis.graph.listeners[2].mode->bits == 0770);
    CHECK(endpoints("redis-server --port 7000 --bind 127.0.0.1") == Texts{"127.0.0.1:7000"});
}

TEST_CASE(
    "other programs are processes that may listen where nobody sees it, but for those that never "
    "do") {
    CHECK(started("celery -A config worker").processes.front().kind == ServerKind::celery);
    CHECK(*started("celery multi start w1").processes.front().daemonizes);
    CHECK(started("/srv/start.sh").processes.front().kind == ServerKind::other);
    CHECK(started("cron -f").processes.empty());
    CHECK(endpoints("python manage.py runserver 0.0.0.0:8080") == Texts{"*:8080"});
}

/// The program that a command comes down to, and whether that is sure.
static std::string resolved(const std::string& text) {
    const std::vector<Argument> words =
        split_command(text, {FileId{}, 0, static_cast<std::uint32_t>(text.size())});
    const ResolvedCommand command = resolve_command(words);
    std::string result = command.program;
    for (const Argument& word : command.arguments) result += " " + word.text;
    return command.is_certain ? result : result + " ?";
}

TEST_CASE("launchers are stepped over to the program that runs") {
    CHECK(resolved("/srv/venv/bin/gunicorn -w 4 x") == "gunicorn -w 4 x");
    CHECK(resolved("env A=b C=d exec uwsgi --ini x") == "uwsgi --ini x");
    CHECK(resolved("sudo -u app -H nice -n 5 uwsgi x") == "uwsgi x");
    CHECK(resolved("bash -c \"exec gunicorn x\"") == "gunicorn x");
    CHECK(resolved("bash -c 'cd /srv && source v/bin/activate; gunicorn x'") == "gunicorn x ?");
    CHECK(resolved("python3.9 -m daphne -p 1 x") == "daphne -p 1 x");
    CHECK(resolved("python -u /srv/venv/bin/gunicorn x") == "gunicorn x");
    CHECK(resolved("python manage.py runserver") == "manage.py runserver");
    CHECK(resolved("poetry run gunicorn x") == "gunicorn x");
    CHECK(resolved("/bin/sh start.sh") == "sh start.sh ?");
    CHECK(resolved("$VENV/bin/gunicorn x") == "gunicorn x");
    CHECK(resolved("") == "");
}
