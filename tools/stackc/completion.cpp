// stackc completion: scripts for shells, made from the declared commands and options.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/base/text.h"
#include "tools/session/session.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc::commands {

namespace {

/// An option as a shell needs to know it.
struct OptionWords {
    std::vector<std::string> names;  // with their dashes
    std::string description;
    bool takes_value = false;
    std::vector<std::string> values;  // what it takes, where that is a closed list
    bool takes_folder = false;
};

struct CommandWords {
    std::string name;
    std::string description;
    std::vector<OptionWords> options;
};

/// The `a`, `b` of a type such as `FORMAT:{a,b}`, which CLI11 derives from the checks.
std::vector<std::string> listed_values(const std::string& type) {
    const std::size_t open = type.find('{');
    const std::size_t close = type.find('}', open);
    std::vector<std::string> values;
    if (open == std::string::npos || close == std::string::npos) return values;
    for (const std::string_view value : split(std::string_view(type).substr(open + 1, close - open - 1), ',')) values.emplace_back(value);
    return values;
}

std::vector<std::string> values_of(const std::string& type) {
    std::vector<std::string> values = listed_values(type);
    if (type == "DIALECT") {
        for (const Frontend* frontend : frontends::all()) values.emplace_back(frontend->name);
    }
    if (type == "RULES") {
        for (const RuleEntry& entry : rules::all()) values.emplace_back(entry.id);
    }
    return values;
}

OptionWords words_of(const CLI::Option& option) {
    OptionWords words;
    for (const std::string& name : option.get_lnames()) words.names.push_back("--" + name);
    for (const std::string& name : option.get_snames()) words.names.push_back("-" + name);
    words.description = option.get_description();
    words.takes_value = option.get_items_expected_max() > 0;
    const std::string type = option.get_type_name();
    words.values = values_of(type);
    words.takes_folder = type == "DIR";
    return words;
}

std::vector<OptionWords> options_of(const CLI::App& app) {
    std::vector<OptionWords> options;
    for (const CLI::Option* option : app.get_options()) {
        if (!option->nonpositional()) continue;
        options.push_back(words_of(*option));
    }
    return options;
}

/// The options that may follow any command.
std::vector<OptionWords> common_options(const CLI::App& program) {
    std::vector<OptionWords> options = options_of(program);
    std::erase_if(options, [](const OptionWords& option) { return option.names.front() == "--help" || option.names.front() == "--version"; });
    return options;
}

std::vector<CommandWords> commands_of(const CLI::App& program) {
    std::vector<CommandWords> commands;
    for (const CLI::App* each : program.get_subcommands([](const CLI::App*) { return true; })) {
        commands.push_back({each->get_name(), each->get_description(), options_of(*each)});
    }
    return commands;
}

std::string names(const std::vector<OptionWords>& options) {
    std::vector<std::string> all;
    for (const OptionWords& option : options) all.insert(all.end(), option.names.begin(), option.names.end());
    return join(all, " ");
}

/// Text inside single quotes of a shell.
std::string single_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string for_bash(const CLI::App& program) {
    std::vector<std::string> command_names;
    std::string cases;
    std::string values;
    const std::vector<OptionWords> common = common_options(program);
    const auto add_values = [&](const std::string& command, const std::vector<OptionWords>& options) {
        for (const OptionWords& option : options) {
            if (!option.takes_value) continue;
            std::vector<std::string> patterns;
            for (const std::string& name : option.names) patterns.push_back(command + ":" + name);
            const std::string reply = !option.values.empty() ? fmt::format("COMPREPLY=($(compgen -W {} -- \"$current\"))", single_quoted(join(option.values, " ")))
                                      : option.takes_folder  ? "COMPREPLY=($(compgen -d -- \"$current\"))"
                                                             : "COMPREPLY=($(compgen -f -- \"$current\"))";
            values += fmt::format("        {}) {}; return ;;\n", join(patterns, "|"), reply);
        }
    };
    add_values("*", common);
    for (const CommandWords& command : commands_of(program)) {
        command_names.push_back(command.name);
        cases += fmt::format("        {}) options={} ;;\n", command.name, single_quoted(names(command.options) + " " + names(common)));
        add_values(command.name, command.options);
    }
    return fmt::format(R"(# bash completion for stackc. To use it:
#   stackc completion bash > ~/.local/share/bash-completion/completions/stackc
_stackc() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command='' word options=''
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in -*) ;; *) command=$word; break ;; esac
    done
    case $command:$previous in
{}    esac
    case $command in
        '') options={} ;;
{}    esac
    if [[ $current == -* || -z $command ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}}
complete -o filenames -F _stackc stackc
)",
                       values, single_quoted(join(command_names, " ") + " " + names(options_of(program))), cases);
}

/// `'(-o --output)'{-o,--output}'[what it does]:value:(a b)'` for zsh's _arguments.
std::string zsh_option(const OptionWords& option) {
    std::string description;
    for (const char c : option.description) description += c == '[' || c == ']' || c == ':' ? std::string("\\") + c : std::string(1, c);
    std::string action;
    if (option.takes_value) {
        action = !option.values.empty() ? ":value:(" + join(option.values, " ") + ")" : option.takes_folder ? ":folder:_files -/" : ":value:_files";
    }
    const std::string tail = single_quoted("[" + description + "]" + action);
    std::vector<std::string> spelled = option.names;
    for (std::string& name : spelled) {
        if (option.takes_value) name += name.starts_with("--") ? "=" : "+";
    }
    if (spelled.size() == 1) return spelled.front() + tail;
    return fmt::format("'({})'{{{}}}{}", join(option.names, " "), join(spelled, ","), tail);
}

std::string zsh_options(const std::vector<OptionWords>& options) {
    std::string out;
    for (const OptionWords& option : options) out += fmt::format(" \\\n                {}", zsh_option(option));
    return out;
}

std::string for_zsh(const CLI::App& program) {
    std::string descriptions;
    std::string cases;
    const std::vector<OptionWords> common = common_options(program);
    for (const CommandWords& command : commands_of(program)) {
        descriptions += fmt::format("        {}\n", single_quoted(command.name + ":" + command.description));
        cases += fmt::format("            {}) _arguments{}{} '*:file:_files' ;;\n", command.name, zsh_options(command.options), zsh_options(common));
    }
    return fmt::format(R"(#compdef stackc
# zsh completion for stackc. Put it as _stackc into a folder of $fpath.
_stackc() {{
    local -a commands=(
{}    )
    local state line
    _arguments -C '1:command:->command' '*::argument:->argument'{}
    case $state in
        command) _describe command commands ;;
        argument)
            case $line[1] in
{}            esac ;;
    esac
}}
_stackc "$@"
)",
                       descriptions, zsh_options(options_of(program)), cases);
}

std::string fish_option(const OptionWords& option, std::string_view condition) {
    std::string out = fmt::format("complete -c stackc {}", condition);
    for (const std::string& name : option.names) {
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (!option.values.empty()) out += " -x -a " + single_quoted(join(option.values, " "));
    else if (option.takes_folder) out += " -x -a '(__fish_complete_directories)'";
    else if (option.takes_value) out += " -r";
    return out + " -d " + single_quoted(option.description) + "\n";
}

std::string for_fish(const CLI::App& program) {
    std::string out = "# fish completion for stackc. To use it:\n#   stackc completion fish > ~/.config/fish/completions/stackc.fish\n";
    for (const OptionWords& option : options_of(program)) out += fish_option(option, "");
    for (const CommandWords& command : commands_of(program)) {
        out += fmt::format("complete -c stackc -n __fish_use_subcommand -f -a {} -d {}\n", command.name, single_quoted(command.description));
        const std::string condition = fmt::format("-n '__fish_seen_subcommand_from {}'", command.name);
        for (const OptionWords& option : command.options) out += fish_option(option, condition);
    }
    return out;
}

}  // namespace

static std::function<int()> declare_completion(CLI::App& program, const GlobalOptions&) {
    CLI::App* command = program.add_subcommand("completion", "Print a script that completes stackc's commands in a shell");
    auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash, zsh or fish")->required()->type_name("")->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->footer("Examples:\n"
                    "  stackc completion bash > ~/.local/share/bash-completion/completions/stackc\n"
                    "  stackc completion zsh > ~/.zfunc/_stackc\n"
                    "  stackc completion fish > ~/.config/fish/completions/stackc.fish");
    return [shell, &program] {
        const std::string script = *shell == "bash" ? for_bash(program) : *shell == "zsh" ? for_zsh(program) : for_fish(program);
        return print_out(script) ? exit_done : exit_failed;
    };
}

extern const Command completion{"completion", declare_completion};

}  // namespace stackc::commands
