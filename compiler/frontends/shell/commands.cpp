// The commands of a script that change what comes after them, and those that start something.
#include <algorithm>
#include <array>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/frontends/shell/expansion.h"
#include "compiler/frontends/shell/script.h"
#include "compiler/graph/places.h"

namespace stackc::shell {

static std::string base_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

template <std::size_t N>
static bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

static bool is_shell(std::string_view name) {
    static constexpr std::array<std::string_view, 6> shells{"sh", "bash", "dash", "ash", "zsh", "ksh"};
    return is_one_of(name, shells);
}

static Value<std::string> value_of(const Argument& word) {
    return word.has_hole ? Value<std::string>::unknown("only running the script tells it", word.span) : Value<std::string>::known(word.text, word.span);
}

/// `path` where the shell stands; unknown where that is not known.
static Value<std::string> place_of(const Argument& word, const Value<std::string>& directory) {
    if (word.has_hole) return value_of(word);
    if (word.text.starts_with('/')) return Value<std::string>::known(normal_path(word.text), word.span);
    if (!directory.is_known() || word.text.empty()) return Value<std::string>::unknown("it is relative to a folder that is not known", word.span);
    return Value<std::string>::known(join_path(*directory, word.text), word.span);
}

/// The words that are no options.
static std::vector<const Argument*> operands_of(std::span<const Argument> words) {
    std::vector<const Argument*> found;
    for (const Argument& word : words.subspan(1)) {
        if (!word.text.starts_with('-') || word.text == "-") found.push_back(&word);
    }
    return found;
}

// -------------------------------------------------------------------------------- built in

Follower::Status Follower::run_command(std::vector<Argument> words, const std::vector<EnvVariable>& before) {
    if (const std::optional<Status> status = builtin(words, before)) return *status;
    const auto function = words[0].has_hole ? functions_.end() : functions_.find(words[0].text);
    if (function == functions_.end()) return external(words, before, false);
    if (nesting_ >= most_depth_of_calls) {
        give_up();
        return Status::unknown;
    }
    const Function called = function->second;
    std::vector<Argument> outer_arguments = std::exchange(state_.arguments, {words.begin() + 1, words.end()});
    const bool knew_arguments = std::exchange(state_.knows_arguments, true);
    const auto outer_source = std::exchange(source_, called.source);
    const std::size_t outer_at = std::exchange(at_, called.at);
    const bool may_have_been_over = may_be_over_;
    const bool outer_returns = std::exchange(returns_, false);
    nesting_ += 4;
    const Status status = command();
    nesting_ -= 4;
    if (returns_) is_over_ = false;
    if (has_returned_perhaps_ && !may_have_been_over) may_be_over_ = false;
    has_returned_perhaps_ = false;
    returns_ = outer_returns;
    source_ = outer_source;
    at_ = outer_at;
    state_.arguments = std::move(outer_arguments);
    state_.knows_arguments = knew_arguments;
    return status;
}

std::optional<Follower::Status> Follower::builtin(const std::vector<Argument>& words, const std::vector<EnvVariable>& before) {
    if (words[0].has_hole) return std::nullopt;
    const std::string& name = words[0].text;
    const std::span<const Argument> rest = std::span(words).subspan(1);
    static constexpr std::array<std::string_view, 19> idle{"echo", "printf", "trap", "wait", "ulimit", "alias", "shopt", "kill", "sleep", "break", "continue",
                                                           "hash", "type",   "umask", "jobs",   "disown", "fg",   "bg",    "let"};
    if (name == "true" || name == ":") return Status::yes;
    if (name == "false") return Status::no;
    if (name == "test") return test(rest);
    if (name == "[") return test(rest.first(rest.empty() ? 0 : rest.size() - 1));
    if (name == "exec") {
        if (rest.empty()) return Status::yes;
        const Status status = external({rest.begin(), rest.end()}, before, true);
        is_over_ = true;
        return status;
    }
    if (name == "exit" || name == "return") return leave(words), Status::unknown;
    if (name == "cd" || name == "pushd") return change_folder(words), Status::likely;
    if (name == "popd") return state_.directory = Value<std::string>::unknown("the script goes back", words[0].span), Status::likely;
    if (name == "set") return set_options(words), Status::yes;
    if (name == "export" || name == "readonly" || name == "declare" || name == "typeset" || name == "local") return declare(words, name == "export"), Status::yes;
    if (name == "unset") {
        for (const Argument& word : rest) state_.take_out(word.text);
        return Status::yes;
    }
    if (name == "shift") {
        const std::uint64_t count = rest.empty() ? 1 : parse_number(rest[0].text).value_or(0);
        if (count == 0 || count > state_.arguments.size()) state_.knows_arguments = state_.knows_arguments && !rest.empty() && rest[0].text == "0";
        else state_.arguments.erase(state_.arguments.begin(), state_.arguments.begin() + static_cast<std::ptrdiff_t>(count));
        return Status::yes;
    }
    if (name == "." || name == "source") return include(words), Status::likely;
    if (name == "eval") return state_.forget_variables(words[0].span), give_up(), Status::unknown;
    if (name == "read" || name == "mapfile" || name == "getopts") {
        for (const Argument* word : operands_of(words)) {
            MappedText any(word->span);
            any.append_unknown("", word->span, "it is read while the script runs");
            state_.set(word->text, std::move(any));
        }
        return Status::unknown;
    }
    if (name == "umask" && rest.size() == 1) {
        std::uint32_t bits = 0;
        bool is_octal = !rest[0].text.empty() && rest[0].text.size() < 6 && !rest[0].has_hole;
        for (const char c : rest[0].text) {
            is_octal = is_octal && c >= '0' && c <= '7';
            bits = bits * 8 + static_cast<std::uint32_t>(c - '0');
        }
        state_.umask = is_octal ? Value<Mode>::known(Mode{bits & 0777u}, rest[0].span) : Value<Mode>::unknown("it is not known", rest[0].span);
        return Status::yes;
    }
    if (name == "mkdir" || name == "install") note_made(words);
    if (name == "chown") note_owner(words);
    if (name == "chmod") note_mode(words);
    if (is_one_of(name, idle)) return last_.clear(), Status::likely;
    return std::nullopt;
}

/// `[ … ]` where both sides are known: test(1).
Follower::Status Follower::test(std::span<const Argument> words) const {
    bool is_negated = false;
    while (!words.empty() && words[0].text == "!" && !words[0].has_hole) {
        is_negated = !is_negated;
        words = words.subspan(1);
    }
    const auto answer = [&](bool holds) { return holds != is_negated ? Status::yes : Status::no; };
    const auto is_known = [&](std::size_t i) { return !words[i].has_hole; };
    if (words.empty()) return answer(false);
    if (words.size() == 1) return is_known(0) ? answer(!words[0].text.empty()) : Status::unknown;
    if (words.size() == 2 && is_known(0) && is_known(1)) {
        if (words[0].text == "-z") return answer(words[1].text.empty());
        if (words[0].text == "-n") return answer(!words[1].text.empty());
    }
    if (words.size() == 3 && is_known(0) && is_known(1) && is_known(2)) {
        if (words[1].text == "=" || words[1].text == "==") return answer(words[0].text == words[2].text);
        if (words[1].text == "!=") return answer(words[0].text != words[2].text);
    }
    return Status::unknown;
}

void Follower::leave(std::span<const Argument> words) {
    is_over_ = true;
    if (words[0].text == "return") {
        returns_ = true;
        has_returned_perhaps_ = mode_ == Course::maybe;
        has_failed_ = true;  // the script goes on after it
        return;
    }
    has_failed_ = words.size() > 1 && words[1].text != "0";
}

void Follower::change_folder(std::span<const Argument> words) {
    const std::vector<const Argument*> operands = operands_of(words);
    if (operands.size() == 1 && operands[0]->text != "-") state_.directory = place_of(*operands[0], state_.directory);
    else state_.directory = Value<std::string>::unknown("it is somebody's home", words[0].span);
}

void Follower::set_options(std::span<const Argument> words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i].text;
        if (word == "--" || (!word.starts_with('-') && !word.starts_with('+'))) {
            const auto first = words.begin() + static_cast<std::ptrdiff_t>(i) + (word == "--" ? 1 : 0);
            state_.arguments.assign(first, words.end());
            constexpr std::size_t most_arguments = 10'000;
            if (state_.arguments.size() > most_arguments) state_.arguments.clear(), state_.knows_arguments = false;
            else state_.knows_arguments = std::none_of(first, words.end(), [](const Argument& one) { return one.has_hole; });
            return;
        }
        const bool is_named = word == "-o" || word == "+o";
        const bool is_all = is_named ? i + 1 < words.size() && words[i + 1].text == "allexport" : word.find('a') != std::string::npos;
        if (is_all) state_.exports_all = word[0] == '-';
        if (is_named) ++i;
    }
}

/// What is assigned in it was taken already.
void Follower::declare(std::span<const Argument> words, bool exports) {
    for (const Argument& word : words.subspan(1)) {
        if (word.text.starts_with('-')) {
            exports = exports || word.text.find('x') != std::string::npos;
            continue;
        }
        if (word.has_hole) {
            state_.knows_all_variables = false;  // `export $(cat .env)`
            continue;
        }
        // `export $LINE`: a value that is an assignment.
        const std::size_t name = assigned_name(word.text);
        if (name > 0) {
            MappedText value(word.span);
            value.append_replaced(word.text.substr(name + 1), word.span);
            state_.set(word.text.substr(0, name), std::move(value));
        }
        const auto known = state_.variables.find(name > 0 ? word.text.substr(0, name) : word.text);
        if (known != state_.variables.end()) known->second.is_exported = known->second.is_exported || exports;
    }
}

// -------------------------------------------------------------------------------- other files

/// A virtualenv's `bin/activate` puts its programs first; another script is followed in place.
void Follower::include(std::span<const Argument> words) {
    if (words.size() < 2) return;
    const Argument& file = words[1];
    const std::string name = base_name(file.text);
    if (name.starts_with("activate")) {
        const Value<std::string> path = place_of(file, state_.directory);
        if (path.is_known() && path->ends_with("/bin/" + name)) {
            state_.venv = Value<std::string>::known(path->substr(0, path->size() - name.size() - 5), file.span);
            MappedText venv(file.span);
            venv.append_replaced(*state_.venv, file.span);
            state_.set_exported("VIRTUAL_ENV", std::move(venv));
        } else {
            state_.venv = Value<std::string>::unknown("only running the script tells it", file.span);
        }
        return;
    }
    const Value<std::string> path = place_of(file, state_.directory);
    const std::shared_ptr<const Document> script = path.is_known() && nesting_ < most_depth_of_calls ? open(*path) : nullptr;
    if (script == nullptr) {
        if (!path.is_known() || !include_variables(*path)) state_.forget_variables(file.span);
        return;
    }
    const Span whole{script->file(), 0, static_cast<std::uint32_t>(script->text().size())};
    nesting_ += 4;
    follow(std::make_shared<Source>(Source{MappedText(script->text(), whole), tokenize(script->text()), true}));
    nesting_ -= 4;
}

/// A file of variables that the workspace holds.
bool Follower::include_variables(const std::string& path) {
    const std::vector<std::string> bases{"."};
    bool is_read = false;
    for (const auto& document : workspace_.resolve(path, false, from_, bases).documents) {
        if (document->dialect() != "env") continue;
        is_read = true;
        for (const Node& node : document->nodes()) {
            if (node.kind != NodeKind::statement) continue;
            const std::span<const Word> values = document->args(node);
            MappedText value(node.span);
            if (!values.empty() && values[0].has_hole) value.append_unknown(values[0].value, values[0].span, "it holds a variable");
            else if (!values.empty()) value.append_replaced(values[0].value, values[0].span);
            state_.set(node.name.value, std::move(value));
        }
    }
    return is_read;
}

std::shared_ptr<const Document> Follower::open(const std::string& path) const {
    const std::vector<std::string> bases{"."};
    if (container_ != nullptr) {
        if (const std::optional<std::string> here = workspace_path(*container_, path)) return workspace_.open(*here, "shell", from_, bases);
    }
    return workspace_.open(path, "shell", from_, bases);
}

// --------------------------------------------------------------------------------- folders

void Follower::note_made(std::span<const Argument> words) {
    const bool is_install = words[0].text == "install";
    if (is_install && std::none_of(words.begin(), words.end(), [](const Argument& word) { return word.text == "-d"; })) return;
    for (const Argument* word : operands_of(words)) {
        const Value<std::string> path = place_of(*word, state_.directory);
        if (!path.is_known()) continue;
        PathMade made;
        made.path = *path;
        made.mode = is_install ? Value<Mode>::unknown("the command says it", word->span) : Value<Mode>::by_default(Mode{0755});
        made.owner = is_install ? Value<std::string>::unknown("the command says it", word->span) : state_.user;
        made.group = is_install ? made.owner : state_.group;
        made.span = word->span;
        outcome_.made.push_back(std::move(made));
    }
}

void Follower::note_owner(std::span<const Argument> words) {
    const std::vector<const Argument*> operands = operands_of(words);
    for (std::size_t i = 1; i < operands.size(); ++i) {
        const Value<std::string> path = place_of(*operands[i], state_.directory);
        if (!path.is_known()) continue;
        const Argument& owner = *operands[0];
        const std::size_t colon = owner.text.find(':');
        for (PathMade& made : outcome_.made) {
            if (made.path != *path) continue;
            made.owner = owner.has_hole ? value_of(owner) : Value<std::string>::known(owner.text.substr(0, colon), owner.span);
            if (owner.has_hole) made.group = made.owner;
            else if (colon != std::string::npos) made.group = Value<std::string>::known(owner.text.substr(colon + 1), owner.span);
        }
    }
}

void Follower::note_mode(std::span<const Argument> words) {
    const std::vector<const Argument*> operands = operands_of(words);
    for (std::size_t i = 1; i < operands.size(); ++i) {
        const Value<std::string> path = place_of(*operands[i], state_.directory);
        for (PathMade& made : outcome_.made) {
            if (path.is_known() && made.path == *path) made.mode = Value<Mode>::unknown("the script changes it", operands[i]->span);
        }
    }
}

// ------------------------------------------------------------------------------ what it starts

Follower::Status Follower::external(const std::vector<Argument>& words, const std::vector<EnvVariable>& before, bool is_exec) {
    const ResolvedCommand command = resolve_command(words);
    if (!follow_nested(command, before, is_exec)) launch(words, before, is_exec);
    return Status::likely;
}

/// Programs that are no scripts of the workspace, though a file there may be called so: `init.d/celery`.
static bool is_program(std::string_view name) {
    static constexpr std::array<std::string_view, 12> programs{"gunicorn", "uwsgi", "daphne", "uvicorn", "celery", "nginx", "redis-server", "supervisord", "node", "npm", "hypercorn", "django-admin"};
    return is_one_of(name, programs) || name.ends_with(".py");
}

/// A shell with a script or a text, or a script of the workspace: true where it was followed.
bool Follower::follow_nested(const ResolvedCommand& command, const std::vector<EnvVariable>& before, bool is_exec) {
    if (nesting_ >= most_depth_of_calls) return false;
    std::shared_ptr<const Source> source;
    std::vector<Argument> arguments = command.arguments;
    Value<std::string> path;
    if (command.script) {
        if (command.script->has_hole && command.script->text.starts_with('$')) return false;
        Span inside = command.script->span;
        if (inside.size() == command.script->text.size() + 2) ++inside.begin, --inside.end;
        source = std::make_shared<Source>(Source{MappedText(command.script->text, inside), tokenize(command.script->text), false});
        arguments.clear();
        path = Value<std::string>::by_default("sh");
    } else {
        Argument file{command.path, command.program_span, false};
        if (is_shell(command.program)) {
            while (!arguments.empty() && arguments[0].text.starts_with('-')) arguments.erase(arguments.begin());
            if (arguments.empty()) return false;
            file = arguments[0];
            arguments.erase(arguments.begin());
        }
        // What a bare name means is looked up in PATH, a path where the shell stands.
        const bool is_bare = !is_shell(command.program) && file.text.find('/') == std::string::npos;
        if (file.text.empty() || file.has_hole || is_program(command.program) || (is_bare && !file.text.ends_with(".sh"))) return false;
        path = place_of(file, state_.directory);
        std::shared_ptr<const Document> script = path.is_known() ? open(*path) : nullptr;
        if (script == nullptr && !path.is_known()) script = open(file.text);
        if (script == nullptr) return false;
        const Span whole{script->file(), 0, static_cast<std::uint32_t>(script->text().size())};
        source = std::make_shared<Source>(Source{MappedText(script->text(), whole), tokenize(script->text()), true});
    }
    outcome_.has_read_script = true;
    const State outer = state_;
    const bool was_over = is_over_, may_have_been_over = may_be_over_;
    const auto outer_functions = functions_;
    state_.script = path;
    state_.knows_arguments = true;
    state_.arguments = std::move(arguments);
    for (const std::vector<EnvVariable>* list : {&before, &command.environment}) {
        for (const EnvVariable& one : *list) {
            MappedText value(one.span);
            if (one.value.is_known()) value.append_replaced(*one.value, one.value.span_or(one.span));
            else value.append_unknown("", one.span, "it is not known");
            state_.set_exported(one.name, std::move(value));
        }
    }
    if (!command.user.is_absent()) state_.user = command.user, state_.group = command.group;
    const bool was_behind_shell = is_behind_shell_;
    is_behind_shell_ = is_behind_shell_ || (!is_exec && source_ != nullptr && source_->is_file);
    nesting_ += 4;
    follow(std::move(source));
    nesting_ -= 4;
    is_behind_shell_ = was_behind_shell;
    functions_ = outer_functions;
    state_ = outer;
    is_over_ = was_over;
    if (!is_exec) may_be_over_ = may_have_been_over;
    return true;
}

void Follower::launch(const std::vector<Argument>& words, const std::vector<EnvVariable>& before, bool is_exec) {
    constexpr std::size_t most_launches = 200;
    if (outcome_.launches.size() >= most_launches) return;
    Launch made;
    made.command = words;
    made.directory = state_.directory;
    made.user = state_.user;
    made.group = state_.group;
    made.umask = state_.umask;
    made.venv = state_.venv;
    made.environment = state_.environment();
    for (const EnvVariable& one : before) {
        std::erase_if(made.environment, [&](const EnvVariable& other) { return other.name == one.name; });
        made.environment.push_back(one);
    }
    made.is_environment_known = state_.knows_all_variables;
    made.is_certain = mode_ == Course::run && !may_be_over_;
    made.ends = !is_exec;
    made.is_behind_shell = is_behind_shell_ || (!is_exec && source_ != nullptr && source_->is_file);
    last_ = {outcome_.launches.size()};
    outcome_.launches.push_back(std::move(made));
}

/// Something may be started here that nobody sees.
void Follower::give_up() {
    const Span here = source_ == nullptr ? state_.script.span_or({}) : source_->text.span();
    const Course outer = std::exchange(mode_, Course::maybe);
    launch({{"$", here, true}}, {}, true);
    mode_ = outer;
}

Outcome Follower::run(std::span<const Argument> command) {
    const std::vector<Argument> words(command.begin(), command.end());
    const ResolvedCommand resolved = resolve_command(words);
    if (!follow_nested(resolved, {}, true)) return {};
    for (const std::size_t last : last_) outcome_.launches[last].ends = false;
    return std::move(outcome_);
}

}  // namespace stackc::shell
