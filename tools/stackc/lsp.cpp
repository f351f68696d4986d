// stackc lsp: the language server on standard input and output.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/base/text.h"
#include "tools/lsp/loop.h"
#include "tools/session/config.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc::commands {

static int run_server(const GlobalOptions& options) {
    const DiskFileSystem disk;
    const Path named = options.config.empty() ? Path{} : std::filesystem::absolute(options.config);
    if (!named.empty() && !disk.read(named)) {
        complain(fmt::format("cannot read `{}`", quoted(options.config)));
        return exit_failed;
    }
    const auto options_for = [&](const FileSystem& files, const Path& folder) {
        if (named.empty()) return load_config(files, folder).session;
        auto text = files.read(named);
        return text ? read_config(named, *std::move(text)).session : SessionOptions{};
    };
    stackc::lsp::Server server(disk, options_for);
    return stackc::lsp::run(server, STDIN_FILENO, STDOUT_FILENO);
}

static std::function<int()> declare_lsp(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("lsp", "Language server on standard input and output");
    command->footer("Editors start it; docs/editors.md says how. It ends with exit code 0 when the editor\n"
                    "asked it to shut down, else with 1.");
    // Editors add these on their own; standard input and output are the only way there is.
    auto is_ignored = std::make_shared<bool>(false);
    command->add_flag("--stdio", *is_ignored, "Talk over standard input and output (always so)");
    auto client = std::make_shared<std::string>();
    command->add_option("--clientProcessId", *client)->group("");
    return [is_ignored, client, &options] { return run_server(options); };
}

extern const Command lsp{"lsp", declare_lsp};

}  // namespace stackc::commands
