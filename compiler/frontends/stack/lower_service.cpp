// Services into processes and listeners, with the defaults of the reference.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/lowering.h"
#include "compiler/frontends/stack/raw_settings.h"

namespace stackc::stack {

namespace {

/// Lowers one `service`.
class ServiceReader {
  public:
    ServiceReader(Lowering& lowering, const Item& item) : lowering_(lowering), item_(item) {}

    void run() {
        process_.name = item_.name;
        process_.span = item_.name_span;
        what_runs();
        who_runs();
        limits();
        life();
        process_.env = env_of(item_);
        process_.raw = raw_of(item_);
        raw_texts();
        const ProcessId id = lowering_.builder.add(process_);
        lowering_.services.emplace(item_.name, id);
        listeners(id);
        if (process_.log_target == LogTarget::file) {
            lowering_.builder.graph.path_uses.push_back({normal_path(*process_.log_path),
                                                         PathRole::log, id, true,
                                                         process_.log_path.span_or(item_.span)});
        }
    }

  private:
    static ServerKind kind_of(std::string_view server) {
        if (server == "uwsgi") return ServerKind::uwsgi;
        if (server == "gunicorn") return ServerKind::gunicorn;
        return server == "daphne" ? ServerKind::daphne : ServerKind::uvicorn;
    }

    /// Whether a file of that dialect is generated for the service.
    bool is_read_by(std::string_view dialect) const {
        if (dialect == "supervisor" || dialect == "systemd")
            return manager_name(lowering_.builder.graph.stack) == dialect;
        if (process_.kind == ServerKind::other || process_.kind == ServerKind::celery) return false;
        const bool is_gunicorn = process_.kind == ServerKind::gunicorn;
        return dialect == (is_gunicorn                          ? "gunicorn"
                           : process_.kind == ServerKind::uwsgi ? "uwsgi"
                           : process_.kind == ServerKind::redis ? "redis"
                                                                : "");
    }

    static std::string_view manager_name(const std::optional<StackInfo>& stack) {
        return stack ? to_text(stack->manager) : to_text(ManagerKind::supervisor);
    }

    void raw_texts() {
        const Item* run = item_.find("run");
        if (run == nullptr) return;
        for (const Item* raw : item_.all("raw")) {
            const Text& dialect = *raw->match.choice();
            if (is_read_by(dialect.value)) continue;
            lowering_.report
                .at("STK036", dialect.span,
                    fmt::format(
                        "no file of {} is written for the service `{}`, so nothing reads this text",
                        dialect.value, item_.name))
                .label(run->span, "it runs this")
                .note(fmt::format("the services are supervised with {}",
                                  manager_name(lowering_.builder.graph.stack)));
        }
        const Text* entry = run->match.get("ENTRY");
        check_raw(item_,
                  entry == nullptr
                      ? nullptr
                      : lowering_.description.find("app", parse_entry(entry->value)->app),
                  lowering_.report);
    }

    void what_runs() {
        const Item* run = item_.find("run");
        if (run == nullptr) {
            process_.is_fully_read = false;  // it is missing or wrong, and reported
            return;
        }
        if (const Text* entry = run->match.get("ENTRY")) return entry_runs(*run, *entry);
        if (const Text* command = run->match.get("COMMAND")) return command_runs(*run, *command);
        process_.kind = ServerKind::redis;
    }

    void entry_runs(const Item& run, const Text& text) {
        const Entry entry = parse_entry(text.value).value();
        const Text& server = *run.match.choice();
        process_.kind = kind_of(server.value);
        process_.is_asgi = Value<bool>::known(entry.is_asgi, text.span);
        check_server(entry, text, server);
        const auto app = lowering_.apps.find(entry.app);
        if (app == lowering_.apps.end()) {
            process_.is_fully_read = false;
            return;
        }
        process_.app = app->second;
        const App& code = lowering_.builder.graph.apps[app->second.value];
        process_.directory = code.root;
        process_.module = entry.is_asgi ? code.asgi : code.wsgi;
        const std::string_view point = entry.is_asgi ? "asgi" : "wsgi";
        const Item* block = lowering_.description.find("app", entry.app);
        if (!process_.module.is_absent() || block->attempted.contains(point)) return;
        lowering_.report
            .at("STK043", text.span,
                fmt::format("`{}` runs the `{}` of `{}`, but the app has none", item_.name, point,
                            entry.app))
            .label(code.span, fmt::format("`{} MODULE:CALLABLE` was expected in this app", point));
    }

    void check_server(const Entry& entry, const Text& text, const Text& server) {
        const bool takes_only_asgi =
            process_.kind == ServerKind::daphne || process_.kind == ServerKind::uvicorn;
        const bool takes_only_wsgi = process_.kind == ServerKind::uwsgi;
        if (entry.is_asgi ? !takes_only_wsgi : !takes_only_asgi) return;
        lowering_.report
            .at("STK044", server.span,
                fmt::format("`{}` cannot run `{}`: it speaks {} to the app", server.value,
                            quoted(text.value), entry.is_asgi ? "WSGI" : "ASGI"))
            .label(text.span, "named here")
            .note(entry.is_asgi ? "`daphne`, `uvicorn` and `gunicorn` run ASGI apps"
                                : "`uwsgi` and `gunicorn` run WSGI apps");
    }

    void command_runs(const Item& run, const Text& command) {
        process_.command = command.value;
        const std::string_view first = trim(command.value).substr(0, trim(command.value).find(' '));
        const std::string_view program = first.substr(first.rfind('/') + 1);
        process_.kind = program == "celery" ? ServerKind::celery : ServerKind::other;
        const Text* name = run.match.get("APP");
        const auto app = name == nullptr ? lowering_.apps.end() : lowering_.apps.find(name->value);
        if (app == lowering_.apps.end()) return;
        process_.app = app->second;
        process_.directory = lowering_.builder.graph.apps[app->second.value].root;
    }

    void who_runs() {
        process_.user = text_of(item_, "user", "USER");
        if (process_.user.is_absent())
            process_.user = Value<std::string>::by_default(lowering_.description.name);
        process_.group = text_of(item_, "group", "GROUP");
        if (process_.group.is_absent())
            process_.group = Value<std::string>::by_default(primary_group());
        if (const Item* on = item_.find("on")) {
            for (const Text& name : on->match.list("HOST")) {
                const auto host = lowering_.hosts.find(name.value);
                if (host != lowering_.hosts.end()) process_.hosts.push_back(host->second);
            }
        }
        make_account();
    }

    /// An account has a group of its own name unless the machine says otherwise.
    std::string primary_group() const {
        if (lowering_.description.find("user", *process_.user) != nullptr) return *process_.user;
        const User* user = lowering_.builder.graph.find_user(*process_.user);
        return user == nullptr ? *process_.user : user->primary_group.value_or(user->name);
    }

    /// The account named after the stack exists without being declared.
    void make_account() {
        const bool is_own = *process_.user == lowering_.description.name;
        if (!is_own || lowering_.has_own_account ||
            lowering_.description.find("user", *process_.user) != nullptr)
            return;
        lowering_.has_own_account = true;
        User user;
        user.name = *process_.user;
        user.span = process_.user.span_or(lowering_.description.name_span);
        if (user.span.is_empty()) user.span = item_.name_span;
        lowering_.builder.graph.users.push_back(std::move(user));
    }

    void limits() {
        process_.request_timeout = duration_of(item_, "timeout");
        if (process_.request_timeout.is_absent())
            process_.request_timeout = Value<Duration>::by_default({30'000});
        process_.max_body = size_of(item_, "max_body");
        if (process_.max_body.is_absent()) process_.max_body = Value<Size>::by_default({1u << 20u});
        process_.header_buffer = size_of(item_, "header_buffer");
        if (process_.header_buffer.is_absent())
            process_.header_buffer = Value<Size>::by_default({8u << 10u});
        process_.workers = count_of("workers");
        process_.threads = count_of("threads");
        const bool has_pool = process_.kind == ServerKind::uwsgi ||
                              process_.kind == ServerKind::gunicorn ||
                              process_.kind == ServerKind::uvicorn;
        without_effect();
        process_.workers_auto = has_pool && process_.workers.is_absent();
    }

    /// What the program has no setting for: daphne is one process of its own threads, uvicorn
    /// has no threads, redis and commands have neither. It is said rather than dropped.
    bool has_use_for(std::string_view name) const {
        switch (process_.kind) {
            case ServerKind::uwsgi:
                return true;
            case ServerKind::gunicorn:
                return name != "header_buffer";
            case ServerKind::uvicorn:
                return name != "header_buffer" && name != "threads";
            case ServerKind::daphne:
                return name != "header_buffer" && name != "threads" && name != "workers";
            case ServerKind::redis:
            case ServerKind::celery:
            case ServerKind::runserver:
            case ServerKind::other:
            case ServerKind::nginx:
                break;
        }
        const bool is_pool = name == "threads" || name == "workers" || name == "header_buffer";
        const bool is_of_requests = name == "timeout" || name == "max_body" || name == "protocol";
        return !is_pool && !(is_of_requests && process_.kind == ServerKind::redis);
    }

    void without_effect() {
        const Item* run = item_.find("run");
        if (run == nullptr) return;
        for (const std::string_view name :
             {"workers", "threads", "header_buffer", "timeout", "max_body"}) {
            const Item* statement = item_.find(name);
            if (statement == nullptr || has_use_for(name)) continue;
            const bool is_command =
                process_.kind == ServerKind::other || process_.kind == ServerKind::celery;
            lowering_.report
                .at("STK064", statement->span,
                    fmt::format(
                        "`{}` has no effect: {} has no setting for it", name,
                        is_command ? std::string_view("a command") : to_text(process_.kind)))
                .label(run->span, "it runs this")
                .note(is_command ? "give the command an argument for it"
                                 : "leave it out, or run the app with another server");
        }
    }

    Value<std::uint64_t> count_of(std::string_view name) const {
        const Value<std::string> text = text_of(item_, name, "COUNT");
        return text.is_known()
                   ? Value<std::uint64_t>::known(parse_number(*text).value(), text.span())
                   : Value<std::uint64_t>();
    }

    void life() {
        const Text* restart = choice_of(item_, "restart");
        if (restart != nullptr && restart->value == "on-failure")
            process_.restart = RestartPolicy::on_failure;
        if (restart != nullptr && restart->value == "never")
            process_.restart = RestartPolicy::never;
        const Text* reload = choice_of(item_, "reload");
        process_.reload_graceful = reload == nullptr || reload->value == "graceful";
        const Text* log = choice_of(item_, "log");
        if (log != nullptr)
            process_.log_target =
                log->value == "journal" ? LogTarget::journal : LogTarget::standard_output;
        else
            process_.log_path = text_of(item_, "log", "PATH");
        if (process_.log_path.is_absent())
            process_.log_path = Value<std::string>::by_default(
                fmt::format("/var/log/{}/{}.log", lowering_.description.name, item_.name));
        if (const Item* on = item_.find("depends_on")) {
            for (const Text& name : on->match.list("SERVICE"))
                process_.depends_on.push_back(name.value);
        }
        process_.replicas = count_of("replicas").value_or(1);
    }

    Protocol protocol() const {
        const Protocol by_server = process_.kind == ServerKind::uwsgi   ? Protocol::uwsgi
                                   : process_.kind == ServerKind::redis ? Protocol::redis
                                                                        : Protocol::http;
        const Text* stated = choice_of(item_, "protocol");
        if (stated == nullptr) return by_server;
        const bool is_uwsgi = stated->value == "uwsgi";
        const bool is_other =
            process_.kind == ServerKind::other || process_.kind == ServerKind::celery;
        const bool is_spoken = process_.kind == ServerKind::uwsgi || is_other ||
                               (!is_uwsgi && by_server == Protocol::http);
        if (!is_spoken) {
            lowering_.report
                .at("STK045", stated->span,
                    fmt::format("{} does not speak `{}`", to_text(process_.kind), stated->value))
                .note(process_.kind == ServerKind::redis
                          ? "redis speaks its own protocol"
                          : "only uWSGI speaks the uwsgi protocol; the others speak http");
            return by_server;
        }
        return is_uwsgi ? Protocol::uwsgi : Protocol::http;
    }

    void listeners(ProcessId id) {
        const Protocol spoken = protocol();
        const Item* item = item_.find("listen");
        if (item == nullptr) return need_listener();
        Listener listener;
        listener.process = id;
        listener.protocol = spoken;
        if (const Text* path = item->match.get("PATH")) {
            listener.span = path->span;
            check_length(*path);
            listener.endpoint =
                Value<Endpoint>::known(UnixEndpoint{normal_path(path->value)}, path->span);
            listener.mode = mode_of(*item);
            listener.owner = stated_or(*item, "USER", process_.user);
            listener.group = stated_or(*item, "GROUP", process_.group);
        } else {
            const Text& address = *item->match.get("ADDRESS");
            listener.span = address.span;
            // A port alone is for nginx on the same host, not for the world.
            listener.endpoint = endpoint_of(address, "127.0.0.1");
        }
        for (std::uint64_t replica = 0; replica < process_.replicas; ++replica) {
            Listener numbered = listener;
            numbered.replica = replica;
            if (process_.replicas > 1) numbered.endpoint = number(listener.endpoint, replica);
            use_socket(id, numbered);
            lowering_.builder.add(std::move(numbered));
        }
    }

    void check_length(const Text& path) {
        // unix(7): sun_path holds 108 bytes with the NUL; a replica's number takes some more.
        const std::size_t number =
            process_.replicas > 1 ? 1 + std::to_string(process_.replicas).size() : 0;
        const std::size_t size = normal_path(path.value).size() + number;
        if (size <= 107) return;
        lowering_.report
            .at("STK065", path.span,
                fmt::format("the path of the socket has {} bytes, but 107 is the most", size))
            .note("the server would end with: AF_UNIX path too long");
    }

    void need_listener() {
        const Item* run = item_.find("run");
        if (run == nullptr || run->match.get("COMMAND") != nullptr ||
            item_.attempted.contains("listen"))
            return;
        lowering_.report
            .at("STK034", item_.span, fmt::format("the service `{}` has no `listen`", item_.name))
            .note(
                "`listen unix PATH` or `listen ADDRESS` says where it is reached; only commands "
                "need none");
    }

    static Value<Mode> mode_of(const Item& item) {
        const Text* mode = item.match.get("MODE");
        if (mode == nullptr) return Value<Mode>::by_default({0660});
        return Value<Mode>::known(parse_mode(mode->value).value(), mode->span);
    }

    static Value<std::string> stated_or(const Item& item, std::string_view type,
                                        const Value<std::string>& fallback) {
        const Text* text = item.match.get(type);
        return text == nullptr ? Value<std::string>::by_default(*fallback) : to_value(*text);
    }

    /// `/run/web.sock` becomes `/run/web-1.sock`, port 9001 stays, then 9002, …
    Value<Endpoint> number(const Value<Endpoint>& base, std::uint64_t replica) {
        if (!base.is_known()) return base;
        if (const UnixEndpoint* socket = as_unix(*base)) {
            const std::size_t slash = socket->path.rfind('/');
            const std::size_t dot = std::min(socket->path.find('.', slash), socket->path.size());
            return Value<Endpoint>::known(
                UnixEndpoint{fmt::format("{}-{}{}", socket->path.substr(0, dot), replica + 1,
                                         socket->path.substr(dot))},
                base.span());
        }
        TcpEndpoint tcp = *as_tcp(*base);
        if (tcp.port + replica > 65535) {
            if (replica + 1 == process_.replicas) {
                lowering_.report
                    .at("STK010", base.span(),
                        fmt::format(
                            "replica {} of `{}` would listen on port {}, but the highest is 65535",
                            replica + 1, item_.name, tcp.port + replica))
                    .note("each replica takes the next port");
            }
            return Value<Endpoint>::unknown("the port is out of range", base.span());
        }
        tcp.port = static_cast<std::uint16_t>(tcp.port + replica);
        return Value<Endpoint>::known(tcp, base.span());
    }

    void use_socket(ProcessId id, const Listener& listener) {
        const UnixEndpoint* socket =
            listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
        if (socket != nullptr)
            lowering_.builder.graph.path_uses.push_back(
                {socket->path, PathRole::socket, id, true, listener.span});
    }

    Lowering& lowering_;
    const Item& item_;
    Process process_;
};

}  // namespace

void lower_services(Lowering& lowering) {
    for (const Item* item : lowering.description.all("service"))
        ServiceReader(lowering, *item).run();
}

}  // namespace stackc::stack
