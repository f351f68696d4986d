#include "compiler/frontends/server_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace stackc {

const Option* ServerCommand::option(std::string_view name) const {
    const auto found = std::find_if(options.rbegin(), options.rend(),
                                    [&](const Option& option) { return option.name == name; });
    return found == options.rend() ? nullptr : &*found;
}

FlagMatch match_flag(std::string_view word, std::span<const ServerFlag> flags, FlagStyle style) {
    FlagMatch match;
    std::vector<const ServerFlag*> old;
    for (const ServerFlag& flag : flags) {
        if (flag.flag == word) return {&flag, {}};
        const bool is_cut = style == FlagStyle::argparse && word.starts_with("--") &&
                            word.size() > 2 && flag.flag.starts_with(word);
        if (!is_cut) continue;
        match.candidates.push_back(&flag);
        if (!flag.is_new) old.push_back(&flag);
    }
    // What only newer releases have makes nothing ambiguous in the installed one.
    if (!old.empty()) match.candidates = std::move(old);
    if (match.candidates.size() == 1) match.flag = match.candidates.front();
    return match;
}

namespace {

class FlagReader {
  public:
    FlagReader(std::span<const Argument> arguments, std::span<const ServerFlag> flags,
               FlagStyle style)
        : arguments_(arguments), flags_(flags), style_(style) {}

    ServerCommand read() {
        bool is_operands = false;
        while (at_ < arguments_.size()) {
            const Argument& word = arguments_[at_++];
            if (word.text == "--" && !is_operands)
                is_operands = true;
            else if (is_operands || !word.text.starts_with('-') || word.text == "-")
                operand(word);
            else if (word.text.starts_with("--"))
                long_flag(word);
            else
                short_flags(word);
        }
        return std::move(result_);
    }

  private:
    void operand(const Argument& word) {
        // A word that is a variable may be any number of flags.
        if (word.has_hole && word.text.starts_with('$')) result_.is_fully_read = false;
        result_.operands.push_back(word);
    }

    const ServerFlag* find(std::string_view flag) const {
        return match_flag(flag, flags_, style_).flag;
    }

    void long_flag(const Argument& word) {
        const std::size_t equals = word.text.find('=');
        const ServerFlag* flag = find(std::string_view(word.text).substr(0, equals));
        if (flag == nullptr) {
            result_.is_fully_read = false;
            return;
        }
        if (equals == std::string::npos) return push(*flag, word);
        Span value = word.span;
        Span name = word.span;
        if (word.span.size() == word.text.size()) {
            name.end = word.span.begin + static_cast<std::uint32_t>(equals);
            value.begin = name.end + 1;
        }
        add(*flag, name, value_of(word, word.text.substr(equals + 1), value));
    }

    void short_flags(const Argument& word) {
        for (std::size_t i = 1; i < word.text.size(); ++i) {
            const ServerFlag* flag = find(std::string("-") + word.text[i]);
            if (flag == nullptr) {
                result_.is_fully_read = false;
                return;
            }
            if (!flag->takes_value()) {
                add(*flag, word.span, {});
                continue;
            }
            if (i + 1 == word.text.size()) return push(*flag, word);
            Span value = word.span;
            if (word.span.size() == word.text.size())
                value.begin += static_cast<std::uint32_t>(i) + 1;
            return add(*flag, word.span, value_of(word, word.text.substr(i + 1), value));
        }
    }

    /// A flag whose value is the next word.
    void push(const ServerFlag& flag, const Argument& word) {
        if (!flag.takes_value()) return add(flag, word.span, {});
        if (at_ >= arguments_.size()) {
            result_.is_fully_read = false;
            return;
        }
        const Argument& value = arguments_[at_++];
        add(flag, word.span, value_of(value, value.text, value.span));
    }

    static Value<std::string> value_of(const Argument& word, std::string text, Span span) {
        return word.has_hole
                   ? Value<std::string>::unknown("the command line has a variable here", span)
                   : Value<std::string>::known(std::move(text), span);
    }

    void add(const ServerFlag& flag, Span name, Value<std::string> value) {
        const Span whole =
            value.has_span() && value.span().file == name.file ? join(name, value.span()) : name;
        result_.options.push_back({std::string(flag.name), std::move(value), name, whole});
    }

    std::span<const Argument> arguments_;
    std::span<const ServerFlag> flags_;
    FlagStyle style_;
    std::size_t at_ = 0;
    ServerCommand result_;
};

}  // namespace

ServerCommand read_server_command(std::span<const Argument> arguments,
                                  std::span<const ServerFlag> flags, FlagStyle style) {
    return FlagReader(arguments, flags, style).read();
}

/// The program as it is once its start script has come to that command.
static Program program_at(const Program& program, const Launch& launch) {
    Program one = program;
    one.launches.clear();
    one.command = launch.command;
    one.directory = launch.directory;
    one.user = launch.user;
    one.group = launch.group;
    one.umask = launch.umask;
    one.environment = launch.environment;
    one.is_environment_known = launch.is_environment_known;
    return one;
}

/// Whether a start script goes on, and may end, while the command runs: its last word is `&`.
static bool is_in_background(std::span<const Argument> words) { return words.size() > 1 && words.back().text == "&"; }

void for_each_run(const GraphBuilder& builder, ProgramId id,
                  const std::function<void(const Program&, const ResolvedCommand&)>& read) {
    // By value: what is read may add programs.
    const Program program = builder.graph.at(id);
    for (const Launch& launch : program.launches) {
        std::span<const Argument> words = launch.command;
        if (is_in_background(words)) words = words.first(words.size() - 1);
        ResolvedCommand command = resolve_command(words);
        command.is_certain = command.is_certain && launch.is_certain;
        command.is_behind_shell = launch.is_behind_shell;
        command.ends = launch.ends;
        command.venv = launch.venv;
        read(program_at(program, launch), command);
    }
    if (!program.launches.empty()) return;
    read(program, resolve_command(program.command));
    for (const std::vector<Argument>& copy : program.other_copies) read(program, resolve_command(copy));
}

void for_each_command(
    const GraphBuilder& builder, const std::function<bool(std::string_view)>& is_server,
    const std::function<void(ProgramId, const Program&, const ResolvedCommand&)>& lower) {
    for (std::uint32_t i = 0; i < builder.graph.programs.size(); ++i) {
        for_each_run(builder, {i}, [&](const Program& program, const ResolvedCommand& command) {
            if (is_server(command.program)) lower({i}, program, command);
        });
    }
}

/// The virtualenv that an executable lies in: `/srv/venv/bin/gunicorn`.
static Value<std::string> venv_of(const Program& program, const ResolvedCommand& command) {
    static constexpr std::array<std::string_view, 4> of_system{"/usr", "/usr/local", "", "/opt/python"};
    const std::size_t bin = command.path.rfind("/bin/");
    if (bin != std::string::npos && command.path.find('/', bin + 5) == std::string::npos && command.path.find('$') == std::string::npos) {
        const std::string folder = command.path.substr(0, bin);
        const bool is_system = std::find(of_system.begin(), of_system.end(), folder) != of_system.end();
        if (is_system || folder.find("/.local") != std::string::npos) return {};
        if (folder.starts_with('/')) return Value<std::string>::known(normal_path(folder), command.program_span);
        if (program.directory.is_known()) return Value<std::string>::known(join_path(*program.directory, folder), command.program_span);
        return Value<std::string>::unknown("it is relative to a folder that is not known", command.program_span);
    }
    return command.path.find('/') == std::string::npos ? command.venv : Value<std::string>{};
}

Process process_of(ProgramId id, const Program& program, const ResolvedCommand& command,
                   ServerKind kind) {
    Process process;
    process.kind = kind;
    process.name = program.name;
    process.span = program.name_span;
    process.program = id;
    process.is_behind_shell = command.is_behind_shell;
    process.user = command.user.is_absent() ? program.user : command.user;
    process.group = command.user.is_absent() ? program.group : command.group;
    process.extra_groups = program.extra_groups;
    process.umask = program.umask;
    process.directory = program.directory;
    process.venv = venv_of(program, command);
    const bool is_left_behind = program.launches.empty() && is_in_background(program.command);
    process.daemonizes = is_left_behind ? Value<bool>::unknown("its start script leaves it in the background", program.command.back().span)
                                        : Value<bool>::by_default(false);
    process.env = program.environment;
    process.env.insert(process.env.end(), command.environment.begin(), command.environment.end());
    process.is_environment_known = program.is_environment_known;
    process.is_fully_read = program.is_fully_read && command.is_certain;
    return process;
}

const EnvVariable* find_environment(const Program& program, const ResolvedCommand& command,
                                    std::string_view name) {
    for (const std::vector<EnvVariable>* list : {&command.environment, &program.environment}) {
        const auto found = std::find_if(list->rbegin(), list->rend(),
                                        [&](const EnvVariable& one) { return one.name == name; });
        if (found != list->rend()) return &*found;
    }
    return nullptr;
}

std::optional<TcpEndpoint> tcp_endpoint(std::string_view host, std::string_view port) {
    const bool is_bare_ipv6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
    return parse_tcp(is_bare_ipv6 ? fmt::format("[{}]:{}", host, port)
                                  : fmt::format("{}:{}", host, port));
}

Value<Endpoint> unix_endpoint(const Value<std::string>& path, const Value<std::string>& directory) {
    if (!path.is_known()) return Value<Endpoint>::unknown(path.why_unknown(), path.span());
    if (path->starts_with('/'))
        return Value<Endpoint>::known(UnixEndpoint{normal_path(*path)}, path.span());
    if (path->empty() || !directory.is_known() || !directory->starts_with('/')) {
        return Value<Endpoint>::unknown("the path is relative to a folder that is not known",
                                        path.span());
    }
    return Value<Endpoint>::known(UnixEndpoint{join_path(*directory, *path)}, path.span());
}

Listener fcgi_listener(ProcessId process, const Program& program, Protocol protocol) {
    Listener listener;
    listener.process = process;
    listener.protocol = protocol;
    listener.span = program.socket.span_or(program.name_span);
    listener.endpoint = Value<Endpoint>::unknown("[fcgi-program] says no socket", listener.span);
    if (!program.socket.is_known()) return listener;
    const std::string& socket = *program.socket;
    if (socket.starts_with("unix://")) {
        listener.endpoint =
            Value<Endpoint>::known(UnixEndpoint{normal_path(socket.substr(7))}, listener.span);
        // supervisor 4.2.5 options.py parse_fcgi_socket.
        listener.mode = program.socket_mode.is_absent() ? Value<Mode>::by_default(Mode{0700})
                                                        : program.socket_mode;
        listener.owner = program.user;
        listener.group = program.group;
        if (program.socket_owner.is_known()) {
            const std::string& owner = *program.socket_owner;
            const std::size_t colon = owner.find(':');
            listener.owner =
                Value<std::string>::known(owner.substr(0, colon), program.socket_owner.span());
            if (colon != std::string::npos)
                listener.group =
                    Value<std::string>::known(owner.substr(colon + 1), program.socket_owner.span());
        }
    } else if (socket.starts_with("tcp://")) {
        if (const auto address = parse_tcp(std::string_view(socket).substr(6))) {
            listener.endpoint = Value<Endpoint>::known(*address, listener.span);
        }
    }
    return listener;
}

}  // namespace stackc
