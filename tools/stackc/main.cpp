// The program: global options, the table of commands, exit codes.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>

#include "tools/stackc/command.h"

namespace stackc {

static int run(int argc, char** argv) {
    CLI::App program{"stackc checks the configuration files of a web deployment together, and writes them so that their ends meet."};
    program.name("stackc");
    program.set_version_flag("--version", "stackc " STACKC_VERSION);
    program.require_subcommand(1);
    program.fallthrough();
    program.footer("Examples:\n"
                   "  stackc lint                    check the current folder\n"
                   "  stackc lint deploy/            check a folder\n"
                   "  stackc generate shop.stack     write the files of a stack to build/stack\n"
                   "  stackc explain XST001          what a rule means and how to fix it\n"
                   "Exit codes: 0 done, nothing found; 1 findings; 2 the work could not be done.");
    GlobalOptions options;
    std::map<std::string, ColorChoice> colors{{"auto", ColorChoice::automatic}, {"always", ColorChoice::always}, {"never", ColorChoice::never}};
    program.add_option("--color", options.color, "When to use colours: auto, always or never (NO_COLOR is obeyed)")
        ->transform(CLI::CheckedTransformer(colors))->type_name("WHEN");
    program.add_flag("-q,--quiet", options.quiet, "Print findings only, no summary");
    program.add_option("--config", options.config, "Use FILE instead of the nearest stackc.toml")->type_name("FILE");

    std::map<CLI::App*, std::function<int()>> actions;
    for (const Command* command : commands::all()) {
        std::function<int()> action = command->declare(program, options);
        actions[program.get_subcommand(std::string(command->name))] = std::move(action);
    }
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = program.exit(error);
        return code == 0 ? exit_done : exit_failed;
    }
    for (CLI::App* chosen : program.get_subcommands()) return actions.at(chosen)();
    return exit_failed;
}

}  // namespace stackc

int main(int argc, char** argv) {
    try {
        return stackc::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "stackc: {}\n", error.what());
        return stackc::exit_failed;
    }
}
