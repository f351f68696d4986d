// Programs that are no server of ours: each still is a process of the graph, so that rules know
// that something runs there which may open sockets that nobody sees.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/server_command.h"

namespace stackc::frontends {

/// Programs that other front ends make processes of.
static bool is_server(std::string_view name) {
    static constexpr std::array<std::string_view, 6> names{"nginx",  "gunicorn", "gunicorn3",
                                                           "daphne", "uvicorn",  "redis-server"};
    return std::find(names.begin(), names.end(), name) != names.end() ||
           name.starts_with("uwsgi") || name == "pyuwsgi" || name.starts_with("gunicorn_") ||
           name == "openresty";
}

/// Programs, and subcommands of manage.py, that listen nowhere.
static bool is_silent(const ResolvedCommand& command) {
    // What supervisord starts stands in its own file.
    static constexpr std::array<std::string_view, 15> programs{
        "cron", "crond", "rsyslogd", "syslog-ng", "tail",     "cat",     "sleep",
        "true", "echo",  "rq",       "rqworker",  "dramatiq", "certbot", "logrotate", "supervisord"};
    static constexpr std::array<std::string_view, 14> tasks{
        "rqworker", "rqscheduler",   "qcluster", "process_tasks", "runworker",
        "run_huey", "rundramatiq",   "celery",   "celeryd",       "celerybeat",
        "migrate",  "collectstatic", "runcrons", "run_worker"};
    if (std::find(programs.begin(), programs.end(), command.program) != programs.end()) return true;
    const bool is_manage = (command.program == "manage.py" || command.program == "django-admin") &&
                           !command.arguments.empty();
    return is_manage &&
           std::find(tasks.begin(), tasks.end(), command.arguments.front().text) != tasks.end();
}

/// Whether celery goes to the background: `celery multi start`, `celery worker --detach`.
static const Argument* find_detach(const ResolvedCommand& command) {
    for (const Argument& word : command.arguments) {
        if (word.text == "multi" || word.text == "--detach" || word.text == "-D") return &word;
    }
    return nullptr;
}

static void add_celery(GraphBuilder& builder, ProgramId id, const Program& program,
                       const ResolvedCommand& command) {
    Process process = process_of(id, program, command, ServerKind::celery);
    if (const Argument* detach = find_detach(command))
        process.daemonizes = Value<bool>::known(true, detach->span);
    builder.add(std::move(process));
}

/// Django's development server: `manage.py runserver 0.0.0.0:8000`.
static void add_runserver(GraphBuilder& builder, ProgramId id, const Program& program,
                          const ResolvedCommand& command) {
    const ProcessId process = builder.add(process_of(id, program, command, ServerKind::runserver));
    Listener listener;
    listener.process = process;
    listener.protocol = Protocol::http;
    listener.span = command.program_span;
    listener.endpoint = Value<Endpoint>::by_default(TcpEndpoint{"127.0.0.1", 8000});
    for (std::size_t i = 1; i < command.arguments.size(); ++i) {
        const Argument& word = command.arguments[i];
        if (word.text.starts_with('-')) continue;
        const auto address = word.has_hole ? std::nullopt : parse_tcp(word.text, "127.0.0.1", 8000);
        listener.span = word.span;
        listener.endpoint = address ? Value<Endpoint>::known(*address, word.span)
                                    : Value<Endpoint>::unknown("it is no address", word.span);
        break;
    }
    builder.add(std::move(listener));
}

/// The port of a database server that its own documentation names.
static std::optional<std::uint16_t> database_port(std::string_view program) {
    static constexpr std::array<std::pair<std::string_view, std::uint16_t>, 6> ports{{
        {"postgres", 5432}, {"mysqld", 3306}, {"mariadbd", 3306}, {"mongod", 27017}, {"memcached", 11211}, {"rabbitmq-server", 5672}}};
    const auto found = std::find_if(ports.begin(), ports.end(), [&](const auto& one) { return one.first == program; });
    return found == ports.end() ? std::nullopt : std::optional(found->second);
}

/// The port that the command's own options name: `-p 5433`, `--port=3307`, `-c port=5433`.
/// Unknown where a file of settings is named, absent where nothing says it.
static Value<std::uint16_t> stated_port(const ResolvedCommand& command) {
    Value<std::uint16_t> port;
    const auto say = [&](std::string_view text, Span span, bool has_hole) {
        const auto number = has_hole ? std::nullopt : parse_port(text);
        port = number ? Value<std::uint16_t>::known(*number, span) : Value<std::uint16_t>::unknown("the command says it", span);
    };
    for (std::size_t i = 0; i < command.arguments.size(); ++i) {
        const Argument& word = command.arguments[i];
        const std::string_view text = word.text;
        const Argument* next = i + 1 < command.arguments.size() ? &command.arguments[i + 1] : nullptr;
        const bool is_file = text.find("config_file") != std::string_view::npos || text.starts_with("--defaults") || text.starts_with("--config");
        if (is_file) say("", word.span, true);
        for (const std::string_view start : {"--port=", "port=", "-cport="}) {
            if (text.starts_with(start)) say(text.substr(start.size()), word.span, word.has_hole);
        }
        if ((text == "-p" || text == "--port") && next != nullptr) say(next->text, next->span, next->has_hole);
        else if (text.starts_with("-p") && text.size() > 2 && text[2] >= '0' && text[2] <= '9') say(text.substr(2), word.span, word.has_hole);
    }
    return port;
}

/// A database in a container: its image lets everybody in. Elsewhere its own files decide.
static bool add_database(GraphBuilder& builder, ProgramId id, const Program& program, const ResolvedCommand& command) {
    const std::optional<std::uint16_t> port = database_port(command.program);
    if (!program.container || !port) return false;
    const ProcessId process = builder.add(process_of(id, program, command, ServerKind::other));
    Listener listener;
    listener.process = process;
    listener.span = program.name_span;
    listener.endpoint = Value<Endpoint>::by_default(TcpEndpoint{"*", *port});
    Value<std::uint16_t> said = stated_port(command);
    // What libpq and the server's own scripts read: postgres' PGPORT, MySQL's MYSQL_TCP_PORT.
    for (const EnvVariable& variable : program.environment) {
        const bool is_port = variable.name == "PGPORT" || variable.name == "MYSQL_TCP_PORT";
        const auto number = is_port && variable.value.is_known() ? parse_port(*variable.value) : std::nullopt;
        if (!is_port || !said.is_absent()) continue;
        said = number ? Value<std::uint16_t>::known(*number, variable.span) : Value<std::uint16_t>::unknown("a variable says it", variable.span);
    }
    if (said.is_known()) listener.endpoint = Value<Endpoint>::known(TcpEndpoint{"*", *said}, said.span());
    if (said.is_unknown()) listener.endpoint = Value<Endpoint>::unknown(said.why_unknown(), said.span());
    builder.add(std::move(listener));
    return true;
}

static void lower_programs(const Workspace&, GraphBuilder& builder, Reporter&) {
    const auto is_other = [](std::string_view name) { return !is_server(name); };
    for_each_command(builder, is_other,
                     [&](ProgramId id, const Program& program, const ResolvedCommand& command) {
                         const bool flowers = std::any_of(
                             command.arguments.begin(), command.arguments.end(),
                             [](const Argument& word) { return word.text == "flower"; });
                         const bool is_runserver = command.program == "manage.py" &&
                                                   !command.arguments.empty() &&
                                                   command.arguments.front().text == "runserver";
                         if (command.program == "celery" && !flowers)
                             return add_celery(builder, id, program, command);
                         if (is_runserver) return add_runserver(builder, id, program, command);
                         if (add_database(builder, id, program, command)) return;
                         // A step of a start script serves nobody once it has ended.
                         const bool is_over = command.ends || is_silent(command);
                         if (is_over && !program.is_fcgi) return;
                         const ProcessId process =
                             builder.add(process_of(id, program, command, ServerKind::other));
                         if (program.is_fcgi)
                             builder.add(fcgi_listener(process, program, Protocol::fastcgi));
                     });
}

extern constexpr Frontend programs{.name = "programs", .stage = 20, .lower = lower_programs};

}  // namespace stackc::frontends
