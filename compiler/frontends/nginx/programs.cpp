#include "compiler/frontends/nginx/programs.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/server_command.h"

namespace stackc::nginx {

namespace {
/// What an nginx command line says.
struct CommandLine {
    const Argument* config = nullptr;  // -c FILE
    const Argument* globals = nullptr;  // -g "daemon off;"
};
}  // namespace

static CommandLine read_command(const ResolvedCommand& command) {
    CommandLine line;
    for (std::size_t i = 0; i + 1 < command.arguments.size(); ++i) {
        if (command.arguments[i].text == "-c") line.config = &command.arguments[i + 1];
        if (command.arguments[i].text == "-g") line.globals = &command.arguments[i + 1];
    }
    return line;
}

/// The value of `daemon` among the directives of -g.
static std::optional<bool> daemon_of(std::string_view globals) {
    for (const std::string_view piece : split(globals, ';')) {
        const std::string_view directive = trim(piece);
        if (!directive.starts_with("daemon")) continue;
        const std::string_view value = trim(directive.substr(6));
        if (value == "off") return false;
        if (value == "on") return true;
    }
    return std::nullopt;
}

/// The process that `program` starts: that of its -c, else the only one there is.
static std::optional<ProcessId> find_process(const Workspace& workspace, const Program& program, const CommandLine& line,
                                             std::size_t first, const Graph& graph) {
    std::vector<ProcessId> candidates, whole;
    for (std::size_t i = first; i < graph.processes.size(); ++i) {
        const ProcessId id{static_cast<std::uint32_t>(i)};
        candidates.push_back(id);
        if (graph.at(id).config) whole.push_back(id);
    }
    if (line.config != nullptr) {
        static const std::vector<std::string> bases{".", "/etc/nginx"};
        const auto found = workspace.resolve(line.config->text, false, program.file, bases);
        for (const ProcessId id : whole) {
            for (const auto& document : found.documents) {
                if (*graph.at(id).config == document->file()) return id;
            }
        }
        if (!found.documents.empty() || !line.config->text.ends_with("/etc/nginx/nginx.conf")) return std::nullopt;
    }
    if (whole.size() == 1) return whole.front();
    if (whole.empty() && candidates.size() == 1) return candidates.front();
    return std::nullopt;
}

/// The last command of the program, or of its start script, that is nginx: `nginx -t` goes before.
static std::optional<ResolvedCommand> nginx_command(const GraphBuilder& builder, ProgramId id) {
    std::optional<ResolvedCommand> found;
    for_each_run(builder, id, [&](const Program&, const ResolvedCommand& command) {
        if (command.program == "nginx") found = command;
    });
    return found;
}

static void apply(const CommandLine& line, ProgramId id, Process& process) {
    process.program = id;
    if (line.globals == nullptr) return;
    if (const std::optional<bool> daemon = daemon_of(line.globals->text)) {
        process.daemonizes = Value<bool>::known(*daemon, line.globals->span);
    } else if (line.globals->has_hole) {
        process.daemonizes = Value<bool>::unknown("the command line holds a placeholder", line.globals->span);
    }
}

void link_programs(const Workspace& workspace, std::size_t first_process, GraphBuilder& builder) {
    for (std::size_t i = 0; i < builder.graph.programs.size(); ++i) {
        const ProgramId id{static_cast<std::uint32_t>(i)};
        const std::optional<ResolvedCommand> command = nginx_command(builder, id);
        if (!command) continue;
        const CommandLine line = read_command(*command);
        if (const auto found = find_process(workspace, builder.at(id), line, first_process, builder.graph)) {
            if (!builder.at(*found).program) apply(line, id, builder.at(*found));
            continue;
        }
        Process process;
        process.kind = ServerKind::nginx;
        process.name = builder.at(id).name;
        process.span = builder.at(id).span;
        process.is_fully_read = false;
        apply(line, id, process);
        const ProcessId added = builder.add(std::move(process));
        if (line.config != nullptr && !line.config->has_hole && line.config->text.starts_with('/'))
            builder.graph.path_uses.push_back({normal_path(line.config->text), PathRole::config, added, false, line.config->span});
    }
}

}  // namespace stackc::nginx
