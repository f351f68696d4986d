// stackc parse: the syntax tree of one file as JSON.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/base/text.h"
#include "tools/session/report.h"
#include "tools/stackc/command.h"
#include "tools/stackc/crossplane_support.h"
#include "tools/stackc/output_support.h"
#include "tools/stackc/tree_support.h"
#include "tools/stackc/workspace_support.h"

namespace stackc::commands {

namespace {
struct ParseArguments {
    WorkspaceArguments workspace;
    std::string file;
    std::string format = "tree";
    CrossplaneOptions crossplane;
};
}  // namespace

/// The findings of the parser, on standard error.
static void talk(const SourceFile& file, std::vector<Diagnostic> diagnostics, const GlobalOptions& options) {
    SourceMap sources;
    sources.set(file.path, std::string(file.text()));
    for (Diagnostic& diagnostic : diagnostics) diagnostic.severity = rule_info(diagnostic.rule).severity;
    Report report{.sources = sources, .diagnostics = diagnostics};
    report.folder = std::filesystem::current_path();
    report.rule = rule_info;
    report.has_color = wants_color(options.color, 2);
    fmt::print(stderr, "{}", find_renderer("text")->render(report));
}

static int run_parse(ParseArguments& arguments, const GlobalOptions& options) {
    arguments.workspace.paths = {arguments.file};
    std::optional<WorkspaceSetup> setup = set_up_workspace(arguments.workspace, options);
    if (!setup) return exit_failed;
    const Path& path = setup->roots.front();
    auto text = setup->files->read(path);
    if (!text) {
        complain(fmt::format("cannot read `{}`: {}", quoted(arguments.file), text.error().reason));
        return exit_failed;
    }
    const SourceFile file{FileId{0}, path, std::make_shared<const SourceText>(*std::move(text))};
    const SessionOptions& session = setup->config.session;
    const Frontend* frontend = session.forced_dialect.empty() ? claim(file, session) : find_frontend(session.forced_dialect);
    if (frontend == nullptr) {
        complain(fmt::format("`{}` is in no dialect that stackc knows; name it with `--as`", quoted(arguments.file)));
        return exit_failed;
    }
    std::vector<Diagnostic> diagnostics;
    Reporter report(diagnostics);
    const Document document = frontend->parse(file, report);
    const std::string shown = shown_path(path, std::filesystem::current_path());
    if (!diagnostics.empty() && !options.quiet) talk(file, std::move(diagnostics), options);
    if (arguments.format == "crossplane") {
        const Crossplane payload = crossplane_json(*setup->files, *frontend, path, arguments.file, arguments.crossplane);
        if (!print_out(payload.json)) return exit_failed;
        return payload.has_errors ? exit_findings : exit_done;
    }
    if (!print_out(tree_json(document, shown))) return exit_failed;
    return document.has_errors() ? exit_findings : exit_done;
}

static std::function<int()> declare_parse(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("parse", "Print the syntax tree of a file as JSON");
    auto arguments = std::make_shared<ParseArguments>();
    command->add_option("FILE", arguments->file, "A file, or `-` for standard input")->required()->type_name("");
    command->add_option("--as", arguments->workspace.dialect, "Read the file as DIALECT")->type_name("DIALECT");
    command->add_option("--stdin-path", arguments->workspace.stdin_path, "Where the text of standard input belongs")->type_name("NAME");
    command->add_option("--format", arguments->format, "tree: every node with its place; crossplane: the form of nginx's crossplane")
        ->type_name("FORMAT")->check(CLI::IsMember({"tree", "crossplane"}));
    command->add_flag("--comments", arguments->crossplane.has_comments, "With crossplane: comments as directives named `#`");
    command->add_flag("--single-file", arguments->crossplane.is_single, "With crossplane: included files are not read");
    command->footer("Examples:\n"
                    "  stackc parse deploy/nginx.conf\n"
                    "  stackc parse - --as uwsgi < app.ini\n"
                    "  stackc parse --format crossplane nginx.conf\n"
                    "Exit codes: 0 read; 1 read, with syntax errors; 2 not read.");
    return [arguments, &options] { return run_parse(*arguments, options); };
}

extern const Command parse{"parse", declare_parse};

}  // namespace stackc::commands
