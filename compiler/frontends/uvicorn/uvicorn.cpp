// uvicorn's command line: `uvicorn --uds /run/a.sock --workers 2 config.asgi:app`.
#include "compiler/base/text.h"
#include "compiler/frontends/command_check.h"
#include "compiler/frontends/uvicorn/flags.h"

namespace stackc::frontends {

namespace {

class UvicornReader {
  public:
    UvicornReader(GraphBuilder& builder, const Program& program, const ResolvedCommand& command)
        : builder_(builder), program_(program), command_(command) {}

    void read(ProgramId id) {
        line_ = read_server_command(command_.arguments, uvicorn::flags(), FlagStyle::click);
        Process process = process_of(id, program_, command_, ServerKind::uvicorn);
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
        const Value<std::string> workers = text("workers");
        const auto count = workers.is_known() ? parse_number(*workers) : std::nullopt;
        if (count) process.workers = Value<std::uint64_t>::known(*count, workers.span());
        process_ = builder_.add(std::move(process));
        add_listener();
    }

  private:
    /// The flag, or UVICORN_FLAG of the environment.
    Value<std::string> text(std::string_view name) const {
        if (const Option* option = line_.option(name)) return option->value;
        std::string variable = "UVICORN_";
        for (const char c : name)
            variable += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        const EnvVariable* found = find_environment(program_, command_, variable);
        if (found == nullptr) return {};
        return found->value.is_known()
                   ? Value<std::string>::known(*found->value, found->span)
                   : Value<std::string>::unknown(found->value.why_unknown(), found->span);
    }

    /// uvicorn 0.17.6 config.py bind_socket: a path or a descriptor comes before host and port.
    void add_listener() {
        Listener listener;
        listener.process = process_;
        listener.protocol = text("ssl_keyfile").is_absent() ? Protocol::http : Protocol::https;
        listener.span = command_.program_span;
        const Value<std::string> path = text("uds"), fd = text("fd");
        if (!path.is_absent()) {
            listener.span = path.span();
            listener.endpoint = unix_endpoint(path, builder_.at(process_).directory);
            listener.mode = Value<Mode>::by_default(Mode{0666});
            listener.owner = builder_.at(process_).user;
            listener.group = builder_.at(process_).group;
        } else if (!fd.is_absent()) {
            listener.span = fd.span();
            const auto number = fd.is_known() ? parse_number(*fd) : std::nullopt;
            if (program_.is_fcgi && number == 0u)
                listener = fcgi_listener(process_, program_, listener.protocol);
            else
                listener.endpoint =
                    number && *number < 65536
                        ? Value<Endpoint>::known(FdEndpoint{static_cast<int>(*number)}, fd.span())
                        : Value<Endpoint>::unknown("it is no descriptor", fd.span());
        } else {
            fill_tcp(listener);
        }
        builder_.add(std::move(listener));
    }

    void fill_tcp(Listener& listener) const {
        const Value<std::string> host = text("host"), port = text("port");
        if (!host.is_absent()) listener.span = host.span();
        if (!port.is_absent()) listener.span = port.span();
        const auto address = tcp_endpoint(host.value_or("127.0.0.1"), port.value_or("8000"));
        const bool is_unknown =
            host.is_unknown() || port.is_unknown() || !address || !line_.is_fully_read;
        if (is_unknown)
            listener.endpoint =
                Value<Endpoint>::unknown("the command line has a variable here", listener.span);
        else if (host.is_absent() && port.is_absent())
            listener.endpoint = Value<Endpoint>::by_default(*address);
        else
            listener.endpoint = Value<Endpoint>::known(*address, listener.span);
    }

    GraphBuilder& builder_;
    const Program& program_;
    const ResolvedCommand& command_;
    ServerCommand line_;
    ProcessId process_{};
};

}  // namespace

static constexpr CommandRules command_rules{.program = "uvicorn",
                                            .style = FlagStyle::click,
                                            .flag_rule = "ASG011",
                                            .value_rule = "ASG012"};

static void lower_uvicorn(const Workspace&, GraphBuilder& builder, Reporter& report) {
    for_each_command(
        builder, [](std::string_view name) { return name == "uvicorn"; },
        [&](ProgramId id, const Program& program, const ResolvedCommand& command) {
            check_server_command(command, uvicorn::flags(), command_rules, report);
            UvicornReader(builder, program, command).read(id);
        });
}

extern constexpr Frontend uvicorn{.name = "uvicorn", .stage = 20, .lower = lower_uvicorn, .explain = stackc::uvicorn::explain};

}  // namespace stackc::frontends
