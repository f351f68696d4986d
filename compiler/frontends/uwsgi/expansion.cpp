#include "compiler/frontends/uwsgi/expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/uwsgi/options.h"
#include "compiler/frontends/uwsgi/sections.h"
#include "compiler/graph/endpoint.h"

namespace stackc::uwsgi {

/// A value never grows past this; `a = %(b)%(b)` lines would double it without end.
static constexpr std::size_t longest_value = 1u << 16u;
static constexpr std::size_t deepest_include = 16;
/// More than any file has; looking options up is linear later on.
static constexpr std::size_t most_settings = 5'000;
/// Bytes that all expansions together may copy.
static constexpr std::size_t most_work = 1u << 25u;

std::pair<std::string, std::string> split_section(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    if (colon == std::string_view::npos || name.substr(colon).find('/') != std::string_view::npos)
        return {std::string(name), ""};
    return {std::string(name.substr(0, colon)), std::string(name.substr(colon + 1))};
}

// ------------------------------------------------------------------------------ reading

void Expander::read(const Document& document, std::string_view section,
                    std::optional<std::string> target_path) {
    if (sources_.size() >= deepest_include) {
        is_fully_read_ = false;
        return;
    }
    const std::string_view named = section;  // what `%x` stands for
    if (section.empty()) section = "uwsgi";
    sources_.push_back({&document, std::move(target_path)});
    files_.push_back(document.file());
    read_sections_.emplace_back(document.file(), std::string(section));
    const bool is_ini = form_of(document.source().path) == Form::ini;
    if (is_ini && ini::is_template(document)) is_fully_read_ = false;
    if (!is_ini && document.has_errors()) is_fully_read_ = false;
    for (const OptionSection& block : sections_of(document)) {
        if (block.name != section) continue;
        for (const OptionLine& line : block.options) {
            const Source source = sources_.back();
            const MappedText value = magic(line.value, source, named);
            add({std::string(line.name.value), is_ini ? value.trimmed(" \t\r") : value,
                 line.name.span, line.span, line.has_value, false, line.is_after_template,
                 document.file()});
        }
    }
    sources_.pop_back();
}

/// uWSGI 2.0 core/utils.c magic_sub: `%` and one byte, on the raw text of the file.
MappedText Expander::magic(const MappedText& raw, const Source& source,
                           std::string_view section) const {
    if (raw.text().find('%') == std::string::npos) return raw;
    MappedText out(raw.span());
    const std::string& text = raw.text();
    std::size_t kept = 0;
    for (std::size_t at = text.find('%'); at != std::string::npos && at + 1 < text.size();
         at = text.find('%', at)) {
        out.append(raw, kept, at);
        if (text[at + 1] == '(')
            out.append(raw, at, at + 2);
        else
            append_magic(out, text[at + 1], raw.span(at, at + 2), source, section);
        at += 2;
        kept = at;
    }
    out.append(raw, kept, text.size());
    // A `%` at the very end of a line swallows the line's end and joins the next line.
    if (kept < text.size() && text.back() == '%')
        out.append_unknown("", raw.span(text.size() - 1, text.size()), "`%` joins the next line");
    return out;
}

/// The part of a file's path that a magic variable stands for.
static std::optional<std::string> path_part(char variable, const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = path.substr(0, slash + 1);
    const std::string name = path.substr(slash + 1);
    const std::size_t dot = name.rfind('.');
    switch (variable) {
        case 'p':
            return path;
        case 's':
            return name;
        case 'd':
            return folder;
        case 'n':
            return name.substr(0, dot);
        case 'e':
            return dot == std::string::npos ? "" : name.substr(dot + 1);
        case 'c': {
            const std::string bare = folder.substr(0, folder.size() - 1);
            return bare.substr(bare.rfind('/') + 1);
        }
        default:
            break;
    }
    if (variable >= '0' && variable <= '9') {
        const std::vector<std::string_view> parts = split(path, '/');
        const auto index = static_cast<std::size_t>(variable - '0') + 1;
        // The last part is the file, which is no component of the folder.
        return index + 1 < parts.size() ? std::string(parts[index]) : std::string();
    }
    return std::nullopt;
}

void Expander::append_magic(MappedText& out, char variable, Span span, const Source& source,
                            std::string_view section) const {
    static constexpr std::string_view of_path = "psdnec0123456789";
    static constexpr std::string_view of_machine = "oijbvhtTVkuUgG[";
    if (variable == '%') return out.append_replaced("%", span);
    if (variable == 'x') return out.append_replaced(section, span);
    if (variable == 'v' && launch_.directory) return out.append_replaced(*launch_.directory, span);
    if (of_path.find(variable) != std::string_view::npos) {
        if (source.path) return out.append_replaced(*path_part(variable, *source.path), span);
        return out.append_unknown(fmt::format("%{}", variable), span,
                                  "the path of this file on the target is not known");
    }
    if (of_machine.find(variable) != std::string_view::npos) {
        out.append_unknown(fmt::format("%{}", variable), span, "it depends on the machine");
    }
    // Every other letter stands for nothing at all.
}

// ------------------------------------------------------------------------------ blocks

static bool is_loop(std::string_view kind) {
    return kind.starts_with("for");
}

void Expander::add(Setting setting) {
    if (settings_.size() >= most_settings) {
        is_fully_read_ = false;
        return;
    }
    if (is_block_end(setting.name)) {
        block_ = {};
        return;
    }
    if (!block_.kind.empty()) return add_in_block(std::move(setting));
    const OptionFacts* facts = find_option(setting.name);
    if (facts != nullptr && facts->type == "logic") {
        block_.kind = setting.name;
        block_.argument = setting.value;
        return;
    }
    add_plain(std::move(setting));
}

/// `value` with `%(_)` replaced.
static MappedText with_item(const MappedText& value, const MappedText& item) {
    MappedText out(value.span());
    std::size_t kept = 0;
    for (std::size_t at = value.text().find("%(_)"); at != std::string::npos;
         at = value.text().find("%(_)", kept)) {
        out.append(value, kept, at);
        out.append_value(item, value.span(at, at + 4));
        kept = at + 4;
    }
    out.append(value, kept, value.size());
    return out;
}

void Expander::add_in_block(Setting setting) {
    const bool is_known_loop =
        block_.argument.is_known() && (block_.kind == "for" || block_.kind == "for-times");
    if (is_known_loop && !setting.is_conditional) {
        std::vector<std::string> items;
        if (block_.kind == "for-times") {
            const std::uint64_t count =
                std::min<std::uint64_t>(leading_number(block_.argument.text()).value_or(0), 1000);
            for (std::uint64_t i = 1; i <= count; ++i) items.push_back(std::to_string(i));
        } else {
            for (const std::string_view item : split(block_.argument.text(), ' ')) {
                if (!item.empty()) items.emplace_back(item);
            }
        }
        return repeat(setting, items);
    }
    const std::optional<bool> holds = is_loop(block_.kind) ? std::nullopt : condition();
    if (holds && !*holds) return;
    setting.value = with_item(setting.value, block_.argument);
    if (!holds) {
        is_fully_read_ = false;
        setting.is_conditional = true;
    }
    add_plain(std::move(setting));
}

void Expander::repeat(const Setting& setting, const std::vector<std::string>& items) {
    for (const std::string& item : items) {
        if (settings_.size() >= most_settings) return;
        Setting copy = setting;
        copy.value = with_item(setting.value, MappedText(item, block_.argument.span()));
        add_plain(std::move(copy));
    }
}

std::optional<bool> Expander::condition() const {
    if (!block_.argument.is_known()) return std::nullopt;
    const std::string& text = block_.argument.text();
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const auto compare = [&](const Value<std::string>& value) -> std::optional<bool> {
        if (equals == std::string::npos) return true;
        if (!value.is_known()) return std::nullopt;
        return *value == text.substr(equals + 1);
    };
    const bool is_not = block_.kind.starts_with("if-not-");
    std::optional<bool> holds;
    if (block_.kind.ends_with("-env") || block_.kind == "ifenv") {
        const auto found = launch_.environment.find(name);
        if (found == launch_.environment.end()) return std::nullopt;
        holds = compare(found->second);
    } else if (block_.kind.ends_with("-opt")) {
        const Setting* setting = find(name);
        if (setting != nullptr && setting->is_conditional) return std::nullopt;
        holds = setting == nullptr ? std::optional(false) : compare(setting->value.value());
    }
    if (!holds) return std::nullopt;
    return *holds != is_not;
}

// ------------------------------------------------------------------------------ single options

bool names_file(std::string_view name) {
    static constexpr std::array<std::string_view, 9> names{
        "ini", "include", "config", "inherit", "xml", "yaml", "yml", "json", "js"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

void Expander::push(Setting setting) {
    first_.try_emplace(setting.name, settings_.size());
    settings_.push_back(std::move(setting));
}

void Expander::add_plain(Setting setting) {
    if (setting.name == "set-placeholder" || setting.name == "set-ph" || setting.name == "set") {
        setting.is_applied = true;
        push(setting);
        return set_placeholder(setting);
    }
    const OptionFacts* facts = find_option(setting.name);
    setting.is_applied = facts != nullptr && facts->is_immediate;
    push(setting);
    if (names_file(setting.name)) return include(setting);
    // Other file kinds (xml, yaml, json, …) bring options that nobody sees here.
    if (facts != nullptr && facts->type == "config_file") is_fully_read_ = false;
    if (setting.name == "declare-option") is_fully_read_ = false;
}

void Expander::set_placeholder(const Setting& setting) {
    const std::size_t equals = setting.value.text().find('=');
    if (equals == std::string::npos) return;
    Setting placeholder = setting;
    placeholder.name = setting.value.text().substr(0, equals);
    placeholder.name_span = setting.value.span(0, equals);
    placeholder.value = setting.value.slice(equals + 1, setting.value.size());
    // With `set` the value still goes through the passes, with the others it does not.
    placeholder.is_applied = setting.name != "set";
    push(std::move(placeholder));
}

void Expander::include(const Setting& setting) {
    // The value is used before the passes: a placeholder in it is part of the name.
    const bool is_known = setting.value.is_known() && !setting.is_conditional;
    if (!is_known || setting.value.text().find("://") != std::string::npos) {
        is_fully_read_ = false;
        return;
    }
    const auto [name, section] = split_section(setting.value.text());
    if (name.empty()) {
        if (sources_.empty()) return;
        const Source here = sources_.back();
        return read(*here.document, section, here.path);
    }
    std::vector<std::string> bases;
    if (launch_.directory) bases.push_back(*launch_.directory);
    bases.emplace_back(".");
    const FileId from = sources_.empty() ? launch_.from : sources_.back().document->file();
    const Workspace::Resolved found = workspace_.resolve(name, false, from, bases);
    if (found.documents.empty() && found.unread.empty() && found.is_inside)
        missing_.push_back(setting.value);
    if (found.documents.size() != 1 || found.documents.front()->dialect() != "uwsgi") {
        is_fully_read_ = false;
        return;
    }
    const Document& document = *found.documents.front();
    std::optional<std::string> path = workspace_.target_path(document.file());
    if (name.starts_with('/'))
        path = name;
    else if (launch_.directory)
        path = join_path(*launch_.directory, name);
    read(document, section, path);
}

// ------------------------------------------------------------------------------ the passes

void Expander::finish() {
    for (const char symbol : {'$', '@', '%'}) run_pass(symbol);
}

void Expander::run_pass(char symbol) {
    for (Setting& setting : settings_) {
        if (!setting.is_applied && setting.value.text().find(symbol) != std::string::npos)
            expand(setting, symbol);
    }
}

/// uWSGI 2.0 core/uwsgi.c uwsgi_apply_config_pass. After a replacement it goes on one byte after
/// the start of what it put there (seen with 2.0.21), so that a value is expanded again but for
/// a reference at its very start; a circle ends in `malloc(): Cannot allocate memory`.
void Expander::expand(Setting& setting, char symbol) {
    std::size_t from = 0;
    for (std::size_t steps = 0; steps < 1000; ++steps) {
        const std::string& text = setting.value.text();
        std::size_t open = text.find(symbol, from);
        while (open != std::string::npos && (open + 1 >= text.size() || text[open + 1] != '('))
            open = text.find(symbol, open + 1);
        if (open == std::string::npos) return;
        const std::size_t close = text.find(')', open + 2);
        if (close == std::string::npos) return;
        std::optional<MappedText> found;
        if (close > open + 2)
            found = lookup(symbol, text.substr(open + 2, close - open - 2),
                           setting.value.span(open, close + 1));
        if (!found) {
            from = close + 1;
            continue;
        }
        MappedText next(setting.value.span());
        next.append(setting.value, 0, open);
        next.append_value(*found, setting.value.span(open, close + 1));
        next.append(setting.value, close + 1, setting.value.size());
        setting.value = std::move(next);
        from = open + 1;
        work_ += setting.value.size();
        if (setting.value.size() > longest_value || work_ > most_work) break;
    }
    MappedText unknown(setting.value.span());
    unknown.append_unknown("", setting.value.span(), "it refers to itself");
    setting.value = std::move(unknown);
}

std::optional<MappedText> Expander::lookup(char symbol, std::string_view name, Span span) const {
    MappedText result(span);
    if (symbol == '%') return reference(name, span);
    if (symbol == '$') {
        const auto found = launch_.environment.find(std::string(name));
        if (found != launch_.environment.end() && found->second.is_known()) {
            result.append_replaced(*found->second, span);
            return result;
        }
        result.append_unknown(fmt::format("$({})", name), span,
                              fmt::format("`{}` comes from the environment", quoted(name)));
        return result;
    }
    result.append_unknown(fmt::format("@({})", name), span, "it is the content of a file");
    return result;
}

const Setting* Expander::find(std::string_view name) const {
    const auto found = first_.find(name);
    return found == first_.end() ? nullptr : &settings_[found->second];
}

std::optional<MappedText> Expander::reference(std::string_view name, Span span) const {
    if (name.find(' ') != std::string_view::npos) return calculate(name, span);
    const Setting* found = find(name);
    MappedText result(span);
    if (found == nullptr) {
        if (is_fully_read_) return std::nullopt;
        result.append_unknown(fmt::format("%({})", name), span,
                              "it may be set in a part that could not be read");
        return result;
    }
    if (found->is_conditional) {
        result.append_unknown(found->value.text(), span, "it is set under a condition");
        return result;
    }
    result.append_value(found->value, span);
    return result;
}

static std::string divide(const std::string& dividend, const std::string& divisor) {
    const std::int64_t by = std::strtoll(divisor.c_str(), nullptr, 10);
    if (by == 0 || by == -1)
        return by == 0 ? "0"
                       : std::to_string(0 - static_cast<std::uint64_t>(
                                                std::strtoll(dividend.c_str(), nullptr, 10)));
    return std::to_string(std::strtoll(dividend.c_str(), nullptr, 10) / by);
}

/// `%(processes 2 *)`-like formulas run from left to right over 64-bit numbers.
MappedText Expander::calculate(std::string_view formula, Span span) const {
    std::string value;
    char operation = 0;
    MappedText result(span);
    // Unsigned, so that what overflows wraps.
    const auto number = [](const std::string& text) {
        return static_cast<std::uint64_t>(std::strtoll(text.c_str(), nullptr, 10));
    };
    const auto to_string = [](std::uint64_t bits) {
        return std::to_string(static_cast<std::int64_t>(bits));
    };
    for (const std::string_view token : split(formula, ' ')) {
        if (token.empty()) continue;
        if (token == "+" || token == "-" || token == "*" || token == "/") {
            operation = token[0];
            continue;
        }
        if (token == "++" || token == "--") {
            value = to_string(token == "++" ? number(value) + 1 : number(value) - 1);
            operation = 0;
            continue;
        }
        std::string operand(token);
        if (!parse_number(token)) {
            const Setting* found = find(token);
            if (found != nullptr && (!found->value.is_known() || found->is_conditional)) {
                result.append_unknown(formula, span, "it is calculated from an unknown value");
                return result;
            }
            operand = found == nullptr ? "" : found->value.text();
        }
        switch (operation) {
            case '+':
                value = to_string(number(value) + number(operand));
                break;
            case '-':
                value = to_string(number(value) - number(operand));
                break;
            case '*':
                value = to_string(number(value) * number(operand));
                break;
            case '/':
                value = divide(value, operand);
                break;
            default:
                value += operand;
                break;
        }
        operation = 0;
    }
    result.append_replaced(value, span);
    return result;
}

}  // namespace stackc::uwsgi
