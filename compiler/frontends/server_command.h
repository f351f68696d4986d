// What the servers that are known by their command lines have in common: which programs start
// them, how argparse and click read flags, and the process that comes of it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"

namespace stackc {

/// What a flag's value must be.
enum class FlagValue : std::uint8_t {
    none,
    text,
    integer,
    positive,
    number,
    choice,
    any_base,      // 022, 0x1f, 18
    host_and_port  // one colon, a number behind it
};

/// One spelling of a flag: `-b` and `--bind` are two of `bind`.
struct ServerFlag {
    std::string_view name;
    std::string_view flag;
    FlagValue value = FlagValue::text;
    std::string_view choices;  // space separated
    bool is_new = false;       // Debian 12's release does not have it

    bool takes_value() const { return value != FlagValue::none; }
};

/// How a flag that is cut short is read: by the only one that starts so, or not at all.
enum class FlagStyle : std::uint8_t { argparse, click };

/// The flag that a word's `--flag` part means, where that is one; else all that it may mean.
struct FlagMatch {
    const ServerFlag* flag = nullptr;
    std::vector<const ServerFlag*> candidates;
};
FlagMatch match_flag(std::string_view word, std::span<const ServerFlag> flags, FlagStyle style);

struct ServerCommand {
    std::vector<Option> options;  // in order; a flag without a value has an absent one
    std::vector<Argument> operands;
    bool is_fully_read = true;  // false: a flag that nobody knows, or a variable for a word

    const Option* option(std::string_view name) const;  // the last of that name
};

/// A setting of a server in words of ours.
struct SettingText {
    std::string_view name;
    std::string_view text;
};

/// The page of a setting or flag (`timeout`, `--timeout`, `-t`), from the server's tables; empty
/// where it has none of that name. `manual` is the page of its settings.
std::string explain_setting(std::string_view server, std::span<const ServerFlag> flags, std::span<const SettingText> texts,
                            std::string_view manual, std::string_view word);

/// Reads flags as Python's argparse does: `--bind X`, `--bind=X`, `-bX`, `--bin X`.
ServerCommand read_server_command(std::span<const Argument> arguments,
                                  std::span<const ServerFlag> flags,
                                  FlagStyle style = FlagStyle::argparse);

/// Calls `read` for each command that the program runs in the end: what its start script runs,
/// else its own, once a copy. The program is given as it is by then: folder, user, environment.
void for_each_run(const GraphBuilder& builder, ProgramId id,
                  const std::function<void(const Program&, const ResolvedCommand&)>& read);

/// Calls `lower` for each command of each program that ends in the program `name`, once a copy.
void for_each_command(
    const GraphBuilder& builder, const std::function<bool(std::string_view)>& is_server,
    const std::function<void(ProgramId, const Program&, const ResolvedCommand&)>& lower);

/// A process with all that its program says of it.
Process process_of(ProgramId id, const Program& program, const ResolvedCommand& command,
                   ServerKind kind);

/// The variable's value in the command's or the program's environment; null where neither sets it.
const EnvVariable* find_environment(const Program& program, const ResolvedCommand& command,
                                    std::string_view name);

/// The address of a host that may be an IPv6 one without brackets, and a port.
std::optional<TcpEndpoint> tcp_endpoint(std::string_view host, std::string_view port);

/// A Unix socket's path below the folder in which the server runs.
Value<Endpoint> unix_endpoint(const Value<std::string>& path, const Value<std::string>& directory);

/// The socket that [fcgi-program:x] opens for the process as descriptor 0.
Listener fcgi_listener(ProcessId process, const Program& program, Protocol protocol);

}  // namespace stackc
