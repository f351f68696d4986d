// The program: global options, the table of commands, exit codes.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <span>
#include <sstream>

#include "compiler/base/text.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc {

/// Every name that `command` takes there: its options, those of the program, and subcommands.
static std::vector<std::string> known_words(const CLI::App& program, const CLI::App& command, bool are_options) {
    std::vector<std::string> words;
    for (const CLI::App* app : {&command, &program}) {
        for (const CLI::Option* option : app->get_options()) {
            if (!are_options) break;
            for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
        }
    }
    if (are_options) return words;
    for (const CLI::App* each : program.get_subcommands([](const CLI::App*) { return true; })) words.push_back(each->get_name());
    return words;
}

static std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const std::optional<std::string_view> guess = nearest(word, candidates);
    return guess ? fmt::format("; did you mean `{}`?", *guess) : std::string();
}

/// Says what is wrong with the command line, and where to read on.
static int refuse(const CLI::App& program, const CLI::ParseError& error, std::span<char* const> words) {
    const std::vector<CLI::App*> chosen = program.get_subcommands();
    const CLI::App& command = chosen.empty() ? program : *chosen.front();
    std::string message = error.what();
    const std::string help = chosen.empty() ? "stackc --help" : fmt::format("stackc {} --help", command.get_name());
    // What CLI11 could not place: the first word that is an option, else the first word.
    std::vector<std::string> extras = command.remaining();
    if (extras.empty()) extras = program.remaining();
    if (chosen.empty() && extras.empty() && words.size() < 2) message = "name a command";
    if (!extras.empty()) {
        const bool is_option = extras.front().starts_with('-');
        const std::string name = extras.front().substr(0, extras.front().find('='));
        const std::string_view kind = is_option ? "option" : chosen.empty() ? "command" : "argument";
        const bool has_guesses = is_option || chosen.empty();
        message = fmt::format("unknown {} `{}`{}", kind, quoted(name),
                              has_guesses ? did_you_mean(name, known_words(program, command, is_option)) : "");
    }
    fmt::print(stderr, "stackc: {}\nsee `{}`\n", message, help);
    return exit_failed;
}

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
    std::string color = "auto";
    program.add_option("--color", color, "When to use colours: auto, always or never (NO_COLOR is obeyed)")
        ->type_name("WHEN")->check(CLI::IsMember({"auto", "always", "never"}));
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
        if (error.get_exit_code() != 0) return refuse(program, error, {argv, static_cast<std::size_t>(argc)});
        // --help and --version
        std::ostringstream out;
        program.exit(error, out, out);
        return print_out(out.str()) ? exit_done : exit_failed;
    }
    if (color != "auto") options.color = color == "always" ? ColorChoice::always : ColorChoice::never;
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
