#include "compiler/frontends/gunicorn/settings_file.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/frontends/gunicorn/flags.h"
#include "compiler/python/evaluator.h"
#include "compiler/python/parser.h"

namespace stackc::gunicorn {

/// A setting as the command line would spell it; nothing where it is no plain value.
static std::optional<std::string> spelled(const PythonValue& value) {
    using Kind = PythonValue::Kind;
    switch (value.kind) {
        case Kind::text:
            return value.is_local_path ? std::nullopt : std::optional(value.text);
        case Kind::integer:
            return std::to_string(value.integer);
        case Kind::boolean:
            return value.integer != 0 ? "True" : "False";
        case Kind::list:
        case Kind::tuple: {
            std::vector<std::string> items;
            for (const PythonValue& item : value.items) {
                if (!item.is_text()) return std::nullopt;
                items.push_back(item.text);
            }
            return join(items, ",");
        }
        case Kind::unknown:
        case Kind::none:
        case Kind::real:
        case Kind::bytes:
        case Kind::set:
        case Kind::dict:
        case Kind::call:
            return std::nullopt;
    }
    return std::nullopt;
}

static Value<std::string> to_option_value(const PythonValue& value) {
    if (value.is_assumed)
        return Value<std::string>::unknown("the environment may say otherwise", value.span);
    const std::optional<std::string> text = value.is_partial ? std::nullopt : spelled(value);
    return text ? Value<std::string>::known(*text, value.span)
                : Value<std::string>::unknown("it is computed in Python", value.span);
}

static bool is_setting(std::string_view name) {
    const auto all = flags();
    return std::any_of(all.begin(), all.end(),
                       [&](const ServerFlag& flag) { return flag.name == name; });
}

SettingsFile read_settings(const Document& document,
                           std::span<const std::vector<EnvVariable>* const> environments) {
    SettingsFile result;
    const std::shared_ptr<const python::Tree> tree = python::tree_of(document);
    if (tree == nullptr) return {{}, false};
    python::Surroundings surroundings;
    for (const std::vector<EnvVariable>* environment : environments) {
        for (const EnvVariable& variable : *environment)
            surroundings.variables.try_emplace(variable.name, variable.value);
    }
    // gunicorn runs the file by its path; where that is on the target is not known here.
    const python::FoundModule module{tree, "__config__", document.source().path.string(), true,
                                     false};
    const python::Evaluation evaluation = python::evaluate(module, surroundings);
    result.is_fully_read = evaluation.is_complete;
    for (const auto& [name, binding] : evaluation.names) {
        const PythonValue& value = binding.value;
        if (!is_setting(name) || (value.kind == PythonValue::Kind::none && !value.is_assumed))
            continue;
        Option option;
        option.name = name;
        option.name_span = binding.name;
        option.value = to_option_value(value);
        option.span =
            binding.name.file == value.span.file ? join(binding.name, value.span) : binding.name;
        result.options.push_back(std::move(option));
    }
    return result;
}

/// The name that a line assigns, without looking further.
static std::string_view assigned_name(std::string_view line) {
    const std::size_t length =
        std::min(line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), line.size());
    return trim(line.substr(length)).starts_with('=') ? line.substr(0, length) : std::string_view{};
}

int looks_like_gunicorn(const SourceFile& file) {
    if (file.path.extension() != ".py") return 0;
    static constexpr std::array<std::string_view, 10> settings{
        "workers",  "worker_class", "timeout", "accesslog", "errorlog",
        "loglevel", "proc_name",    "threads", "pidfile",   "worker_connections"};
    bool has_bind = false;
    std::size_t known = 0;
    for (const std::string_view line : split(file.text().substr(0, 1u << 16u), '\n')) {
        const std::string_view name = assigned_name(line);
        has_bind = has_bind || name == "bind";
        if (std::find(settings.begin(), settings.end(), name) != settings.end()) ++known;
    }
    return has_bind && known > 0 ? 60 : 0;
}

}  // namespace stackc::gunicorn
