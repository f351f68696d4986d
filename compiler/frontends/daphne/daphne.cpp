// daphne's command line: `daphne -b 0.0.0.0 -p 8001 -u /run/d.sock --fd 0 -e ssl:8443
// mysite.asgi:app`.
#include "compiler/base/text.h"
#include "compiler/frontends/command_check.h"
#include "compiler/frontends/daphne/flags.h"

namespace stackc::frontends {

namespace {

class DaphneReader {
  public:
    explicit DaphneReader(GraphBuilder& builder) : builder_(builder) {}

    void read(ProgramId id, const Program& program, const ResolvedCommand& command) {
        line_ = read_server_command(command.arguments, daphne::flags());
        Process process = process_of(id, program, command, ServerKind::daphne);
        process.options = line_.options;
        process.is_fully_read = process.is_fully_read && line_.is_fully_read;
        process.is_asgi = Value<bool>::by_default(true);
        if (!line_.operands.empty()) {
            const Argument& module = line_.operands.front();
            process.module = module.has_hole
                                 ? Value<std::string>::unknown(
                                       "the command line has a variable here", module.span)
                                 : Value<std::string>::known(module.text, module.span);
        }
        process_ = builder_.add(std::move(process));
        add_listeners(program, command);
        const Value<std::string> log = text("access_log");
        if (log.is_known() && log->starts_with('/'))
            builder_.graph.path_uses.push_back({normal_path(*log), PathRole::log, process_, true, log.span()});
    }

  private:
    Value<std::string> text(std::string_view name) const {
        const Option* option = line_.option(name);
        return option == nullptr ? Value<std::string>{} : option->value;
    }

    /// daphne 4.0.0 cli.py: every kind that is named is opened; TCP by default only where none is.
    void add_listeners(const Program& program, const ResolvedCommand& command) {
        const Value<std::string> host = text("host"), port = text("port"),
                                 path = text("unix_socket"), fd = text("file_descriptor");
        const bool has_endpoint = line_.option("socket_strings") != nullptr;
        const bool is_bare = host.is_absent() && port.is_absent() && path.is_absent() &&
                             fd.is_absent() && !has_endpoint;
        if (!host.is_absent() || !port.is_absent() || is_bare)
            add_tcp(host, port, command.program_span);
        if (!path.is_absent())
            add(unix_endpoint(path, builder_.at(process_).directory), path.span());
        if (!fd.is_absent()) add_descriptor(fd, program);
        for (const Option& option : line_.options) {
            if (option.name == "socket_strings") add_endpoint(option, program);
        }
    }

    void add_tcp(const Value<std::string>& host, const Value<std::string>& port, Span place) {
        const Span span = !port.is_absent() ? port.span() : !host.is_absent() ? host.span() : place;
        if (host.is_unknown() || port.is_unknown())
            return add(Value<Endpoint>::unknown("the command line has a variable here", span),
                       span);
        // -b unix:/path is an old habit that daphne does not understand.
        const auto address = tcp_endpoint(host.value_or("127.0.0.1"), port.value_or("8000"));
        if (!address) return add(Value<Endpoint>::unknown("it is no address", span), span);
        const bool is_default = host.is_absent() && port.is_absent();
        add(is_default ? Value<Endpoint>::by_default(*address)
                       : Value<Endpoint>::known(*address, span),
            span);
    }

    void add_descriptor(const Value<std::string>& fd, const Program& program) {
        if (program.is_fcgi && fd.is_known() && *fd == "0") {
            builder_.add(fcgi_listener(process_, program, Protocol::http));
            return;
        }
        const auto number = fd.is_known() ? parse_number(*fd) : std::nullopt;
        add(number && *number < 65536
                ? Value<Endpoint>::known(FdEndpoint{static_cast<int>(*number)}, fd.span())
                : Value<Endpoint>::unknown("it is no descriptor", fd.span()),
            fd.span());
    }

    /// Twisted's endpoint strings: `ssl:8443:privateKey=k:certKey=c`, `tcp:port=80:interface=::1`,
    /// `unix:/path`, `fd:fileno=0`; `\:` is a colon.
    void add_endpoint(const Option& option, const Program& program) {
        const Span span = option.value.span_or(option.span);
        if (!option.value.is_known())
            return add(Value<Endpoint>::unknown(option.value.why_unknown(), span), span);
        const std::vector<std::string> parts = split_endpoint(*option.value);
        const std::string& kind = parts.front();
        const Protocol protocol = kind == "ssl" ? Protocol::https : Protocol::http;
        if (kind == "fd") {
            const std::string fd = argument(parts, "fileno", 1);
            if (program.is_fcgi && fd == "0") {
                builder_.add(fcgi_listener(process_, program, Protocol::http));
                return;
            }
            const auto number = parse_number(fd);
            if (number && *number < 65536)
                return add(Value<Endpoint>::known(FdEndpoint{static_cast<int>(*number)}, span),
                           span);
        }
        if (kind == "unix") {
            return add(unix_endpoint(Value<std::string>::known(argument(parts, "address", 1), span),
                                     builder_.at(process_).directory),
                       span, protocol);
        }
        if (kind == "tcp" || kind == "ssl" || kind == "tcp6") {
            std::string host = argument(parts, "interface", 99);
            if (host.empty()) host = kind == "tcp6" ? "::" : "*";
            const auto address = tcp_endpoint(host, argument(parts, "port", 1));
            if (address) return add(Value<Endpoint>::known(*address, span), span, protocol);
        }
        add(Value<Endpoint>::unknown("it is an endpoint of another kind", span), span, protocol);
    }

    static std::vector<std::string> split_endpoint(std::string_view text) {
        std::vector<std::string> parts{""};
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\' && i + 1 < text.size())
                parts.back() += text[++i];
            else if (text[i] == ':')
                parts.emplace_back();
            else
                parts.back() += text[i];
        }
        return parts;
    }

    /// The part `name=…`, or the one at that place if it has no name.
    static std::string argument(const std::vector<std::string>& parts, const std::string& name,
                                std::size_t place) {
        for (const std::string& part : parts) {
            if (part.starts_with(name + "=")) return part.substr(name.size() + 1);
        }
        const bool is_plain = place < parts.size() && parts[place].find('=') == std::string::npos;
        return is_plain ? parts[place] : std::string();
    }

    void add(Value<Endpoint> endpoint, Span span, Protocol protocol = Protocol::http) {
        Listener listener;
        listener.process = process_;
        listener.protocol = protocol;
        listener.span = span;
        listener.endpoint = std::move(endpoint);
        if (listener.endpoint.is_known() && as_unix(*listener.endpoint) != nullptr) {
            // Twisted's UNIXServerEndpoint sets 0666 whatever the umask.
            listener.mode = Value<Mode>::by_default(Mode{0666});
            listener.owner = builder_.at(process_).user;
            listener.group = builder_.at(process_).group;
        }
        builder_.add(std::move(listener));
    }

    GraphBuilder& builder_;
    ServerCommand line_;
    ProcessId process_{};
};

}  // namespace

static constexpr CommandRules command_rules{
    .program = "daphne", .flag_rule = "ASG011", .value_rule = "ASG012"};

static void lower_daphne(const Workspace&, GraphBuilder& builder, Reporter& report) {
    for_each_command(
        builder, [](std::string_view name) { return name == "daphne"; },
        [&](ProgramId id, const Program& program, const ResolvedCommand& command) {
            check_server_command(command, daphne::flags(), command_rules, report);
            DaphneReader(builder).read(id, program, command);
        });
}

extern constexpr Frontend daphne{.name = "daphne", .stage = 20, .lower = lower_daphne, .explain = stackc::daphne::explain};

}  // namespace stackc::frontends
