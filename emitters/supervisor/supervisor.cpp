// supervisor: a [program:x] for each process, and in the standalone layout the main file, which
// one command runs.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "emitters/emitter.h"
#include "emitters/supervisor/words.h"

namespace stackc::emitters {

using namespace supervisor_words;

static constexpr std::uint64_t margin_ms = 5000;  // by which a stop outwaits a request

/// How many services must be up before this one, along the longest way.
static unsigned depth_of(const Graph& graph, const Process& process) {
    std::map<std::string, unsigned> depths;
    // Each round reaches one step further; circles end with the rounds.
    for (std::size_t round = 0; round < graph.processes.size(); ++round) {
        for (const Process& each : graph.processes) {
            unsigned& depth = depths[each.name];
            for (const std::string& name : each.depends_on) {
                const auto found = depths.find(name);
                if (found != depths.end() && depth < graph.processes.size()) depth = std::max(depth, found->second + 1);
            }
        }
    }
    return depths[process.name];
}

static unsigned priority_of(const Graph& graph, const Process& process) {
    constexpr unsigned first = 100, step = 10, last = 900;
    return process.kind == ServerKind::nginx ? last : first + step * std::min(depth_of(graph, process), 79u);
}

static bool is_application(const Process& process) {
    return process.kind != ServerKind::nginx && process.kind != ServerKind::redis && process.kind != ServerKind::other;
}

namespace {

/// One section in the making.
class ProgramSection {
  public:
    ProgramSection(const EmitInput& input, const Process& process, Emission& out)
        : input_(input), process_(process), out_(out), start_(start_of(input, process, out)) {}

    std::string text() {
        become_group();
        text_ += fmt::format("[program:{}]\n", input_.name_of(process_));
        wrap_in_shell();
        put_environment();
        if (const auto line = command(start_.argv)) text_ += fmt::format("command={}\n", *line);
        else refuse("the command");
        if (!environment_.empty()) text_ += fmt::format("environment={}\n", environment_);
        set("directory", start_.directory);
        if (!start_.drops_rights) set("user", process_.user.value_or(""));
        if (process_.umask.is_known()) set("umask", fmt::format("{:03o}", process_.umask->bits));
        put_life();
        put_log();
        for (const RawText& raw : process_.raw) {
            if (raw.dialect == "supervisor") put_raw(raw.text);
        }
        return text_;
    }

  private:
    void set(std::string_view key, const std::string& value, int expansions = 1) {
        if (value.empty()) return;
        if (const auto written = plain(value, expansions)) text_ += fmt::format("{}={}\n", key, *written);
        else refuse(fmt::format("`{}`", key));
    }

    void refuse(std::string_view what) {
        out_.problem(process_.span, fmt::format("supervisor's files cannot hold {} of `{}`: it has a line end, blanks at an end, a ` ;`, or `%(here)s`", what, quoted(process_.name)));
    }

    /// supervisor sets the user alone: a group other than the account's own needs setpriv.
    void become_group() {
        if (start_.drops_rights || !process_.user.is_known() || !process_.group.is_known()) return;
        const User* user = input_.graph.find_user(*process_.user);
        const std::string own = user != nullptr ? user->primary_group.value_or(user->name) : *process_.user;
        if (own == *process_.group) return;
        const std::vector<std::string> prefix{"/usr/bin/setpriv", "--reuid=" + *process_.user, "--regid=" + *process_.group, "--init-groups"};
        start_.argv.insert(start_.argv.begin(), prefix.begin(), prefix.end());
        start_.drops_rights = true;
    }

    /// A secret's file is read when the program starts, and stands in no file of ours.
    void wrap_in_shell() {
        std::string script;
        for (const auto& [name, expression] : start_.computed) script += fmt::format("{0}=\"{1}\" && export {0} && ", name, expression);
        for (const EnvVariable& variable : start_.env) {
            if (!variable.secret_file.is_known()) continue;
            script += fmt::format("{0}=\"$(cat {1})\" && export {0} && ", variable.name, shell_word(*variable.secret_file));
        }
        if (script.empty()) return;
        script += "exec";
        for (const std::string& word : start_.argv) script += " " + shell_word(word);
        start_.argv = {"/bin/sh", "-c", script};
    }

    void put_environment() {
        std::vector<std::string> hard;
        for (const EnvVariable& variable : start_.env) {
            if (!variable.value.is_known()) continue;
            if (const auto value = environment(*variable.value)) {
                environment_ += fmt::format("{}{}={}", environment_.empty() ? "" : ",", variable.name, *value);
            } else {
                hard.push_back(variable.name + "=" + *variable.value);
            }
        }
        if (hard.empty()) return;
        hard.insert(hard.begin(), "/usr/bin/env");
        start_.argv.insert(start_.argv.begin(), hard.begin(), hard.end());
    }

    void put_life() {
        text_ += fmt::format("priority={}\nautostart=true\nautorestart={}\n", priority_of(input_.graph, process_), restart());
        if (start_.settles_after != 1) text_ += fmt::format("startsecs={}\n", start_.settles_after);
        const std::uint64_t wait = process_.request_timeout.value_or(Duration{30'000}).ms + margin_ms;
        text_ += fmt::format("stopsignal={}\nstopwaitsecs={}\n", start_.stop_signal, (wait + 999) / 1000);
        text_ += start_.has_children ? "stopasgroup=true\nkillasgroup=true\n" : "killasgroup=true\n";
    }

    std::string_view restart() const {
        switch (process_.restart) {
            case RestartPolicy::always: return "true";
            case RestartPolicy::on_failure: return "unexpected";
            case RestartPolicy::never: return "false";
        }
        unreachable("RestartPolicy");
    }

    void put_log() {
        text_ += "redirect_stderr=true\n";
        switch (process_.log_target) {
            case LogTarget::file:
                set("stdout_logfile", process_.log_path.value_or(input_.on_target(fmt::format("var/log/{}/{}.log", input_.stack(), process_.name))), 2);
                text_ += "stdout_logfile_maxbytes=20MB\nstdout_logfile_backups=5\n";
                return;
            case LogTarget::journal: text_ += "stdout_logfile=syslog\n"; return;
            case LogTarget::standard_output: text_ += "stdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0\n"; return;
        }
        unreachable("LogTarget");
    }

    void put_raw(std::string_view raw) {
        for (const std::string_view line : split(raw, '\n')) {
            if (!trim(line).empty()) text_.append(trim(line)).append("\n");
        }
    }

    const EmitInput& input_;
    const Process& process_;
    Emission& out_;
    Start start_;
    std::string text_;
    std::string environment_;
};

}  // namespace

static void emit_main(const EmitInput& input, Emission& out) {
    const auto at = [&](std::string_view path) {
        const auto written = plain(input.on_target(path));
        if (!written) out.problem(stack_span(input.graph), "supervisor's files cannot hold the path of the output folder");
        return written.value_or("");
    };
    std::string text = head_comment(input, ";");
    text += fmt::format("[supervisord]\nlogfile={}\npidfile={}\nchildlogdir={}\nnodaemon=true\n", at("var/log/supervisord.log"), at("run/supervisord.pid"), at("var/log"));
    // Said, so that nobody else starts it by mistake, and nothing becomes root's.
    const bool has_application = std::any_of(input.graph.processes.begin(), input.graph.processes.end(), is_application);
    if (input.maker == "root" && has_application) text += "; stackc: ignore[SUP015] made by root, for root to try\n";
    if (const auto maker = plain(input.maker)) text += fmt::format("user={}\n", *maker);
    text += '\n';
    text += fmt::format("[unix_http_server]\nfile={}\nchmod=0700\n\n", at("run/supervisor.sock"));
    text += "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n\n";
    text += fmt::format("[supervisorctl]\nserverurl=unix://{}\n\n", at("run/supervisor.sock"));
    // Relative to this file, since the list is cut at blanks.
    text += "[include]\nfiles=etc/supervisor/conf.d/*.conf\n";
    out.files.push_back({.path = "supervisord.conf", .text = std::move(text), .from = {stack_span(input.graph)}});
    for (const std::string_view folder : {"run", "var/log"}) {
        out.files.push_back({.kind = OutputKind::folder, .path = std::string(folder), .mode = Mode{0755}});
    }
}

static void emit_supervisor(const EmitInput& input, Emission& out) {
    if (input.graph.stack->manager != ManagerKind::supervisor && input.layout != Layout::standalone) return;
    std::string text = head_comment(input, ";");
    std::vector<Span> from;
    for (const Process& process : input.graph.processes) {
        text += "\n" + ProgramSection(input, process, out).text();
        from.push_back(process.span);
    }
    if (!from.empty()) out.files.push_back({.path = fmt::format("etc/supervisor/conf.d/{}.conf", input.stack()), .text = std::move(text), .from = std::move(from)});
    if (input.layout == Layout::standalone) emit_main(input, out);
}

extern const Emitter supervisor{"supervisor", emit_supervisor};

}  // namespace stackc::emitters
