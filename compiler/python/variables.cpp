// Variables of the environment: os.environ, django-environ and python-decouple.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/python/literals.h"
#include "compiler/python/machine.h"

namespace stackc::python {

Ref Machine::variable(const std::string& name, bool has_default, Span where, bool is_text) {
    const auto known_read = std::find_if(env_reads_.begin(), env_reads_.end(),
                                         [&](const EnvRead& read) { return read.span == where; });
    if (known_read == env_reads_.end()) env_reads_.push_back({name, where, has_default, is_text});
    const auto found = surroundings_.variables.find(name);
    if (found != surroundings_.variables.end() && found->second.is_known())
        return make_text(*found->second, found->second.span_or(where));
    const auto written = surroundings_.file_variables.find(name);
    if (found != surroundings_.variables.end() || written == surroundings_.file_variables.end() ||
        !written->second.is_known())
        return make_unknown("it comes from the environment", where);
    Ref value = make_text(*written->second, written->second.span_or(where));
    value->is_assumed = true;
    return value;
}

/// `config("X", default=…, cast=…)`, `env("X", default=…)`, `os.getenv("X", …)`. `cast` is what
/// the reader's method says ("bool"), "raw" for a plain text, "decouple" for a plain text unless an
/// argument says what, empty where an argument or the default may say it.
Ref Machine::read_variable(const Arguments& arguments, std::string_view default_name,
                           std::string_view cast, Span where) {
    const Ref name = arguments.at(0, "var");
    if (name == nullptr || name->type != Type::text || !arguments.is_known)
        return make_unknown("it comes from the environment", where);
    const bool is_decouple = cast == "decouple";
    if (is_decouple) cast = "";
    std::string how(cast);
    Ref fallback = cast == "raw" ? arguments.at(1, default_name) : arguments.find(default_name);
    if (cast.empty()) {
        const Ref wanted = arguments.find("cast");
        if (wanted != nullptr)
            how = wanted->type == Type::entity || wanted->type == Type::call ? wanted->text : "?";
    }
    // decouple and django-environ take the default as a second or third place too.
    if (fallback == nullptr && cast != "raw" && arguments.given.size() > 1) {
        const Ref second = arguments.given[1];
        if (second->type == Type::entity || arguments.given.size() > 2)
            return make_unknown("it comes from the environment", where);
        fallback = second;
    }
    const bool is_text = cast == "raw" || (is_decouple && how.empty());
    Ref value = variable(name->text, fallback != nullptr || cast == "raw", where, is_text);
    if (value->type == Type::unknown) {
        if (fallback == nullptr)
            return cast == "raw" ? [&] {
            Ref none = make_none(where);
            none->is_assumed = true;
            return none;
        }() : value;
        // Python's libraries cast a default that is a text, and take others as they are.
        value = fallback->type == Type::text && how != "raw" && !how.empty()
                    ? cast_to(fallback, how, where)
                    : copy(*fallback, where);
        value->is_assumed = true;
        return value;
    }
    return how == "raw" || how.empty() ? value : cast_to(value, how, value->span);
}

static Ref split_list(const Object& value, Type type, Span where) {
    std::vector<Ref> items;
    for (const std::string_view item : split(value.text, ',')) {
        if (!trim(item).empty()) items.push_back(make_text(std::string(trim(item)), value.span));
    }
    return make_container(type, std::move(items), {}, where);
}

Ref Machine::cast_to(const Ref& value, std::string_view cast, Span where) {
    Ref result = make_unknown("it is converted in Python", where);
    const std::string_view name =
        cast.substr(cast.rfind('.') == std::string_view::npos ? 0 : cast.rfind('.') + 1);
    if (name == "str" && value->type == Type::text) {
        result = copy(*value, where);
    } else if (name == "int" && (value->is_number() || value->type == Type::text)) {
        const auto number = value->type == Type::text ? parse_integer(trim(value->text))
                                                      : std::optional(value->integer);
        // `int("0x10")` is no integer.
        const bool is_decimal =
            value->type != Type::text ||
            trim(value->text).find_first_not_of("0123456789-") == std::string_view::npos;
        if (number && is_decimal) result = make_integer(*number, where);
    } else if (name == "float" && (value->is_number() || value->type == Type::text)) {
        const auto real = value->type == Type::text
                              ? parse_real(trim(value->text))
                              : std::optional(static_cast<double>(value->integer));
        if (real) {
            result = make_integer(0, where);
            result->type = Type::real;
            result->real = *real;
        }
    } else if (name == "bool" && value->type == Type::boolean) {
        result = copy(*value, where);
    } else if (name == "bool" && value->type == Type::text) {
        // decouple refuses other words; django-environ takes them for false.
        const std::string word = to_lower(trim(value->text));
        static constexpr std::string_view yes[] = {"true", "on", "ok", "y", "yes", "1"},
                                          no[] = {"false", "off", "no", "n", "0", ""};
        if (std::find(std::begin(yes), std::end(yes), word) != std::end(yes))
            result = make_boolean(true, where);
        if (std::find(std::begin(no), std::end(no), word) != std::end(no))
            result = make_boolean(false, where);
    } else if ((name == "list" || name == "tuple" || name == "Csv") && value->type == Type::text) {
        result = split_list(*value, name == "tuple" ? Type::tuple : Type::list, where);
    } else if ((name == "list" || name == "Csv") && value->is_sequence()) {
        result = make_container(Type::list, value->items, {}, where);
        result->is_partial = value->is_partial;
    }
    inherit(*result, *value);
    return result;
}

Ref Machine::reader_method(const Ref& base, std::string_view name, const Arguments& arguments,
                           Span where) {
    static constexpr std::string_view casts[] = {"bool", "int", "float", "list", "tuple", "str"};
    if (std::find(std::begin(casts), std::end(casts), name) != std::end(casts))
        return read_variable(arguments, "default", name, where);
    if (name == "read_env" || name == "read_envfile") return make_none(where);
    const Ref variable_name = arguments.at(0, "var");
    if (variable_name != nullptr && variable_name->type == Type::text)
        variable(variable_name->text, arguments.find("default") != nullptr, where);
    (void)base;
    return make_unknown("it comes from the environment", where);
}

}  // namespace stackc::python
