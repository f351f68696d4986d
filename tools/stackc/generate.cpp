// stackc generate: write the configuration files of a stack.
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render.h"
#include "tools/session/diff.h"
#include "tools/session/generate.h"
#include "tools/session/report.h"
#include "tools/session/write_tree.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc::commands {

namespace {
struct GenerateArguments {
    std::string description;
    std::string folder = "build/stack";
    std::string layout = "debian";
    std::string host;
    std::string profile;
    bool checks = false;
    bool shows_diff = false;
    bool is_dry = false;
    bool forces = false;
};
}  // namespace

static bool machine_has_ipv6() {
    const DiskFileSystem disk;
    return disk.status("/proc/net/if_inet6").kind != FileKind::none && ::access("/proc/net/if_inet6", R_OK) == 0;
}

/// Who runs this: a name, or the number where the system knows no name for it.
static std::string own_name() {
    const passwd* entry = ::getpwuid(::geteuid());
    return entry != nullptr ? std::string(entry->pw_name) : std::to_string(::geteuid());
}

static std::string_view side(const OutputFile& file, std::string_view text) { return file.is_kept ? std::string_view{} : text; }

/// A patch from what lies there to what would.
static std::string diff_of(const TreeChange& change) {
    if (change.kind == ChangeKind::same) return {};
    switch (change.file.kind) {
        case OutputKind::folder: return fmt::format("folder {} is missing\n", quoted(change.file.path));
        case OutputKind::link: {
            if (change.kind == ChangeKind::remove) return fmt::format("link {} is no longer generated\n", quoted(change.file.path));
            return fmt::format("link {} -> {}{}\n", quoted(change.file.path), quoted(change.file.link_to),
                               change.before.empty() ? " is missing" : fmt::format(" now leads to {}", quoted(change.before)));
        }
        case OutputKind::file: break;
    }
    const std::string_view after = change.kind == ChangeKind::remove ? std::string_view{} : side(change.file, change.file.text);
    if (change.file.is_kept) return fmt::format("{} would be made anew\n", quoted(change.file.path));
    if (change.before == after) return fmt::format("mode of {} is not {}\n", quoted(change.file.path), to_text(change.file.mode));
    return unified_diff(change.file.path, change.before, after);
}

static std::string_view verb(ChangeKind kind) {
    switch (kind) {
        case ChangeKind::same: return "keep";
        case ChangeKind::add: return "add";
        case ChangeKind::change: return "change";
        case ChangeKind::remove: return "remove";
    }
    unreachable("ChangeKind");
}

/// Says what keeps the files from being written; true when something does.
static bool complain_about_conflicts(const TreePlan& plan, bool forces) {
    bool has_conflict = false, can_force = true;
    for (const TreeChange& change : plan.changes) {
        if (change.conflict.empty() || (forces && !change.is_blocked)) continue;
        complain(fmt::format("will not {} `{}`: {}", verb(change.kind), quoted(change.file.path), change.conflict));
        has_conflict = true;
        can_force = can_force && !change.is_blocked;
    }
    if (has_conflict && can_force) complain("nothing was written; `--force` overwrites these files");
    else if (has_conflict) complain("nothing was written");
    return has_conflict;
}

/// Shows findings and problems; the exit code when nothing can be generated.
static std::optional<int> report(const Generated& generated, const GlobalOptions& options) {
    Report shown = make_report(generated.analysis, std::filesystem::current_path());
    shown.has_color = wants_color(options.color, STDERR_FILENO);
    if (!generated.analysis.diagnostics.empty()) fmt::print(stderr, "{}", render_text(shown));
    const SourceMap& sources = *generated.analysis.sources;
    for (const Label& problem : generated.problems) {
        const Position at = sources.lines(problem.span.file).position(problem.span.begin, Encoding::code_points);
        complain(fmt::format("{}:{}:{}: {}", quoted(sources.path(problem.span.file).string()), at.line + 1, at.column + 1, problem.text));
    }
    for (const std::string& fault : generated.faults) complain("in what would be generated: " + fault);
    if (!generated.faults.empty()) complain("this is a mistake of stackc, not yours: please report it");
    if (!generated.refusal.empty()) complain(generated.refusal);
    if (generated.is_done() && !generated.analysis.has_unreadable) return std::nullopt;
    return generated.has_errors() && !generated.analysis.has_unreadable ? exit_findings : exit_failed;
}

static void tell_what_next(const GenerateArguments& arguments, const Generated& generated, Layout layout, const GlobalOptions& options) {
    if (options.quiet) return;
    const std::string folder = quoted(arguments.folder);
    if (layout != Layout::standalone) {
        fmt::print("Written to {}: copy it over / of the machine, then run systemd-sysusers, systemd-tmpfiles --create, supervisorctl update and nginx -s reload.\n", folder);
        return;
    }
    fmt::print("Start it with: supervisord -n -c {}/supervisord.conf\n", folder);
    if (!generated.urls.empty()) fmt::print("Then open {}\n", quoted(generated.urls.front()));
}

static int run(const GenerateArguments& arguments, const GlobalOptions& options) {
    const std::optional<Layout> layout = parse_layout(arguments.layout);
    if (!layout) {
        complain(fmt::format("layout `{}` is not known; there are debian, rhel and standalone", quoted(arguments.layout)));
        return exit_failed;
    }
    const DiskFileSystem disk;
    GenerateOptions wanted;
    wanted.description = std::filesystem::absolute(arguments.description).lexically_normal();
    wanted.folder = std::filesystem::absolute(arguments.folder).lexically_normal();
    if (!wanted.folder.has_filename()) wanted.folder = wanted.folder.parent_path();
    wanted.layout = *layout;
    wanted.host = arguments.host;
    wanted.profile = arguments.profile;
    wanted.has_ipv6 = machine_has_ipv6();
    wanted.maker = own_name();
    const Generated generated = generate(disk, wanted);
    if (const std::optional<int> code = report(generated, options)) return *code;

    const Result<TreePlan, IoError> plan = plan_tree(wanted.folder, generated.files, generated.manifest);
    if (!plan) {
        complain(fmt::format("cannot read `{}`: {}", quoted(plan.error().path.string()), plan.error().reason));
        return exit_failed;
    }
    if (arguments.checks || arguments.shows_diff) {
        std::string patch;
        for (const TreeChange& change : plan->changes) patch += diff_of(change);
        if (!print_out(patch)) return exit_failed;
        return arguments.checks && !plan->is_up_to_date() ? exit_findings : exit_done;
    }
    if (arguments.is_dry) {
        std::string list;
        for (const TreeChange& change : plan->changes) {
            list += fmt::format("{:<6} {}{}\n", verb(change.kind), quoted(change.file.path), change.conflict.empty() ? "" : fmt::format("  ({})", change.conflict));
        }
        return print_out(list) ? exit_done : exit_failed;
    }
    if (complain_about_conflicts(*plan, arguments.forces)) return exit_failed;
    if (const std::optional<IoError> error = write_tree(wanted.folder, *plan)) {
        complain(fmt::format("cannot write `{}`: {}; the files that were there are as they were", quoted(error->path.string()), error->reason));
        return exit_failed;
    }
    tell_what_next(arguments, generated, *layout, options);
    return exit_done;
}

static std::function<int()> declare_generate(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("generate", "Write the configuration files of a stack");
    auto arguments = std::make_shared<GenerateArguments>();
    command->add_option("FILE", arguments->description, "The description, a .stack file")->required()->type_name("");
    command->add_option("-o,--output", arguments->folder, "Write the tree to DIR")->type_name("DIR")->capture_default_str();
    command->add_option("--host", arguments->host, "Only the machine of that name")->type_name("NAME");
    command->add_option("--profile", arguments->profile, "Merge this profile of the description")->type_name("NAME");
    command->add_option("--layout", arguments->layout, "debian, rhel, or standalone: everything below DIR, run by one command")->type_name("LAYOUT")->capture_default_str();
    command->add_flag("--check", arguments->checks, "Write nothing; exit 1 with a diff if DIR differs");
    command->add_flag("--diff", arguments->shows_diff, "Write nothing; show what would change");
    command->add_flag("--dry-run", arguments->is_dry, "Write nothing; list what would be written");
    command->add_flag("--force", arguments->forces, "Overwrite files that stackc did not write or that were edited");
    command->footer("Examples:\n"
                    "  stackc generate shop.stack                              to build/stack, for Debian\n"
                    "  stackc generate shop.stack --layout standalone -o demo  to try it here, as yourself\n"
                    "  stackc generate shop.stack --check                      in CI: is build/stack up to date?");
    return [arguments, &options] { return run(*arguments, options); };
}

extern const Command generate{"generate", declare_generate};

}  // namespace stackc::commands
