// Start scripts: what they run in the end, as whom, where, and what of it is certain.
#include <catch2/catch.hpp>

#include "compiler/frontends/shell/lexer.h"
#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using namespace stackc::tests;

namespace {

const std::string gunicorn_start = R"(#!/bin/bash

NAME="hello_app"                                  # Name of the application
DJANGODIR=/webapps/hello_django/hello             # Django project directory
SOCKFILE=/webapps/hello_django/run/gunicorn.sock  # we will communicate using this unix socket
USER=hello                                        # the user to run as
GROUP=webapps                                     # the group to run as
NUM_WORKERS=3                                     # how many worker processes should Gunicorn spawn
DJANGO_SETTINGS_MODULE=hello.settings             # which settings file should Django use
DJANGO_WSGI_MODULE=hello.wsgi                     # WSGI module name

echo "Starting $NAME as `whoami`"

# Activate the virtual environment
cd $DJANGODIR
source ../bin/activate
export DJANGO_SETTINGS_MODULE=$DJANGO_SETTINGS_MODULE
export PYTHONPATH=$DJANGODIR:$PYTHONPATH

# Create the run directory if it doesn't exist
RUNDIR=$(dirname $SOCKFILE)
test -d $RUNDIR || mkdir -p $RUNDIR

exec gunicorn ${DJANGO_WSGI_MODULE}:application \
  --name $NAME \
  --workers $NUM_WORKERS \
  --user=$USER --group=$GROUP \
  --bind=unix:$SOCKFILE \
  --log-level=debug \
  --log-file=-
)";

const std::string supervisor = "[program:hello]\ncommand = /webapps/hello_django/bin/gunicorn_start\nuser = hello\n";

/// A supervisor program that runs the script.
Analysis started(const std::string& script, const std::string& arguments = "") {
    return analyse({{"hello.conf", "[program:hello]\ncommand = /srv/hello/start.sh" + arguments + "\nuser = hello\n"}, {"start.sh", script}});
}

const Process& server(const Analysis& analysis, ServerKind kind = ServerKind::gunicorn) {
    for (const Process& process : analysis.graph.processes) {
        if (process.kind == kind) return process;
    }
    FAIL("no such server");
    return analysis.graph.processes.front();
}

std::string variable(const Process& process, const std::string& name) {
    for (const EnvVariable& one : process.env) {
        if (one.name == name) return one.value.value_or("?");
    }
    return "(none)";
}

}  // namespace

TEST_CASE("the gunicorn_start of the tutorials is read wholly") {
    const Analysis analysis = analyse({{"hello.conf", supervisor}, {"deploy/gunicorn_start", gunicorn_start}});
    REQUIRE(analysis.graph.processes.size() == 1);
    const Process& process = server(analysis);
    CHECK(process.is_fully_read);
    CHECK(process.name == "hello");
    CHECK(process.module.value_or("") == "hello.wsgi:application");
    CHECK(process.user.value_or("") == "hello");
    CHECK(process.group.value_or("") == "webapps");
    CHECK(process.directory.value_or("") == "/webapps/hello_django/hello");
    CHECK(process.venv.value_or("") == "/webapps/hello_django");
    CHECK(process.workers.value_or(0) == 3);
    CHECK(variable(process, "DJANGO_SETTINGS_MODULE") == "hello.settings");
    CHECK(variable(process, "NAME") == "(none)");
    CHECK(endpoints(analysis.graph) == std::vector<std::string>{"/webapps/hello_django/run/gunicorn.sock"});
    const Span said = analysis.graph.listeners.front().span;
    CHECK(text_at(analysis, said) == "--bind=unix:$SOCKFILE");
    CHECK(analysis.sources->path(said.file).filename() == "gunicorn_start");
    CHECK(analysis.graph.are_together(said.file, analysis.graph.programs.front().file));
    REQUIRE(analysis.graph.paths_made.size() == 1);
    CHECK(analysis.graph.paths_made.front().path == "/webapps/hello_django/run");
}

TEST_CASE("a script that nobody starts is not looked at") {
    const Analysis analysis = analyse({{"start.sh", "gunicorn -b 127.0.0.1:8000 a:b\n'"}, {"run", "#!/bin/bash\ngunicorn a:b\n"}});
    CHECK(analysis.graph.processes.empty());
    CHECK(analysis.files.empty());
    CHECK(analysis.diagnostics.empty());
}

TEST_CASE("a script finds itself, its arguments and what the manager sets") {
    SECTION("the folder it lies in") {
        const Analysis analysis = started("cd \"$(dirname \"$0\")\"\nexec gunicorn -b unix:run/a.sock a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"/srv/hello/run/a.sock"});
    }
    SECTION("the folder of BASH_SOURCE") {
        const Analysis analysis = started("HERE=\"$( cd \"$( dirname \"${BASH_SOURCE[0]}\" )\" >/dev/null 2>&1 && pwd )\"\ngunicorn -b unix:$HERE/a.sock a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"/srv/hello/a.sock"});
    }
    SECTION("an argument") {
        const Analysis analysis = started("PORT=$1\nexec daphne -p ${PORT:-9000} a:b\n", " 8001");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:8001"});
    }
    SECTION("an argument that is not there has its default") {
        const Analysis analysis = started("exec daphne -p ${1:-9000} a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:9000"});
    }
    SECTION("a variable that may be set outside does not") {
        const Analysis analysis = analyse({{"hello.conf", "[supervisord]\nnodaemon=true\n[program:hello]\ncommand=/srv/hello/start.sh\n"},
                                           {"start.sh", "exec daphne -p ${PORT:-9000} a:b\n"}});
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"?"});
    }
    SECTION("a value of several words") {
        const Analysis analysis = started("OPTIONS=\"-b 127.0.0.1:8001 -w 4\"\nexec gunicorn $OPTIONS a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:8001"});
        CHECK(server(analysis).workers.value_or(0) == 4);
    }
}

TEST_CASE("steps before the server are no servers") {
    const Analysis analysis = started("set -e\nwhile ! nc -z db 5432; do sleep 1; done\npython manage.py migrate --noinput\n./compile.py\n"
                                      "python manage.py collectstatic --noinput\ngunicorn -b :8000 a:b\n");
    REQUIRE(analysis.graph.processes.size() == 1);
    CHECK(server(analysis).is_fully_read);
    CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8000"});
}

TEST_CASE("what goes to the background stays") {
    const Analysis analysis = started("celery -A a worker &\n./watch.py &\nexec gunicorn -b :8000 a:b\n");
    CHECK(analysis.graph.processes.size() == 3);
}

TEST_CASE("where the files do not tell the way, nothing is certain") {
    SECTION("both branches are possible") {
        const Analysis analysis = started("if [ \"$DEBUG\" = 1 ]; then\n  python manage.py runserver 0.0.0.0:8000\nelse\n  exec gunicorn -b :8000 a:b\nfi\n");
        REQUIRE(analysis.graph.processes.size() == 2);
        for (const Process& process : analysis.graph.processes) CHECK_FALSE(process.is_fully_read);
    }
    SECTION("a variable that a branch sets") {
        const Analysis analysis = started("PORT=8000\nif [ -f x ]; then PORT=8001; fi\nexec gunicorn -b :$PORT a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"?"});
    }
    SECTION("a variable that all branches set alike") {
        const Analysis analysis = started("if [ -f x ]; then PORT=8001; else PORT=8001; fi\nexec gunicorn -b :$PORT a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8001"});
    }
    SECTION("a branch that ends in failure takes nothing away") {
        const Analysis analysis = started("if [ -z \"$SECRET\" ]; then echo no secret; exit 1; fi\nexec gunicorn -b :8000 a:b\n");
        CHECK(server(analysis).is_fully_read);
    }
    SECTION("a branch that ends well does") {
        const Analysis analysis = started("if [ \"$MODE\" = worker ]; then exec celery -A a worker; fi\nexec gunicorn -b :8000 a:b\n");
        CHECK_FALSE(server(analysis).is_fully_read);
    }
    SECTION("a file of variables that is not here") {
        const Analysis analysis = started("NAME=a\n. /etc/default/hello\nexec gunicorn -b unix:/run/$NAME.sock a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"?"});
    }
    SECTION("eval") {
        const Analysis analysis = started("PORT=1\neval \"$(cat x)\"\nexec gunicorn -b :$PORT a:b\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"?"});
    }
    SECTION("a quote that is never closed") {
        const Analysis analysis = started("gunicorn -b :8000 a:b &\necho 'and\n");
        CHECK(analysis.graph.may_have_unseen_listeners(analysis.graph.programs.front().file));
        CHECK(ids(analysis).empty());
    }
}

TEST_CASE("a branch is known where both sides of its condition are") {
    const std::string script = "case \"$1\" in\n  web) exec gunicorn -b :8000 a:b ;;\n  worker) exec celery -A a worker ;;\n  *) exec \"$@\" ;;\nesac\n";
    SECTION("of case") {
        const Analysis analysis = started(script, " web");
        REQUIRE(analysis.graph.processes.size() == 1);
        CHECK(server(analysis).is_fully_read);
    }
    SECTION("of its default") {
        const Analysis analysis = started(script, " daphne -p 8002 a:b");
        REQUIRE(analysis.graph.processes.size() == 1);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:8002"});
    }
    SECTION("of if") {
        const Analysis analysis = started("if [ \"$1\" == \"init\" ]; then exit 0; fi\nif [[ $1 = web ]]; then exec gunicorn -b :80 a:b; fi\n", " web");
        REQUIRE(analysis.graph.processes.size() == 1);
        CHECK(server(analysis).is_fully_read);
    }
    SECTION("in a function") {
        const Analysis analysis = started("start() {\n  local port=$1\n  exec gunicorn -b :$port a:b\n}\nmain() { start 8001; }\nmain \"$@\"\n");
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8001"});
        CHECK(server(analysis).is_fully_read);
    }
}

TEST_CASE("a script changes who it is") {
    const auto user_of = [](const std::string& script) { return server(started(script)).user.value_or("?"); };
    CHECK(user_of("su deploy -c \"cd /srv && gunicorn -b :8000 a:b\"\n") == "deploy");
    CHECK(user_of("su - deploy -s /bin/bash -c 'gunicorn -b :8000 a:b'\n") == "deploy");
    CHECK(user_of("exec gosu deploy gunicorn -b :8000 a:b\n") == "deploy");
    CHECK(user_of("exec su-exec deploy:www gunicorn -b :8000 a:b\n") == "deploy");
    CHECK(user_of("exec sudo -E -u deploy gunicorn -b :8000 a:b\n") == "deploy");
    CHECK(user_of("exec runuser -u deploy -- gunicorn -b :8000 a:b\n") == "deploy");
    CHECK(user_of("exec gunicorn -b :8000 a:b\n") == "hello");
}

TEST_CASE("what a manager hands to a shell is followed like a script") {
    SECTION("of supervisor") {
        const Analysis analysis = analyse({{"a.conf", "[program:a]\ncommand=bash -c \"cd /srv/a && source env/bin/activate && exec gunicorn -b unix:a.sock a:b\"\n"}});
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"/srv/a/a.sock"});
        CHECK(server(analysis).venv.value_or("") == "/srv/a/env");
        CHECK(server(analysis).is_fully_read);
    }
    SECTION("of compose") {
        const Analysis analysis = analyse({{"docker-compose.yml", "services:\n  web:\n    image: python:3\n    working_dir: /app\n"
                                                                  "    command: sh -c \"python manage.py migrate && gunicorn a:b --bind 0.0.0.0:8000\"\n"}});
        REQUIRE(analysis.graph.processes.size() == 1);
        CHECK(server(analysis).is_fully_read);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8000"});
    }
    SECTION("of a unit, where the script calls another one") {
        const Analysis analysis = analyse({{"a.service", "[Service]\nUser=deploy\nWorkingDirectory=/srv/a\nExecStart=/bin/bash /srv/a/start.sh\n"},
                                           {"a/start.sh", "#!/bin/sh\n. ./settings.sh\nexec ./serve.sh \"$PORT\"\n"},
                                           {"a/settings.sh", "export PORT=8003\n"},
                                           {"a/serve.sh", "#!/bin/sh\nexec uvicorn --port $1 a:b\n"}});
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:8003"});
        CHECK(server(analysis, ServerKind::uvicorn).user.value_or("") == "deploy");
    }
}

TEST_CASE("an image's entrypoint is given its command") {
    const std::string image = "FROM python:3\nWORKDIR /app\nCOPY . .\nCOPY docker/entrypoint.sh /entrypoint.sh\nENTRYPOINT [\"/entrypoint.sh\"]\n";
    const std::string compose = "services:\n  web:\n    build: .\n    command: gunicorn a:b -b 0.0.0.0:8000\n";
    SECTION("which it runs") {
        const Analysis analysis = analyse({{"Dockerfile", image}, {"docker-compose.yml", compose}, {"docker/entrypoint.sh", "#!/bin/sh\nset -e\npython manage.py migrate\nexec \"$@\"\n"}});
        REQUIRE(analysis.graph.processes.size() == 1);
        CHECK(server(analysis).is_fully_read);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8000"});
        CHECK(text_at(analysis, analysis.graph.listeners.front().span) == "0.0.0.0:8000");
    }
    SECTION("or not") {
        const Analysis analysis = analyse({{"Dockerfile", image}, {"docker-compose.yml", compose}, {"docker/entrypoint.sh", "#!/bin/sh\nexec gunicorn a:b -b 0.0.0.0:9000\n"}});
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:9000"});
    }
    SECTION("and what it does is not known where it is not here") {
        const Analysis analysis = analyse({{"Dockerfile", image}, {"docker-compose.yml", compose}});
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8000"});
        CHECK_FALSE(server(analysis).is_fully_read);
    }
    SECTION("which is a script too, as cookiecutter-django has it") {
        const Analysis analysis = analyse({{"Dockerfile", "FROM python:3\nCOPY ./compose/entrypoint /entrypoint\nCOPY ./compose/start /start\nWORKDIR /app\nCOPY . /app\nENTRYPOINT [\"/entrypoint\"]\n"},
                                           {"docker-compose.yml", "services:\n  web:\n    build: .\n    command: /start\n"},
                                           {"compose/entrypoint", "#!/bin/bash\nif [ -z \"${POSTGRES_USER}\" ]; then\n  export POSTGRES_USER=postgres\nfi\npython << END\nprint(\"(\")\nEND\n>&2 echo 'PostgreSQL is available'\nexec \"$@\"\n"},
                                           {"compose/start", "#!/bin/bash\nset -o errexit\npython /app/manage.py migrate\nexec /usr/local/bin/gunicorn config.wsgi --bind 0.0.0.0:5000 --chdir=/app\n"}});
        REQUIRE(analysis.graph.processes.size() == 1);
        CHECK(server(analysis).is_fully_read);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:5000"});
    }
    SECTION("a CMD that is a script of the image") {
        const Analysis analysis = analyse({{"Dockerfile", "FROM python:3\nWORKDIR /code\nCOPY . /code/\nCMD [\"./start.sh\"]\n"}, {"start.sh", "#!/bin/bash\ngunicorn a:b --bind=0.0.0.0:8000\n"}});
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8000"});
        CHECK(server(analysis).directory.value_or("") == "/code");
    }
}

TEST_CASE("print(parse(script)) gives the script back") {
    for (const std::string& text : {gunicorn_start, std::string("a && \\\n  b | c; d &\ncat <<EOF\n$x (\nEOF\nif [ 1 ]; then (x) fi # c"), std::string("\xef\xbb\xbf#!/bin/sh\r\na \\\r\n b\r\n"),
                                    std::string("echo 'never\nclosed"), std::string("a\\"), std::string("x=(1 2\n3)\n{ a; }\ncase $x in a) b;; esac\n")}) {
        MemoryFileSystem disk;
        disk.add("/w/start.sh", text);
        Session session(disk, {});
        const std::vector<Path> roots{"/w/start.sh"};
        const Analysis analysis = session.analyse(roots);
        REQUIRE(analysis.graph.documents.size() == 1);
        CHECK(print(*analysis.graph.documents.front()) == text);
        CHECK(analysis.diagnostics.empty());
    }
}

TEST_CASE("a nasty script neither crashes nor hangs") {
    const auto times = [](std::string_view text, std::size_t count) {
        std::string all;
        for (std::size_t i = 0; i < count; ++i) all += text;
        return all;
    };
    constexpr std::size_t many = 60'000;
    for (const std::string& text : std::vector<std::string>{times("(", many), times("{ ", many), times("$(", many), times("if a; then ", many), times("a && ", many), times("\"$(", many),
                                    times("${a:-", many) + times("}", many), times("f() { ", many), times("case a in b) ", many), times("a|", many), times("!", many) + times(" ! ", many),
                                    times("cat <<E ", many), times("x=$x$x\n", 100), "f() { f; f; }\nf\n", "f() { bash $0; }\nf\n", "bash start.sh\n", ". ./start.sh\n. ./start.sh\n",
                                    std::string("a\0b", 3), std::string("\xff\xfe"), times("A=b ", many), times("for i in a; do ", many), times("[[ ", many), times("\\\n", many)}) {
        CHECK_NOTHROW(started(text));
    }
}
