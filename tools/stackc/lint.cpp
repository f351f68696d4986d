#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/session/session.h"
#include "tools/stackc/command.h"

namespace stackc::commands {

namespace {
struct LintArguments {
    std::vector<std::string> paths{"."};
};
}  // namespace

static std::function<int()> declare_lint(CLI::App& program, const GlobalOptions&) {
    CLI::App* command = program.add_subcommand("lint", "Check a tree, files, or standard input");
    auto arguments = std::make_shared<LintArguments>();
    command->add_option("PATH", arguments->paths, "Folders and files; `-` for standard input");
    return [arguments] {
        const DiskFileSystem disk;
        Session session(disk, {});
        std::vector<Path> roots(arguments->paths.begin(), arguments->paths.end());
        const Analysis analysis = session.analyse(roots);
        for (const Diagnostic& diagnostic : analysis.diagnostics) {
            fmt::print("{}: {} [{}]\n", analysis.sources->path(diagnostic.primary.span.file).string(), diagnostic.primary.text, diagnostic.rule);
        }
        return analysis.diagnostics.empty() ? exit_done : exit_findings;
    };
}

extern const Command lint{"lint", declare_lint};

}  // namespace stackc::commands
