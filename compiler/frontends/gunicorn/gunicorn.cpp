// gunicorn, as far as its command line and the plain settings of its configuration file say:
// `gunicorn -c gunicorn.conf.py -b unix:/run/a.sock -w 4 config.wsgi`.
#include <fmt/format.h>

#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/command_check.h"
#include "compiler/frontends/gunicorn/flags.h"
#include "compiler/frontends/gunicorn/settings_file.h"
#include "compiler/python/parser.h"
#include "compiler/python/undefined_names.h"

namespace stackc::frontends {

namespace {

class GunicornReader {
    using Environments = std::vector<const std::vector<EnvVariable>*>;

  public:
    GunicornReader(const Workspace& workspace, GraphBuilder& builder)
        : workspace_(workspace), builder_(builder) {}

    void read(ProgramId id, const Program& program, const ResolvedCommand& command) {
        // The file is read first, then GUNICORN_CMD_ARGS, then the command line; each overrules
        // what was before it.
        line_ = {};
        if (const EnvVariable* variable = find_environment(program, command, "GUNICORN_CMD_ARGS"))
            add_environment(*variable);
        ServerCommand own = read_server_command(command.arguments, gunicorn::flags());
        line_.is_fully_read = line_.is_fully_read && own.is_fully_read;
        line_.options.insert(line_.options.end(), own.options.begin(), own.options.end());
        line_.operands = own.operands;

        Process process = process_of(id, program, command, ServerKind::gunicorn);
        has_unread_file_ = false;
        read_file(program, command, process);
        process.options = line_.options;
        process.is_fully_read = process.is_fully_read && line_.is_fully_read && !has_unread_file_;
        fill(process);
        const ProcessId added = builder_.add(std::move(process));
        add_listeners(added, program, command);
        add_paths(added, program);
    }

    /// Files that no command names: somebody outside the workspace starts gunicorn with them.
    void read_rest() {
        for (const std::shared_ptr<const Document>& document : workspace_.documents("gunicorn")) {
            if (used_.contains(document->file())) continue;
            line_ = {};
            has_unread_file_ = false;
            Process process;
            process.kind = ServerKind::gunicorn;
            process.name = document->source().path.stem().string();
            process.span = first_statement(*document);
            add_settings(*document, process, {});
            // The command line may bind something else.
            const bool binds = line_.option("bind") != nullptr;
            has_unread_file_ = has_unread_file_ || !binds;
            process.options = line_.options;
            process.is_fully_read = !has_unread_file_;
            fill(process);
            const ProcessId added = builder_.add(std::move(process));
            if (binds) add_listeners(added, {}, {});
        }
    }

  private:
    void add_environment(const EnvVariable& variable) {
        if (!variable.value.is_known()) {
            line_.is_fully_read = false;
            return;
        }
        const std::vector<Argument> words = split_command(*variable.value, variable.span);
        line_ = read_server_command(words, gunicorn::flags());
    }

    static Span first_statement(const Document& document) {
        for (const Node& node : document.nodes()) {
            if (node.kind == NodeKind::statement) return node.header;
        }
        return {document.file(), 0, 0};
    }

    /// `-c FILE`, or the gunicorn.conf.py that it takes from the folder it is started in.
    void read_file(const Program& program, const ResolvedCommand& command, Process& process) {
        // What stands in front of the command overrules what the manager sets.
        const Environments environments{&command.environment, &program.environment};
        const Option* config = line_.option("config");
        const std::vector<std::string> bases{program.directory.value_or("."), "."};
        if (config == nullptr) {
            if (!program.directory.is_known()) return;
            const auto found = workspace_.resolve("gunicorn.conf.py", false, program.file, std::vector{*program.directory});
            return use_file(found, found.documents.empty() && found.unread.empty(), process, environments);
        }
        has_unread_file_ = true;
        if (!config->value.is_known()) return;
        std::string path = *config->value;
        if (path.starts_with("file:")) path.erase(0, 5);
        const auto found = workspace_.resolve(path, false, program.file, bases);
        const bool is_found = found.documents.size() == 1 && found.documents.front()->dialect() == "gunicorn";
        if (is_found) return use_file(found, false, process, environments);
        // Whatever it is called, gunicorn takes it for Python.
        if (const auto document = workspace_.open(path, "gunicorn", program.file, bases)) {
            has_unread_file_ = false;
            add_settings(*document, process, environments);
        }
    }

    void use_file(const Workspace::Resolved& found, bool is_absent, Process& process, const Environments& environments) {
        has_unread_file_ = !is_absent;
        if (found.documents.size() != 1 || found.documents.front()->dialect() != "gunicorn") return;
        has_unread_file_ = false;
        add_settings(*found.documents.front(), process, environments);
    }

    /// Puts the file's settings before those that overrule them.
    void add_settings(const Document& document, Process& process, const Environments& environments) {
        used_.insert(document.file());
        process.config = document.file();
        gunicorn::SettingsFile file = gunicorn::read_settings(document, environments);
        has_unread_file_ = !file.is_fully_read;
        if (line_.option("bind") != nullptr) std::erase_if(file.options, [](const Option& option) { return option.name == "bind"; });
        line_.options.insert(line_.options.begin(), file.options.begin(), file.options.end());
    }

    Value<std::string> text(std::string_view name) const {
        const Option* option = line_.option(name);
        return option == nullptr ? Value<std::string>{} : option->value;
    }

    Value<std::uint64_t> number(std::string_view name) const {
        const Value<std::string> value = text(name);
        if (!value.is_known())
            return value.is_absent()
                       ? Value<std::uint64_t>{}
                       : Value<std::uint64_t>::unknown(value.why_unknown(), value.span());
        const auto number = parse_number(trim(*value));
        return number ? Value<std::uint64_t>::known(*number, value.span())
                      : Value<std::uint64_t>::unknown("it is no number", value.span());
    }

    /// What is not said here may be said in the file.
    template <class T>
    Value<T> or_default(Value<T> value, T fallback, Span span) const {
        if (!value.is_absent()) return value;
        return has_unread_file_ || !line_.is_fully_read
                   ? Value<T>::unknown("the configuration file may say it", span)
                   : Value<T>::by_default(fallback);
    }

    void fill(Process& process) {
        if (const Value<std::string> user = text("user"); !user.is_absent()) process.user = user;
        if (const Value<std::string> group = text("group"); !group.is_absent())
            process.group = group;
        if (const Value<std::string> folder = text("chdir"); folder.is_known()) {
            const std::string base = process.directory.value_or("");
            if (folder->starts_with('/') || !base.empty())
                process.directory =
                    Value<std::string>::known(join_path(base, *folder), folder.span());
            else
                process.directory = Value<std::string>::unknown(
                    "it is relative to where gunicorn is started", folder.span());
        }
        if (!line_.operands.empty()) {
            const Argument& module = line_.operands.front();
            process.module = module.has_hole
                                 ? Value<std::string>::unknown(
                                       "the command line has a variable here", module.span)
                                 : Value<std::string>::known(module.text, module.span);
        }
        process.umask = or_default(umask(), Mode{0}, process.span);
        process.workers = number("workers");
        process.threads = number("threads");
        fill_timeout(process);
        const Option* daemon = line_.option("daemon");
        if (daemon != nullptr && daemon->value.is_unknown())
            process.daemonizes = Value<bool>::unknown(daemon->value.why_unknown(), daemon->span);
        else if (daemon != nullptr)
            // A flag has no value, a setting says True or False.
            process.daemonizes = Value<bool>::known(daemon->value.value_or("True") == "True", daemon->span);
        else if (has_unread_file_)
            process.daemonizes =
                Value<bool>::unknown("the configuration file may say it", process.span);
        const Value<std::string> worker = text("worker_class");
        process.is_asgi = worker.is_known() ? speaks_asgi(worker) : or_default(Value<bool>{}, false, process.span);
    }

    /// Of a worker class of the project's own nobody knows; most are made of uvicorn's.
    static Value<bool> speaks_asgi(const Value<std::string>& worker) {
        if (worker->find("uvicorn") != std::string::npos || worker->find("asgi") != std::string::npos)
            return Value<bool>::known(true, worker.span());
        const bool is_own = worker->find('.') != std::string::npos && !worker->starts_with("gunicorn.");
        return is_own ? Value<bool>::unknown("the worker's class is not known", worker.span())
                      : Value<bool>::known(false, worker.span());
    }

    /// The files that gunicorn opens when it starts. Its `-c` is looked up before `chdir`.
    void add_paths(ProcessId id, const Program& program) {
        struct Known {
            std::string_view name;
            PathRole role;
            bool is_written;
        };
        static constexpr std::array known_paths{
            Known{"accesslog", PathRole::log, true},     Known{"errorlog", PathRole::log, true},
            Known{"pidfile", PathRole::pid, true},       Known{"worker_tmp_dir", PathRole::data, true},
            Known{"config", PathRole::config, false},    Known{"logconfig", PathRole::config, false},
            Known{"certfile", PathRole::config, false},  Known{"keyfile", PathRole::config, false},
        };
        for (const Known& known : known_paths) {
            const Option* option = line_.option(known.name);
            if (option == nullptr || !option->value.is_known()) continue;
            std::string path = *option->value;
            if (path.starts_with("file:")) path.erase(0, 5);
            if (path.empty() || path == "-" || path.find(':') != std::string::npos) continue;
            const Value<std::string>& base =
                known.name == "config" ? program.directory : builder_.at(id).directory;
            if (!path.starts_with('/') && !base.is_known()) continue;
            builder_.graph.path_uses.push_back({join_path(base.value_or("/"), path), known.role, id,
                                                known.is_written, option->value.span_or(option->span)});
        }
    }

    void fill_timeout(Process& process) {
        const Value<std::uint64_t> seconds =
            or_default(number("timeout"), std::uint64_t{30}, process.span);
        if (seconds.is_unknown())
            process.request_timeout =
                Value<Duration>::unknown(seconds.why_unknown(), seconds.span());
        // 0 switches it off.
        if (!seconds.is_known() || *seconds == 0 || *seconds > 1'000'000'000) return;
        const Duration duration{*seconds * 1000};
        process.request_timeout = seconds.is_stated()
                                      ? Value<Duration>::known(duration, seconds.span())
                                      : Value<Duration>::by_default(duration);
    }

    /// gunicorn 20.1.0 config.py auto_int: a leading zero means octal.
    Value<Mode> umask() const {
        const Value<std::string> value = text("umask");
        if (!value.is_known())
            return value.is_absent() ? Value<Mode>{}
                                     : Value<Mode>::unknown(value.why_unknown(), value.span());
        std::string_view digits = *value;
        const bool is_octal = digits.size() > 1 && digits[0] == '0';
        if (digits.starts_with("0o")) digits.remove_prefix(2);
        std::uint32_t bits = 0;
        for (const char c : digits) {
            if (c < '0' || c > (is_octal ? '7' : '9') || bits > 07777)
                return Value<Mode>::unknown("it is no number", value.span());
            bits = bits * (is_octal ? 8 : 10) + static_cast<std::uint32_t>(c - '0');
        }
        return Value<Mode>::known(Mode{bits & 0777u}, value.span());
    }

    void add_listeners(ProcessId id, const Program& program, const ResolvedCommand& command) {
        bool has_bind = false;
        // Each source of `bind` replaces the one before; within the command line they add up.
        for (const Option& option : line_.options) {
            if (option.name != "bind") continue;
            has_bind = true;
            if (!option.value.is_known()) {
                add_listener(id,
                             Value<Endpoint>::unknown(option.value.why_unknown(),
                                                      option.value.span_or(option.span)),
                             option.span);
                continue;
            }
            for (const std::string_view one : split(*option.value, ',')) {
                const Value<std::string> address =
                    Value<std::string>::known(std::string(trim(one)), option.value.span());
                add_listener(id, parse_bind(address, id), option.value.span());
            }
        }
        if (has_bind) return;
        const Span place = builder_.at(id).span;
        if (has_unread_file_ || !line_.is_fully_read) {
            return add_listener(
                id, Value<Endpoint>::unknown("the configuration file may say it", place), place);
        }
        add_default(id, program, command, place);
    }

    void add_default(ProcessId id, const Program& program, const ResolvedCommand& command,
                     Span place) {
        const EnvVariable* port = find_environment(program, command, "PORT");
        if (port == nullptr)
            return add_listener(id, Value<Endpoint>::by_default(TcpEndpoint{"127.0.0.1", 8000}),
                                command.program_span);
        const auto number = port->value.is_known() ? parse_port(*port->value) : std::nullopt;
        add_listener(id,
                     number ? Value<Endpoint>::known(TcpEndpoint{"*", *number}, port->span)
                            : Value<Endpoint>::unknown("PORT is not known", port->span),
                     port->span.is_empty() ? place : port->span);
    }

    /// gunicorn 20.1.0 util.py parse_address.
    Value<Endpoint> parse_bind(const Value<std::string>& address, ProcessId id) {
        std::string_view text = *address;
        const Span span = address.span();
        if (text.starts_with("unix:")) {
            text.remove_prefix(text.starts_with("unix://") ? 7 : 5);
            return unix_endpoint(Value<std::string>::known(std::string(text), span),
                                 builder_.at(id).directory);
        }
        if (text.starts_with("fd://")) {
            const auto fd = parse_number(text.substr(5));
            return fd && *fd < 65536
                       ? Value<Endpoint>::known(FdEndpoint{static_cast<int>(*fd)}, span)
                       : Value<Endpoint>::unknown("it is no address", span);
        }
        if (const std::size_t scheme = text.rfind("://"); scheme != std::string_view::npos)
            text.remove_prefix(scheme + 3);
        if (parse_number(text))
            return Value<Endpoint>::unknown("it is a host without a port", span);
        const auto tcp = parse_tcp(text, "*", 8000);
        return tcp ? Value<Endpoint>::known(*tcp, span)
                   : Value<Endpoint>::unknown("it is no address", span);
    }

    void add_listener(ProcessId id, Value<Endpoint> endpoint, Span span) {
        Listener listener;
        listener.process = id;
        const bool is_tls = line_.option("certfile") != nullptr || line_.option("keyfile") != nullptr;
        listener.protocol = is_tls ? Protocol::https : Protocol::http;
        listener.span = span;
        listener.endpoint = std::move(endpoint);
        const Process& process = builder_.at(id);
        if (listener.endpoint.is_known() && as_unix(*listener.endpoint) != nullptr) {
            listener.owner = process.user;
            listener.group = process.group;
            // gunicorn 20.1.0 sock.py UnixSocket.bind: 0777 but for the umask setting.
            if (process.umask.is_known()) {
                const Mode mode{0777u & ~process.umask->bits};
                listener.mode = process.umask.is_stated()
                                    ? Value<Mode>::known(mode, process.umask.span())
                                    : Value<Mode>::by_default(mode);
            } else {
                listener.mode =
                    Value<Mode>::unknown("the umask setting is not known", process.span);
            }
        }
        const Option* reuse = process.option("reuse_port");
        listener.reuses_port = reuse != nullptr && reuse->value.value_or("True") != "False";
        builder_.add(std::move(listener));
    }

    const Workspace& workspace_;
    GraphBuilder& builder_;
    ServerCommand line_;
    bool has_unread_file_ = false;  // a file that may say anything
    std::set<FileId> used_;
};

}  // namespace

static bool is_gunicorn(std::string_view program) {
    return program == "gunicorn" || program == "gunicorn3" || program == "gunicorn_django" ||
           program == "gunicorn_paster";
}

static constexpr CommandRules command_rules{
    .program = "gunicorn",
    .flag_rule = "GUN001",
    .value_rule = "GUN015",
    .extra_rule = "GUN002",
    .needs_application = false,  // `wsgi_app` of the file may name it
};

static Document parse_gunicorn(const SourceFile& file, Reporter& report) {
    Document document = python::read_document("gunicorn", file, report);
    if (const auto tree = python::tree_of(document)) python::report_undefined_name(*tree, report);
    return document;
}

static void lower_gunicorn(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    GunicornReader reader(workspace, builder);
    for_each_command(builder, is_gunicorn,
                     [&](ProgramId id, const Program& program, const ResolvedCommand& command) {
                         check_server_command(command, gunicorn::flags(), command_rules, report);
                         reader.read(id, program, command);
                     });
    reader.read_rest();
}

static constexpr std::array<std::string_view, 5> globs{"*gunicorn.conf.py", "*gunicorn.py", "*gunicorn_conf*.py", "*gunicorn-conf*.py",
                                                       "gunicorn.*.py"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend gunicorn{
    .name = "gunicorn",
    .stage = 20,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = stackc::gunicorn::looks_like_gunicorn,
    .parse = parse_gunicorn,
    .lower = lower_gunicorn,
    .explain = stackc::gunicorn::explain,
};

}  // namespace stackc::frontends
