#include <catch2/catch.hpp>

#include "compiler/base/text.h"
#include "compiler/frontends/supervisor/format.h"
#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using tests::analyse;

static Graph graph_of(const std::string& text) {
    return analyse({{"supervisord.conf", text}}).graph;
}

static std::string command(const Program& program) {
    std::vector<std::string> words;
    for (const Argument& word : program.command)
        words.push_back(word.has_hole ? "?" + word.text : word.text);
    return join(words, "|");
}

TEST_CASE("a program's command is cut as shlex does, each word with its place") {
    const Analysis analysis =
        analyse({{"supervisord.conf",
                  "[program:web]\ncommand=/bin/sh -c \"a 'b' \\\"c\\\"\" d\\ e '' ; tail\n"}});
    const Program& program = analysis.graph.programs.front();
    CHECK(command(program) == "/bin/sh|-c|a 'b' \"c\"|d e|");
    CHECK(tests::text_at(analysis, program.command[3].span) == "d\\ e");
    CHECK(program.name == "web");
}

TEST_CASE("names in values are expanded, those of the environment are unknown") {
    const Graph graph = graph_of(
        "[supervisord]\nenvironment=BASE=\"/srv\"\n[program:web]\ndirectory=%(ENV_BASE)s/"
        "%(program_name)s\n"
        "environment=A=\"x,y\",B=%(process_num)d\ncommand=run %(ENV_A)s %(ENV_HOME)s "
        "%(process_num)02d 100%%\n");
    const Program& program = graph.programs.front();
    CHECK(*program.directory == "/srv/web");
    CHECK(command(program) == "run|x,y|?%(ENV_HOME)s|00|100%");
    REQUIRE(program.environment.size() == 3);
    CHECK(*program.environment[1].value == "x,y");
    CHECK(*program.environment[2].value == "0");
}

TEST_CASE("copies that differ have commands of their own") {
    const Graph graph = graph_of(
        "[program:asgi]\nnumprocs=3\nnumprocs_start=1\nprocess_name=a%(process_num)s\ncommand="
        "daphne -u /run/daphne%(process_num)d.sock x:y\n");
    CHECK(*graph.programs.front().copies == 3);
    CHECK(graph.programs.front().other_copies.size() == 2);
    CHECK(tests::endpoints(graph) ==
          std::vector<std::string>{"/run/daphne1.sock", "/run/daphne2.sock", "/run/daphne3.sock"});
}

TEST_CASE("[include] puts files together, and [supervisord] holds for all") {
    const Analysis analysis =
        analyse({{"supervisord.conf",
                  "[supervisord]\nuser=app\numask=002\n[include]\nfiles = conf.d/*.conf\n"},
                 {"conf.d/web.conf", "[program:web]\ncommand=gunicorn x:y\n"}});
    REQUIRE(analysis.graph.programs.size() == 1);
    CHECK(*analysis.graph.programs[0].user == "app");
    CHECK(analysis.graph.programs[0].umask->bits == 2);
}

TEST_CASE("stop signal, wait, autostart and process groups have supervisor's defaults") {
    const Graph graph = graph_of(
        "[program:a]\ncommand=x\n[program:b]\ncommand=x\nstopsignal=SIGQUIT\nstopwaitsecs="
        "60\nautostart=no\nstopasgroup=On\n");
    CHECK(*graph.programs[0].stop_signal == "TERM");
    CHECK(graph.programs[0].stop_wait->ms == 10'000);
    CHECK(*graph.programs[0].autostart);
    CHECK(*graph.programs[1].stop_signal == "QUIT");
    CHECK(graph.programs[1].stop_wait->ms == 60'000);
    CHECK_FALSE(*graph.programs[1].autostart);
    CHECK(*graph.programs[1].stop_as_group);
}

TEST_CASE("an fcgi-program's socket is what its process serves") {
    const Graph graph =
        graph_of("[fcgi-program:asgi]\nsocket=tcp://localhost:8000\ncommand=daphne --fd 0 x:y\n");
    CHECK(tests::endpoints(graph) == std::vector<std::string>{"127.0.0.1:8000"});
    CHECK(graph.listeners[0].protocol == Protocol::http);
}

static std::string formatted(const std::string& text) {
    supervisor::FormatNames names;
    names.set("program_name", "web", Span{});
    names.set_number("process_num", 7, Span{});
    const supervisor::Formatted result = supervisor::format(
        MappedText(text, Span{{}, 0, static_cast<std::uint32_t>(text.size())}), names);
    if (!result.problem) return result.text.text();
    switch (result.problem->kind) {
        case supervisor::FormatProblemKind::unknown_name:
            return "unknown name " + result.problem->text;
        case supervisor::FormatProblemKind::bad_character:
            return "bad character " + result.problem->text;
        case supervisor::FormatProblemKind::incomplete:
            return "incomplete";
        case supervisor::FormatProblemKind::unclosed_name:
            return "unclosed";
        case supervisor::FormatProblemKind::wrong_type:
            return "wrong type " + result.problem->text;
    }
    return "";
}

TEST_CASE("values are formatted as Python's % operator does it") {
    CHECK(formatted("a%(program_name)sb%%") == "awebb%");
    CHECK(formatted("%(process_num)03d %(process_num)s %(process_num)-3d|") == "007 7 7  |");
    CHECK(formatted("date +%Y") == "bad character Y");
    CHECK(formatted("100%") == "incomplete");
    CHECK(formatted("%(program_name)d") == "wrong type program_name");
    CHECK(formatted("%(nosuch)s") == "unknown name nosuch");
    CHECK(formatted("%(program_name") == "unclosed");
    CHECK(formatted("%USERNAME%") == "bad character U");
}

static std::string environment(const std::string& text) {
    const supervisor::EnvironmentList list = supervisor::read_environment(
        MappedText(text, Span{{}, 0, static_cast<std::uint32_t>(text.size())}));
    std::string result;
    for (const EnvVariable& variable : list.variables)
        result += variable.name + "=" + *variable.value + ";";
    return list.problem ? result + "!" : result;
}

TEST_CASE("environment is read as supervisor's shlex does it") {
    CHECK(environment("A=1,B=\"x y\",C='it''s'") == "A=1;B=x y;C=it;");
    CHECK(environment("A=\"a,b=c\" , B=/x:y") == "A=a,b=c;B=/x:y;");
    CHECK(environment("U=http://a/c?d=e") == "U=http://a/c;d=e;");
    CHECK(environment("U=a@b") == "U=a;!");
    CHECK(environment("A=\"x") == "!");
    CHECK(environment("") == "");
}
