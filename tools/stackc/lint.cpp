// stackc lint: check a tree, files, or standard input.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "compiler/base/text.h"
#include "tools/session/baseline.h"
#include "tools/session/diff.h"
#include "tools/session/fix_all.h"
#include "tools/session/report.h"
#include "tools/session/write_file.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"
#include "tools/stackc/progress_support.h"
#include "tools/stackc/workspace_support.h"

namespace stackc::commands {

namespace {

struct LintArguments {
    WorkspaceArguments workspace;
    std::vector<std::string> select;
    std::vector<std::string> ignore;
    std::string fail_on;
    std::string format = "text";
    std::string output;
    std::string baseline;
    bool writes_baseline = false;
    bool fixes = false;
    bool fixes_unsafe = false;
    bool shows_diff = false;
    bool counts_rules = false;
};

/// What is wrong with the arguments as a whole; empty: nothing.
std::string find_misuse(const LintArguments& arguments) {
    const std::vector<std::string>& paths = arguments.workspace.paths;
    const bool reads_stdin = std::find(paths.begin(), paths.end(), "-") != paths.end();
    if (arguments.fixes && !arguments.shows_diff && reads_stdin) return "`--fix` cannot write to standard input; use `--diff`";
    if (arguments.fixes_unsafe && !arguments.fixes && !arguments.shows_diff) return "`--unsafe-fixes` needs `--fix` or `--diff`";
    if (arguments.writes_baseline && arguments.baseline.empty()) return "`--write-baseline` needs `--baseline FILE`";
    for (const std::vector<std::string>* list : {&arguments.select, &arguments.ignore}) {
        for (const std::string& selector : *list) {
            if (std::string why = describe_unknown_rule(selector); !why.empty()) return why;
        }
    }
    return {};
}

bool is_at_least(Severity severity, FailOn threshold) {
    switch (threshold) {
        case FailOn::error: return severity == Severity::error;
        case FailOn::warning: return severity != Severity::info;
        case FailOn::info: return true;
        case FailOn::never: return false;
    }
    return false;
}

/// "  12  error    XST001  socket-path-mismatch", the most frequent first.
std::string statistics(const Report& report) {
    std::map<std::string_view, std::pair<std::size_t, Severity>> counts;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        auto& [number, severity] = counts.try_emplace(diagnostic.rule, 0, diagnostic.severity).first->second;
        ++number;
        severity = std::min(severity, diagnostic.severity);
    }
    std::vector<std::pair<std::string_view, std::pair<std::size_t, Severity>>> rows(counts.begin(), counts.end());
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second.first > b.second.first; });
    std::string out;
    for (const auto& [rule, row] : rows) {
        out += fmt::format("{:>5}  {:<7}  {:<6}  {}\n", row.first, to_text(row.second), rule, report.rule(rule).name);
    }
    return out;
}

/// One run of the command.
class Lint {
  public:
    Lint(const LintArguments& arguments, const GlobalOptions& options) : arguments_(arguments), options_(options) {}

    int run() {
        if (const std::string misuse = find_misuse(arguments_); !misuse.empty()) {
            complain(misuse);
            return exit_failed;
        }
        std::optional<WorkspaceSetup> setup = set_up_workspace(arguments_.workspace, options_);
        if (!setup) return exit_failed;
        setup_ = *std::move(setup);
        choose_rules();
        if (!read_baseline()) return exit_failed;
        analyse();
        if (arguments_.writes_baseline) return write_baseline();
        const std::size_t in_baseline = baseline_.subtract(result_.analysis.diagnostics, *result_.analysis.sources, folder_);
        if (arguments_.shows_diff) return show_diff();
        if (arguments_.fixes && !write_fixes()) return exit_failed;
        return show(in_baseline);
    }

  private:
    SessionOptions& session_options() { return setup_.config.session; }

    void choose_rules() {
        RuleSelection& rules = session_options().rules;
        if (!arguments_.select.empty()) rules.select = arguments_.select;
        rules.ignore.insert(rules.ignore.end(), arguments_.ignore.begin(), arguments_.ignore.end());
        if (const auto fail_on = parse_fail_on(arguments_.fail_on)) setup_.config.fail_on = *fail_on;
    }

    bool read_baseline() {
        if (arguments_.baseline.empty() || arguments_.writes_baseline) return true;
        const auto text = setup_.files->read(arguments_.baseline);
        if (!text) {
            complain(fmt::format("cannot read the baseline `{}`: {}", quoted(arguments_.baseline), text.error().reason));
            return false;
        }
        auto parsed = Baseline::parse(*text);
        if (parsed) baseline_ = *std::move(parsed);
        else complain(fmt::format("cannot use the baseline `{}`: {}", quoted(arguments_.baseline), parsed.error()));
        return parsed.ok();
    }

    void analyse() {
        ProgressBar bar(!options_.quiet);
        session_options().progress = [&](std::size_t done, std::size_t found) { bar.show(done, found); };
        if (arguments_.fixes || arguments_.shows_diff) {
            const Safety least = arguments_.fixes_unsafe ? Safety::unsafe : Safety::safe;
            result_ = fix_all(*setup_.files, session_options(), setup_.roots, least);
        } else {
            result_.analysis = Session(*setup_.files, session_options()).analyse(setup_.roots);
        }
        session_options().progress = nullptr;
    }

    int write_baseline() const {
        const Analysis& analysis = result_.analysis;
        const Baseline baseline = Baseline::of(analysis.diagnostics, *analysis.sources, folder_);
        if (!print_to(arguments_.baseline, baseline.to_text())) return exit_failed;
        if (!options_.quiet) {
            const std::size_t number = analysis.diagnostics.size();
            fmt::print(stderr, "wrote {} finding{} to {}\n", number, number == 1 ? "" : "s", quoted(arguments_.baseline));
        }
        return analysis.has_unreadable ? exit_failed : exit_done;
    }

    /// Writes the mended texts where the files still say what was analysed.
    bool write_fixes() const {
        bool is_all_written = true;
        for (const auto& [path, file] : result_.files) {
            const auto now = setup_.files->read(path);
            std::optional<IoError> error;
            if (!now) error = now.error();
            else if (*now != file.before) error = IoError{path, "it has changed meanwhile"};
            else error = write_file(path, file.after);
            if (!error) continue;
            complain(fmt::format("cannot fix `{}`: {}", quoted(path.string()), error->reason));
            is_all_written = false;
        }
        return is_all_written;
    }

    int show_diff() {
        std::string diff;
        for (const auto& [path, file] : result_.files) diff += unified_diff(shown_path(path, folder_), file.before, file.after);
        if (!write_out(diff)) return exit_failed;
        if (!options_.quiet) fmt::print(stderr, "would fix {} finding{}\n", result_.fixed, result_.fixed == 1 ? "" : "s");
        const int code = exit_code();
        return code == exit_done && !diff.empty() ? exit_findings : code;
    }

    int show(std::size_t in_baseline) {
        Report report = make_report(result_.analysis, folder_);
        report.fixed = result_.fixed;
        report.in_baseline = in_baseline;
        report.has_color = arguments_.output.empty() && wants_color(options_.color, STDOUT_FILENO);
        const bool is_table = arguments_.counts_rules && arguments_.format == "text";
        if (!write_out(is_table ? statistics(report) : find_renderer(arguments_.format)->render(report))) return exit_failed;
        if (!options_.quiet) talk(report);
        return exit_code();
    }

    void talk(const Report& report) const {
        fmt::print(stderr, "{}", summarize(report));
        if (const std::size_t left = baseline_.left(); left > 0) {
            fmt::print(stderr, "{} of the baseline no longer found; `--write-baseline` forgets them\n", left);
        }
    }

    bool write_out(std::string_view text) const {
        return arguments_.output.empty() ? print_out(text) : print_to(arguments_.output, text);
    }

    int exit_code() const {
        if (result_.analysis.has_unreadable) return exit_failed;
        const std::vector<Diagnostic>& all = result_.analysis.diagnostics;
        const bool has_findings = std::any_of(all.begin(), all.end(), [&](const Diagnostic& diagnostic) {
            return is_at_least(diagnostic.severity, setup_.config.fail_on);
        });
        return has_findings ? exit_findings : exit_done;
    }

    const LintArguments& arguments_;
    const GlobalOptions& options_;
    const Path folder_ = std::filesystem::current_path();
    WorkspaceSetup setup_;
    Baseline baseline_;
    FixResult result_;
};

}  // namespace

static std::vector<std::string> format_names() {
    std::vector<std::string> names;
    for (const Renderer& renderer : renderers()) names.emplace_back(renderer.name);
    return names;
}

static std::function<int()> declare_lint(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("lint", "Check a tree, files, or standard input");
    auto arguments = std::make_shared<LintArguments>();
    add_workspace_options(*command, arguments->workspace);
    command->add_option("--select", arguments->select, "Check these rules only: ids, names or prefixes, `XST,NGX003`")
        ->delimiter(',')->type_name("RULES")->allow_extra_args(false);
    command->add_option("--ignore", arguments->ignore, "Leave these rules out")->delimiter(',')->type_name("RULES")->allow_extra_args(false);
    command->add_option("--fail-on", arguments->fail_on, "Exit with 1 from this severity on: error, warning (default), info, never")
        ->type_name("SEVERITY")->check(CLI::IsMember({"error", "warning", "info", "never"}));
    command->add_option("--format", arguments->format, fmt::format("How to write findings: {}", join(format_names(), ", ")))
        ->type_name("FORMAT")->check(CLI::IsMember(format_names()));
    command->add_option("-o,--output", arguments->output, "Write findings to FILE instead of standard output")->type_name("FILE");
    command->add_flag("--fix", arguments->fixes, "Apply the safe fixes to the files");
    command->add_flag("--unsafe-fixes", arguments->fixes_unsafe, "With --fix or --diff: the fixes too that a person should look at");
    command->add_flag("--diff", arguments->shows_diff, "Show what --fix would change, and change nothing");
    command->add_flag("--statistics", arguments->counts_rules, "Count findings by rule");
    command->add_option("--baseline", arguments->baseline, "Leave out the findings that FILE holds")->type_name("FILE");
    command->add_flag("--write-baseline", arguments->writes_baseline, "Write all findings to the baseline instead of showing them");
    command->footer("Examples:\n"
                    "  stackc lint                                  check the current folder\n"
                    "  stackc lint deploy/nginx deploy/uwsgi.ini    check what is named, together\n"
                    "  stackc lint --fix deploy/                    mend what can be mended safely\n"
                    "  stackc lint --diff --unsafe-fixes            see what all fixes would change\n"
                    "  stackc lint --sysroot rootfs rootfs/etc      check a container image's tree\n"
                    "  stackc lint --map /etc/nginx=deploy/nginx    includes below /etc/nginx lie in deploy/nginx\n"
                    "  stackc lint - --as nginx < site.conf         check one text\n"
                    "  stackc lint --select XST --format json       cross-file findings, for a program\n"
                    "Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 something could not be read, parsed or written.");
    return [arguments, &options] { return Lint(*arguments, options).run(); };
}

extern const Command lint{"lint", declare_lint};

}  // namespace stackc::commands
