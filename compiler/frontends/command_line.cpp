#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/mapped_text.h"

namespace stackc {

/// Whether a shell would replace something in the word. Quotes are gone by now, so that
/// `'$1'` counts too: better unknown than wrong.
static bool is_expanded_by_shell(std::string_view word) {
    return word.find_first_of("$`*?") != std::string_view::npos || word.starts_with('~');
}

std::vector<Argument> split_command(std::string_view text, Span span) {
    SplitWords split = split_words(MappedText(text, span));
    for (Argument& word : split.words)
        word.has_hole = word.has_hole || is_expanded_by_shell(word.text);
    return std::move(split.words);
}

static std::string base_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

/// `A=b` before a command.
static bool is_assignment(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                       [](char c) {
                           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                  (c >= '0' && c <= '9') || c == '_';
                       });
}

namespace {

/// A program that starts another one, and its options that take a value of their own.
struct Launcher {
    std::string_view name;
    std::string_view value_options;  // each as " -u "
    std::size_t operands = 0;        // words of its own before the command
    /// Where it says as whom the command runs: an option, or " " for its first operand.
    std::string_view user = {}, group = {};
};

/// Manual pages env(1), nice(1), ionice(1), sudo(8), runuser(1), su-exec, gosu, setpriv(1),
/// stdbuf(1), chrt(1), timeout(1), nohup(1), tini, dumb-init; `exec` and `command` of sh(1);
/// `setuser` of phusion/baseimage.
constexpr std::array launchers{
    Launcher{"env", " -u -C -S "},
    Launcher{"exec", " -a "},
    Launcher{"command", ""},
    Launcher{"nice", " -n "},
    Launcher{"ionice", " -c -n "},
    Launcher{"nohup", ""},
    Launcher{"sudo", " -u -g -h -p -C -r -t --user --group ", 0, " -u --user ", " -g --group "},
    Launcher{"runuser", " -u -g -G --user --group ", 0, " -u --user ", " -g --group "},
    Launcher{"gosu", "", 1, " "},
    Launcher{"su-exec", "", 1, " "},
    Launcher{"setuser", "", 1, " "},
    Launcher{"stdbuf", " -i -o -e "},
    Launcher{"chpst", " -u -U -b -e ", 0, " -u "},
    Launcher{"tini", " -e -p "},
    Launcher{"dumb-init", " -r "},
    Launcher{"authbind", ""},
    Launcher{"time", ""},
    Launcher{"newrelic-admin", "", 1},
    Launcher{"ddtrace-run", ""},
    Launcher{"opentelemetry-instrument", ""},
    Launcher{"setpriv", " --reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --selinux-label "
                        "--apparmor-profile ", 0, " --reuid ", " --regid "},
    Launcher{"timeout", " -k -s --kill-after --signal ", 1},
    Launcher{"catchsegv", ""},
    Launcher{"setsid", ""},
    Launcher{"unbuffer", ""},
};

/// Walks over launchers to the program that in the end runs.
class CommandWalk {
  public:
    explicit CommandWalk(std::span<const Argument> command)
        : words_(command.begin(), command.end()) {}

    ResolvedCommand resolve() {
        // Each step takes at least one word away, so that this ends.
        while (at_ < words_.size() && step()) {
        }
        return std::move(result_);
    }

  private:
    /// False when the program is found, or nothing more can be known.
    bool step() {
        const Argument& word = words_[at_];
        if (word.has_hole && word.text.find('/') == std::string::npos) return give_up();
        if (is_assignment(word.text)) {
            const std::size_t equals = word.text.find('=');
            result_.environment.push_back(
                {word.text.substr(0, equals),
                 word.has_hole ? Value<std::string>::unknown("set by a variable", word.span)
                               : Value<std::string>::known(word.text.substr(equals + 1), word.span),
                 {},
                 word.span});
            ++at_;
            return true;
        }
        const std::string name = base_name(word.text);
        if (result_.path.empty() && !is_launcher(name)) result_.path = word.text;
        if (name == "su" || (name == "runuser" && has_script())) return open_su();
        const auto launcher = std::find_if(launchers.begin(), launchers.end(),
                                           [&](const Launcher& one) { return one.name == name; });
        if (launcher != launchers.end()) return skip_launcher(*launcher);
        if (is_shell(name)) return open_shell();
        if (is_python(name)) return open_python(word);
        if (name == "poetry" || name == "pipenv" || name == "uv" || name == "conda")
            return open_runner(word);
        return found(name, word.span);
    }

    static bool is_launcher(std::string_view name) {
        return std::any_of(launchers.begin(), launchers.end(), [&](const Launcher& one) { return one.name == name; });
    }

    /// Whether the rest of the words has a `-c`.
    bool has_script() const {
        return std::any_of(words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end(),
                           [](const Argument& word) { return word.text == "-c" || word.text == "--command"; });
    }

    static Value<std::string> value_of(const Argument& word, std::string text) {
        return word.has_hole ? Value<std::string>::unknown("the command line has a variable here", word.span)
                             : Value<std::string>::known(std::move(text), word.span);
    }

    /// `deploy:www-data` names a group too.
    void set_user(const Argument& word, const std::string& text) {
        const std::size_t colon = text.find(':');
        result_.user = value_of(word, text.substr(0, colon));
        result_.group = colon == std::string::npos ? Value<std::string>::unknown("it is the user's own group", word.span)
                                                   : value_of(word, text.substr(colon + 1));
    }

    /// `su -s /bin/sh deploy -c "one command"` (su(1)): root where nobody is named.
    bool open_su() {
        const Argument su = words_[at_++];
        const Argument* user = nullptr;
        std::optional<Argument> script;
        for (; at_ < words_.size(); ++at_) {
            const Argument& word = words_[at_];
            const bool takes_value = word.text == "-s" || word.text == "--shell" || word.text == "-g" || word.text == "-G" || word.text == "-u";
            const bool is_script = word.text == "-c" || word.text == "--command" || (word.text.starts_with('-') && word.text.ends_with('c') && word.text.size() < 5);
            if (is_script && at_ + 1 < words_.size()) script = words_[++at_];
            else if (takes_value && at_ + 1 < words_.size()) ++at_;
            else if (!word.text.starts_with('-') && user == nullptr) user = &word;
        }
        if (user != nullptr) set_user(*user, user->text);
        else result_.user = Value<std::string>::known("root", su.span);
        if (!script) return found("su", su.span);
        return open_script(*script);
    }

    static bool is_shell(std::string_view name) {
        return name == "sh" || name == "bash" || name == "dash" || name == "ash" || name == "zsh";
    }
    static bool is_python(std::string_view name) {
        if (name.starts_with("python"))
            name.remove_prefix(6);
        else if (name.starts_with("pypy"))
            name.remove_prefix(4);
        else
            return false;
        return name.find_first_not_of("0123456789.") == std::string_view::npos;
    }

    bool skip_launcher(const Launcher& launcher) {
        ++at_;
        while (at_ < words_.size() && words_[at_].text.starts_with('-')) {
            const Argument option = words_[at_++];
            if (option.text == "--") break;
            const std::size_t equals = option.text.find('=');
            const std::string name = " " + option.text.substr(0, equals) + " ";
            const bool takes_next = equals == std::string::npos && launcher.value_options.find(name) != std::string_view::npos;
            const Argument& value = takes_next && at_ < words_.size() ? words_[at_] : option;
            const std::string text = takes_next ? value.text : equals == std::string::npos ? "" : option.text.substr(equals + 1);
            if (launcher.user.find(name) != std::string_view::npos) set_user(value, text);
            else if (launcher.group.find(name) != std::string_view::npos) result_.group = value_of(value, text);
            if (takes_next) ++at_;
        }
        if (launcher.name == "sudo" && result_.user.is_absent()) result_.user = Value<std::string>::by_default("root");
        if (launcher.user == " " && at_ < words_.size()) set_user(words_[at_], words_[at_].text);
        at_ = std::min(at_ + launcher.operands, words_.size());
        return true;
    }

    /// `sh -c "one command"` is that command; anything more needs a shell's mind.
    bool open_shell() {
        const Span shell = words_[at_].span;
        std::size_t next = at_ + 1;
        bool is_command = false;
        for (; next < words_.size() && words_[next].text.starts_with('-') &&
               words_[next].text.size() > 1;
             ++next) {
            const std::string& option = words_[next].text;
            if (!option.starts_with("--") && option.find('c') != std::string::npos)
                is_command = true;
        }
        if (!is_command || next >= words_.size())
            return found(base_name(words_[at_].text), shell), result_.is_certain = false;
        return open_script(Argument(words_[next]));
    }

    bool open_script(const Argument& script) {
        if (!result_.script) result_.script = script;
        std::vector<Argument> inner = last_command(script);
        if (inner.empty()) return give_up();
        result_.path.clear();
        words_ = std::move(inner);
        at_ = 0;
        return true;
    }

    /// The last of commands joined by `&&` or `;`: what stays in the foreground.
    std::vector<Argument> last_command(const Argument& script) {
        if (script.text.find_first_of("|()<>{}\n") != std::string::npos) result_.is_certain = false;
        if (script.has_hole) result_.is_certain = false;
        // The quotes around the script are not part of its text.
        Span inside = script.span;
        if (inside.size() == script.text.size() + 2) ++inside.begin, --inside.end;
        std::vector<Argument> words = split_command(script.text, inside);
        std::size_t begin = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            std::string& text = words[i].text;
            const bool is_joint =
                text == "&&" || text == "||" || text == ";" || text == "|" || text == "&";
            const bool ends_command = !is_joint && text.ends_with(';');
            if (ends_command) text.pop_back();
            if ((is_joint || ends_command) && i + 1 < words.size()) {
                begin = i + 1;
                result_.is_certain = false;
            }
        }
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(begin));
        return words;
    }

    /// `python -m daphne` is daphne, `python /srv/venv/bin/gunicorn` gunicorn; other scripts and
    /// modules go by their own name.
    bool open_python(const Argument& python) {
        std::size_t next = at_ + 1;
        while (next < words_.size() && words_[next].text.starts_with('-')) {
            const std::string& option = words_[next].text;
            if (option == "-m" && next + 1 < words_.size()) {
                std::string module = words_[next + 1].text;
                module = module.substr(0, module.find('.'));
                const Span span = words_[next + 1].span;
                at_ = next + 1;
                return found(module, span);
            }
            next += option == "-W" || option == "-X" ? 2 : 1;
        }
        if (next >= words_.size()) return found(base_name(python.text), python.span);
        const Argument script = words_[next];
        at_ = next;
        return found(base_name(script.text), script.span);
    }

    bool open_runner(const Argument& runner) {
        if (at_ + 1 >= words_.size() || words_[at_ + 1].text != "run")
            return found(base_name(runner.text), runner.span);
        at_ += 2;
        while (at_ < words_.size() && words_[at_].text.starts_with('-')) {
            const std::string& option = words_[at_++].text;
            if (option == "-n" || option == "-p" || option == "--name" || option == "--prefix")
                ++at_;
        }
        return true;
    }

    bool found(std::string name, Span span) {
        result_.program = std::move(name);
        result_.program_span = span;
        if (at_ + 1 < words_.size()) {
            result_.arguments.assign(words_.begin() + static_cast<std::ptrdiff_t>(at_) + 1,
                                     words_.end());
        }
        return false;
    }

    bool give_up() {
        result_.is_certain = false;
        return false;
    }

    std::vector<Argument> words_;
    std::size_t at_ = 0;
    ResolvedCommand result_;
};

}  // namespace

ResolvedCommand resolve_command(std::span<const Argument> command) {
    return CommandWalk(command).resolve();
}

}  // namespace stackc
