#include "compiler/frontends/shell/state.h"

#include <algorithm>
#include <array>

namespace stackc::shell {

static constexpr std::string_view why_unknown = "the script may set it to something else";

/// The virtualenv whose programs are found first: `/srv/venv/bin:$PATH`.
static Value<std::string> venv_of_path(const MappedText& path) {
    const std::size_t end = std::min(path.text().find(':'), path.size());
    const std::string first = path.text().substr(0, end);
    static constexpr std::array<std::string_view, 6> of_system{"/bin", "/usr/bin", "/usr/local/bin", "/usr/sbin", "/sbin", "/usr/local/sbin"};
    const bool is_system = std::find(of_system.begin(), of_system.end(), first) != of_system.end();
    if (!path.is_known(0, end) || !first.ends_with("/bin") || !first.starts_with('/') || is_system || first.find("/.local/") != std::string::npos) return {};
    return Value<std::string>::known(normal_path(first.substr(0, first.size() - 4)), path.span());
}

static MappedText unknown_text(Span place) {
    MappedText text(place);
    text.append_unknown("", place, std::string(why_unknown));
    return text;
}

void State::set(std::string_view name, MappedText value) {
    constexpr std::size_t longest = 1u << 16u;  // `x=$x$x` doubles each time
    if (value.size() > longest) value = unknown_text(value.span(0, 1));
    if (name == "PATH") {
        const Value<std::string> found = venv_of_path(value);
        if (found.is_known()) venv = found;
    }
    auto [entry, is_new] = variables.try_emplace(std::string(name), Variable{value, exports_all});
    if (is_new) return;
    entry->second.value = std::move(value);
    entry->second.is_exported = entry->second.is_exported || exports_all;
}

void State::set_exported(std::string_view name, MappedText value) {
    set(name, std::move(value));
    variables.find(name)->second.is_exported = true;
}

void State::forget_variables(Span place) {
    for (auto& [name, variable] : variables) variable.value = unknown_text(place);
    knows_all_variables = false;
}

std::vector<EnvVariable> State::environment() const {
    std::vector<EnvVariable> found;
    for (const auto& [name, variable] : variables) {
        if (variable.is_exported) found.push_back({name, variable.value.value(), {}, variable.value.span()});
    }
    return found;
}

template <class T>
static Value<T> merged(const Value<T>& a, const Value<T>& b, Span place) {
    if (a.is_known() && b.is_known() && *a == *b) return a;
    if (a.is_absent() && b.is_absent()) return a;
    return Value<T>::unknown(std::string(why_unknown), place);
}

State merge(const State& a, const State& b, Span place) {
    State result = a;
    result.knows_all_variables = a.knows_all_variables && b.knows_all_variables;
    for (auto& [name, variable] : result.variables) {
        const auto other = b.variables.find(name);
        const bool is_same = other != b.variables.end() && variable.value.is_known() && other->second.value.is_known() &&
                             variable.value.text() == other->second.value.text();
        if (!is_same) variable.value = unknown_text(place);
        variable.is_exported = variable.is_exported || (other != b.variables.end() && other->second.is_exported);
    }
    for (const auto& [name, variable] : b.variables) {
        if (a.variables.find(name) == a.variables.end()) result.variables.emplace(name, Variable{unknown_text(place), variable.is_exported});
    }
    const auto same_word = [](const Argument& one, const Argument& other) { return one.text == other.text && !one.has_hole && !other.has_hole; };
    result.knows_arguments = a.knows_arguments && b.knows_arguments &&
                             std::equal(a.arguments.begin(), a.arguments.end(), b.arguments.begin(), b.arguments.end(), same_word);
    result.directory = merged(a.directory, b.directory, place);
    result.user = merged(a.user, b.user, place);
    result.group = merged(a.group, b.group, place);
    result.umask = merged(a.umask, b.umask, place);
    result.venv = merged(a.venv, b.venv, place);
    return result;
}

}  // namespace stackc::shell
