#include "compiler/frontends/shell/expansion.h"

#include <algorithm>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/frontends/shell/lexer.h"

namespace stackc::shell {

static constexpr std::size_t npos = std::string_view::npos;
static constexpr int most_depth = 8;

static bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static std::size_t end_of_name(std::string_view text, std::size_t at, std::size_t end) {
    if (at < end && !is_name_start(text[at])) return at;
    while (at < end && (is_name_start(text[at]) || is_digit(text[at]))) ++at;
    return at;
}

std::string directory_name(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == npos) return ".";
    return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

// -------------------------------------------------------------------------------- the walk

std::vector<Argument> Expander::fields(std::size_t begin, std::size_t end) {
    Run run{{}, {MappedText(text_.span(begin, end))}, true};
    expand(begin, end, run);
    const Span place = text_.span(begin, end);
    close(run, place);
    std::vector<Argument> words;
    for (const Field& field : run.done) {
        const Span said = field.text.is_empty() ? place : field.text.span(0, field.text.size());
        words.push_back({field.text.text(), said, !field.text.is_known()});
    }
    return words;
}

MappedText Expander::whole(std::size_t begin, std::size_t end) {
    Run run{{}, {MappedText(text_.span(begin, end))}, false};
    expand(begin, end, run);
    return run.open.text;
}

void Expander::close(Run& run, Span place) {
    if (run.open.has_any) run.done.push_back(std::move(run.open));
    run.open = {MappedText(place)};
}

void Expander::expand(std::size_t begin, std::size_t end, Run& run) {
    const std::string_view text = text_.text();
    std::size_t at = begin;
    while (at < end) {
        const char c = text[at];
        if (c == '\\') {
            const bool joins = text.substr(at + 1).starts_with('\n') || text.substr(at + 1).starts_with("\r\n");
            if (!joins && at + 1 < end) put_written(at + 1, at + 2, run);
            at += text.substr(at + 1).starts_with("\r\n") ? 3 : 2;
        } else if (c == '\'') {
            const std::size_t close = std::min(text.find('\'', at + 1), end);
            run.open.has_any = true;
            put_written(at + 1, close, run);
            at = close + 1;
        } else if (c == '"') {
            at = double_quoted(at + 1, end, run);
        } else if (c == '$') {
            at = dollar(at, end, false, run);
        } else if (c == '`') {
            const std::size_t close = std::min(end_of_nested(text, at), end);
            substitute(at, close, at + 1, close > at + 1 ? close - 1 : close, false, run);
            at = close;
        } else {
            const bool is_pattern = c == '*' || c == '?' || c == '[' || c == '{' || c == '<' || c == '>' || c == '(' || (c == '~' && at == begin);
            // A lone bracket is the name of a program.
            const bool is_plain = (c == '[' || c == '{') && end - begin == 1;
            if (is_pattern && !is_plain) return put_unknown(at, end, run);
            std::size_t stop = at + 1;
            while (stop < end && std::string_view("\\'\"$`*?[{<>(").find(text[stop]) == npos) ++stop;
            put_written(at, stop, run);
            at = stop;
        }
    }
}

std::size_t Expander::double_quoted(std::size_t at, std::size_t end, Run& run) {
    const std::string_view text = text_.text();
    const bool is_arguments = text.substr(at, 3) == "$@\"" || text.substr(at, 5) == "${@}\"";
    if (!is_arguments) run.open.has_any = true;
    while (at < end && text[at] != '"') {
        if (text[at] == '\\' && at + 1 < end) {
            const char next = text[at + 1];
            const bool escapes = std::string_view("$`\"\\\n").find(next) != npos;
            if (!escapes) put_written(at, at + 2, run);
            else if (next != '\n') put_written(at + 1, at + 2, run);
            at += 2;
        } else if (text[at] == '$') {
            at = dollar(at, end, true, run);
        } else if (text[at] == '`') {
            const std::size_t close = std::min(end_of_nested(text, at), end);
            substitute(at, close, at + 1, close > at + 1 ? close - 1 : close, true, run);
            at = close;
        } else {
            const std::size_t stop = std::min(text.find_first_of("\\$`\"", at), end);
            put_written(at, stop, run);
            at = stop;
        }
    }
    return at + 1;
}

// ------------------------------------------------------------------------------- variables

std::size_t Expander::dollar(std::size_t at, std::size_t end, bool is_quoted, Run& run) {
    const std::string_view text = text_.text();
    const std::size_t next = at + 1;
    if (next >= end) return put_written(at, end, run), end;
    const char c = text[next];
    if (c == '(' || c == '{') {
        const std::size_t close = std::min(end_of_nested(text, next), end);
        const std::size_t inside_end = close > next + 1 ? close - 1 : close;
        if (c == '{') braced(at, close, is_quoted, run);
        else if (text.substr(next + 1).starts_with('(')) put_unknown(at, close, run);  // arithmetic
        else substitute(at, close, next + 1, inside_end, is_quoted, run);
        return close;
    }
    if (c == '@' || c == '*') return arguments(at, next + 1, is_quoted, run), next + 1;
    if (c == '\'' && !is_quoted) {
        const std::size_t close = std::min(end_of_nested(text, next), end);
        put_unknown(at, close, run);
        return close;
    }
    std::size_t stop = end_of_name(text, next, end);
    const bool is_special = is_digit(c) || std::string_view("#?$!-").find(c) != npos;
    if (stop == next && is_special) ++stop;
    if (stop == next) return put_written(at, next, run), next;
    const Found found = look_up(text.substr(next, stop - next), text_.span(at, stop));
    if (found.state == Found::State::set) put(found.value, at, stop, is_quoted, run);
    else if (found.state == Found::State::unknown) put_unknown(at, stop, run);
    return stop;
}

/// `${NAME}`, `${NAME:-word}`, `${NAME%/*}`: POSIX.1-2017 2.6.2 "Parameter Expansion".
std::size_t Expander::braced(std::size_t begin, std::size_t end, bool is_quoted, Run& run) {
    const std::string_view text = text_.text();
    const std::size_t first = begin + 2, last = end - 1;
    std::size_t stop = end_of_name(text, first, last);
    if (stop == first && first < last && (is_digit(text[first]) || text[first] == '@' || text[first] == '*')) ++stop;
    const std::string_view name = text.substr(first, stop - first);
    if (name.empty()) return put_unknown(begin, end, run), end;
    const std::string_view rest = text.substr(stop, last - stop);
    if ((name == "@" || name == "*") && rest.empty()) return arguments(begin, end, is_quoted, run), end;
    const bool is_source = name == "BASH_SOURCE" && rest == "[0]";
    Found found = look_up(is_source ? "0" : name, text_.span(begin, end));
    if (rest.empty() || is_source) {
        if (found.state == Found::State::set) put(found.value, begin, end, is_quoted, run);
        else if (found.state == Found::State::unknown) put_unknown(begin, end, run);
        return end;
    }
    const bool has_colon = rest.starts_with(':');
    const char sign = rest.size() > (has_colon ? 1u : 0u) ? rest[has_colon ? 1 : 0] : '\0';
    const std::size_t word = stop + (has_colon ? 2 : 1);
    if (found.state == Found::State::set && has_colon && found.value.is_known() && found.value.is_empty()) found.state = Found::State::unset;
    const bool is_known = found.state != Found::State::unknown && (found.state == Found::State::unset || found.value.is_known());
    if (!is_known || depth_ >= most_depth) return put_unknown(begin, end, run), end;
    const bool is_set = found.state == Found::State::set;
    if (sign == '-' || sign == '=') {
        if (is_set) return put(found.value, begin, end, is_quoted, run), end;
        ++depth_;
        const MappedText value = whole(word, last);
        --depth_;
        if (sign == '=') state_.set(name, value);
        put(value, begin, end, is_quoted, run);
    } else if (sign == '+') {
        if (!is_set) return end;
        ++depth_;
        put(whole(word, last), begin, end, is_quoted, run);
        --depth_;
    } else if (sign == '?' && is_set) {
        put(found.value, begin, end, is_quoted, run);
    } else if (is_set && (rest == "%/*" || rest == "##*/")) {
        const std::string& value = found.value.text();
        const std::size_t slash = value.rfind('/');
        MappedText part(text_.span(begin, end));
        if (slash == npos) part.append_replaced(value, part.span());
        else part.append_replaced(rest == "%/*" ? value.substr(0, slash) : value.substr(slash + 1), part.span());
        put(part, begin, end, is_quoted, run);
    } else {
        put_unknown(begin, end, run);
    }
    return end;
}

Expander::Found Expander::look_up(std::string_view name, Span place) const {
    const auto of_value = [&](const Value<std::string>& value) -> Found {
        if (!value.is_known()) return {Found::State::unknown, MappedText(place)};
        MappedText text(place);
        text.append_replaced(*value, place);
        return {Found::State::set, text};
    };
    if (is_digit(name[0])) {
        if (name == "0") return of_value(state_.script);
        const std::size_t number = name.size() == 1 ? static_cast<std::size_t>(name[0] - '0') : npos;
        if (!state_.knows_arguments || number == npos) return {Found::State::unknown, MappedText(place)};
        if (number > state_.arguments.size()) return {Found::State::unset, MappedText(place)};
        const Argument& word = state_.arguments[number - 1];
        return of_value(word.has_hole ? Value<std::string>::unknown("it is not known", word.span) : Value<std::string>::known(word.text, word.span));
    }
    const auto found = state_.variables.find(name);
    if (found != state_.variables.end()) return {Found::State::set, found->second.value};
    if (name == "PWD") return of_value(state_.directory);
    if (name == "BASH_SOURCE") return of_value(state_.script);
    // What every shell, login or manager sets.
    static constexpr std::string_view usual = " HOME USER LOGNAME PATH SHELL HOSTNAME RANDOM PPID UID EUID IFS OLDPWD LANG TERM ";
    const bool is_usual = !is_name_start(name[0]) || usual.find(" " + std::string(name) + " ") != npos;
    return {state_.knows_all_variables && !is_usual ? Found::State::unset : Found::State::unknown, MappedText(place)};
}

void Expander::arguments(std::size_t begin, std::size_t end, bool is_quoted, Run& run) {
    if (!state_.knows_arguments) return put_unknown(begin, end, run);
    bool is_first = true;
    for (const Argument& word : state_.arguments) {
        if (!is_first && run.splits) close(run, text_.span(begin, end));
        else if (!is_first) run.open.text.append_replaced(" ", text_.span(begin, end));
        is_first = false;
        run.open.has_any = run.open.has_any || is_quoted || !word.text.empty();
        if (word.has_hole) run.open.text.append_unknown(word.text, word.span, "it is not known");
        else run.open.text.append_replaced(word.text, word.span);
    }
}

// ---------------------------------------------------------------------------- substitutions

void Expander::substitute(std::size_t begin, std::size_t end, std::size_t inside, std::size_t inside_end, bool is_quoted, Run& run) {
    if (depth_ >= most_depth) return put_unknown(begin, end, run);
    ++depth_;
    const Found found = command_output(std::string_view(text_.text()).substr(inside, inside_end - inside), text_.span(begin, end));
    --depth_;
    if (found.state == Found::State::set) put(found.value, begin, end, is_quoted, run);
    else put_unknown(begin, end, run);
}

/// What a command prints, of those whose outcome the files tell.
Expander::Found Expander::command_output(std::string_view text, Span place) {
    std::vector<MappedText> words;
    bool skips_next = false;
    const MappedText inner(text, place);
    Expander expander(inner, state_);
    expander.depth_ = depth_;
    for (const Token& token : tokenize(text)) {
        const std::string_view written = token.in(text);
        if (token.kind == TokenKind::redirection) skips_next = true;
        else if (token.kind == TokenKind::control && (written == "&&" || written == ";")) words.push_back(MappedText("&&", place));
        else if (token.kind == TokenKind::control && written != "\n") return {Found::State::unknown, MappedText(place)};
        else if (token.kind == TokenKind::broken) return {Found::State::unknown, MappedText(place)};
        else if (token.kind == TokenKind::word && !std::exchange(skips_next, false)) words.push_back(expander.whole(token.begin, token.end));
    }
    return folder_output(words, place);
}

Expander::Found Expander::folder_output(const std::vector<MappedText>& words, Span place) const {
    const Found unknown{Found::State::unknown, MappedText(place)};
    const auto text = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i].text()) : std::string_view{}; };
    const auto result = [&](std::string value) -> Found {
        MappedText made(place);
        made.append_replaced(value, place);
        return {Found::State::set, made};
    };
    for (const MappedText& word : words) {
        if (!word.is_known()) return unknown;
    }
    std::vector<std::string> operands;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (!text(i).starts_with('-') || text(i) == "-") operands.emplace_back(text(i));
    }
    const std::string_view name = text(0);
    const bool has_one = operands.size() == 1;
    const auto absolute = [&](const std::string& path) -> std::optional<std::string> {
        if (path.starts_with('/')) return normal_path(path);
        return state_.directory.is_known() ? std::optional(join_path(*state_.directory, path)) : std::nullopt;
    };
    if (name == "dirname" && has_one) return result(directory_name(operands[0]));
    if (name == "basename" && has_one) return result(operands[0].substr(operands[0].rfind('/') + 1));
    if (name == "echo" && has_one) return result(operands[0]);
    if ((name == "which" || name == "command") && has_one) return result(operands[0].substr(operands[0].rfind('/') + 1));
    const bool is_path = (name == "readlink" || name == "realpath") && has_one;
    const bool is_folder = name == "cd" && operands.size() == 3 && operands[1] == "&&" && operands[2] == "pwd";
    if (name == "pwd" && operands.empty()) return state_.directory.is_known() ? result(*state_.directory) : unknown;
    if (!is_path && !is_folder) return unknown;
    const std::optional<std::string> path = absolute(operands[0]);
    return path ? result(*path) : unknown;
}

// ------------------------------------------------------------------------------- the output

/// A value in the place of [begin, end); unquoted, its blanks end words.
void Expander::put(const MappedText& value, std::size_t begin, std::size_t end, bool is_quoted, Run& run) {
    const Span place = text_.span(begin, end);
    if (is_quoted || !run.splits || !value.is_known()) {
        run.open.has_any = run.open.has_any || is_quoted || !value.is_empty();
        if (value.is_known()) return run.open.text.append_value(value, place);
        // What is not known may be several words; it is shown as it is written.
        return is_quoted || !run.splits ? run.open.text.append_value(value, place) : put_unknown(begin, end, run);
    }
    const std::string& text = value.text();
    bool is_first = true;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t stop = std::min(text.find_first_of(" \t\n", at), text.size());
        if (!is_first) close(run, place);
        is_first = false;
        if (stop > at) {
            run.open.text.append_replaced(text.substr(at, stop - at), place);
            run.open.has_any = true;
        }
        at = stop + 1;
    }
}

void Expander::put_unknown(std::size_t begin, std::size_t end, Run& run) {
    run.open.has_any = true;
    run.open.text.append_unknown(std::string_view(text_.text()).substr(begin, end - begin), text_.span(begin, end), "only running the script tells it");
}

void Expander::put_written(std::size_t begin, std::size_t end, Run& run) {
    run.open.has_any = run.open.has_any || end > begin;
    run.open.text.append(text_, begin, end);
}

}  // namespace stackc::shell
