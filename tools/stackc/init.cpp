// stackc init: a config file and a pre-commit entry for a repository.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/base/text.h"
#include "compiler/source/file_system.h"
#include "tools/session/write_file.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc::commands {

static constexpr std::string_view config_text = R"(# What stackc checks here; https://github.com/stackc/stackc

[lint]
# ignore = ["NGX"]            # ids, names or prefixes; `stackc rules` lists them
# fail-on = "warning"         # error, warning, info or never

[lint.severity]
# XST001 = "warning"

[lint.per-path-ignores]
# "legacy/*" = ["all"]

[files]
# exclude = ["vendor/*"]

[files.dialect]
# "*.tmpl" = "nginx"

[target]
# os = "debian 12"
# layout = "debian"           # debian, rhel or standalone

[target.map]
# "/etc/nginx" = "deploy/nginx"
)";

static constexpr std::string_view hook_text = R"(repos:
  - repo: https://github.com/stackc/stackc
    rev: v)" STACKC_VERSION R"(
    hooks:
      - id: stackc-lint
)";

/// Writes the file unless one is there, and says which.
static bool place(const Path& path, std::string_view text, const GlobalOptions& options) {
    if (DiskFileSystem().status(path).kind != FileKind::none) {
        if (!options.quiet) fmt::print(stderr, "{} is there already and stays as it is\n", quoted(path.string()));
        return true;
    }
    const std::optional<IoError> error = write_file(path, text);
    if (error) complain(fmt::format("cannot write `{}`: {}", quoted(path.string()), error->reason));
    else if (!options.quiet) fmt::print(stderr, "wrote {}\n", quoted(path.string()));
    return !error;
}

static int run_init(const Path& folder, const GlobalOptions& options) {
    const Path hooks = (folder / ".pre-commit-config.yaml").lexically_normal();
    const bool had_hooks = DiskFileSystem().status(hooks).kind != FileKind::none;
    if (!place((folder / "stackc.toml").lexically_normal(), config_text, options) || !place(hooks, hook_text, options)) return exit_failed;
    if (!had_hooks) return exit_done;
    // Putting lines into somebody's YAML could break it; the lines to add are shown instead.
    fmt::print(stderr, "to run stackc before each commit, add to it:\n");
    return print_out(hook_text.substr(hook_text.find('\n') + 1)) ? exit_done : exit_failed;
}

static std::function<int()> declare_init(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("init", "Write stackc.toml and a pre-commit entry for a repository");
    auto folder = std::make_shared<std::string>(".");
    command->add_option("FOLDER", *folder, "The repository's folder (default: the current one)")->type_name("");
    command->footer("Example:\n  stackc init");
    return [folder, &options] { return run_init(*folder, options); };
}

extern const Command init{"init", declare_init};

}  // namespace stackc::commands
