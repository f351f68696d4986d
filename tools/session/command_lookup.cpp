#include "tools/session/command_lookup.h"

#include <optional>

#include "compiler/base/text.h"

namespace stackc {

/// What systemd and Debian give to services; supervisord looks bare names up in its own PATH.
static constexpr std::string_view usual_folders[] = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                                     "/usr/bin",        "/sbin",          "/bin"};

/// The program after `#!`, as the kernel reads it: 255 bytes, up to the first blank.
static std::string interpreter_of(std::string_view text) {
    if (!text.starts_with("#!")) return {};
    const std::string_view line = text.substr(2, std::min<std::size_t>(text.find('\n') - 2, 253));
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    const std::size_t end = line.find_first_of(" \t", begin);
    return std::string(line.substr(begin, end == std::string_view::npos ? end : end - begin));
}

static void look_at_script(const TargetFiles& files, const FileStatus& status, CommandState& state) {
    constexpr std::uint64_t longest_script = 1u << 20u;
    if (status.size > longest_script) return;
    const auto text = files.read(state.path);
    if (!text) return;
    const std::string interpreter = interpreter_of(*text);
    if (!interpreter.starts_with('/')) return;
    const FileStatus found = files.status(interpreter);
    if (found.kind != FileKind::none || found.is_hidden) return;
    state.verdict = CommandState::Verdict::interpreter_missing;
    state.interpreter = interpreter;
}

static CommandState judge(const TargetFiles& files, CommandState state) {
    const FileStatus status = files.status(state.path);
    if (status.kind == FileKind::none) {
        if (!status.is_hidden) state.verdict = CommandState::Verdict::missing;
    } else if (status.kind == FileKind::directory) {
        state.verdict = CommandState::Verdict::is_folder;
    } else if ((status.mode & 0111u) == 0) {
        state.verdict = CommandState::Verdict::not_executable;
    } else {
        look_at_script(files, status, state);
    }
    return state;
}

static CommandState look_up_name(const TargetFiles& files, CommandState state) {
    const std::string name = state.path;
    for (const std::string_view folder : usual_folders) {
        const std::string path = std::string(folder) + "/" + name;
        const FileStatus status = files.status(path);
        if (status.kind != FileKind::regular || (status.mode & 0111u) == 0) continue;
        state.path = path;
        return state;
    }
    state.verdict = CommandState::Verdict::missing;
    return state;
}

static std::optional<CommandState> look_up(const TargetFiles& files, const Graph& graph, const Program& program) {
    if (program.command.empty() || program.command.front().has_hole) return std::nullopt;
    const Argument& word = program.command.front();
    CommandState state;
    state.program = graph.id_of(program);
    state.span = word.span;
    state.path = word.text;
    if (word.text.starts_with('/')) return judge(files, std::move(state));
    // Words that only a shell knows are SUP008's.
    for (const std::string_view builtin : {"cd", "source", ".", "export", "set", "exec", "ulimit", "umask"}) {
        if (word.text == builtin) return std::nullopt;
    }
    // Against which folder a relative path is taken depends on where the manager was started.
    if (word.text.empty() || word.text.find('/') != std::string::npos) return std::nullopt;
    state = look_up_name(files, std::move(state));
    // Whoever starts a supervisord of one's own may have another PATH.
    const Document* document = graph.document_of(program.file);
    const bool is_system_wide = document != nullptr && document->source().path.string().find("/etc/") != std::string::npos;
    state.is_certain = is_system_wide;
    return state;
}

/// A tree that holds configuration alone, such as `generate` writes, has no programs at all.
static bool has_programs(const TargetFiles& files) {
    return files.is_folder("/usr/bin") || files.is_folder("/bin");
}

std::vector<CommandState> look_up_commands(const TargetFiles& files, const Graph& graph) {
    std::vector<CommandState> states;
    if (!has_programs(files)) return states;
    for (const Program& program : graph.programs) {
        if (!runs_here(program)) continue;
        if (auto state = look_up(files, graph, program)) states.push_back(*std::move(state));
    }
    return states;
}

/// Every word of capitals before an equals sign: more than are set, never fewer.
static void add_names(std::string_view text, std::vector<std::string>& names) {
    const auto is_part = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && is_part(text[begin - 1])) --begin;
        if (begin < at) names.emplace_back(text.substr(begin, at - begin));
    }
}

static void add_folder(const TargetFiles& files, const std::string& folder, std::vector<std::string>& names) {
    const auto entries = files.list(folder);
    if (!entries) return;
    for (const std::string& entry : *entries) {
        if (const auto text = files.read(folder + "/" + entry)) add_names(*text, names);
    }
}

std::vector<std::string> manager_environment(const TargetFiles& files) {
    // systemd 252 systemd.exec(5), "Environment variables in spawned processes".
    std::vector<std::string> names{"PATH", "LANG", "USER", "LOGNAME", "HOME", "SHELL", "PWD", "TERM", "TZ", "INVOCATION_ID", "JOURNAL_STREAM",
                                   "SYSTEMD_EXEC_PID", "NOTIFY_SOCKET", "LISTEN_FDS", "RUNTIME_DIRECTORY", "HOSTNAME", "OLDPWD", "SHLVL", "LC_ALL",
                                   "LC_CTYPE", "LANGUAGE", "MAIL", "PIDFILE", "OPTIONS", "CREDENTIALS_DIRECTORY", "SUPERVISOR_ENABLED"};
    for (const char* file : {"/etc/default/supervisor", "/etc/environment", "/etc/systemd/system.conf", "/etc/sysconfig/supervisord",
                             "/lib/systemd/system/supervisor.service", "/lib/systemd/system/supervisord.service",
                             "/etc/systemd/system/supervisor.service", "/etc/systemd/system/supervisord.service", "/etc/init.d/supervisor"}) {
        const auto text = files.read(file);
        if (!text) continue;
        // What another file or a manager brings nobody sees here.
        if (text->find("EnvironmentFile=") != std::string::npos || text->find("PassEnvironment=") != std::string::npos) return {};
        add_names(*text, names);
    }
    for (const char* folder : {"/etc/systemd/system/supervisor.service.d", "/etc/systemd/system/supervisord.service.d"}) add_folder(files, folder, names);
    return names;
}

}  // namespace stackc
