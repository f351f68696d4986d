// The functions and methods that settings are made of; every other call is left alone.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/python/machine.h"

namespace stackc::python {

Ref Arguments::find(std::string_view wanted) const {
    for (const auto& [name, value] : named) {
        if (name == wanted) return value;
    }
    return nullptr;
}

Ref Arguments::at(std::size_t place, std::string_view name) const {
    return place < given.size() ? given[place] : find(name);
}

Ref Machine::unknown_call(std::string name, const Arguments& arguments, Span where) {
    std::vector<Ref> items = arguments.given;
    std::vector<Ref> keys(items.size(), nullptr);
    for (const auto& [key, value] : arguments.named) {
        keys.push_back(make_text(key, value->span));
        items.push_back(value);
    }
    Ref value = make_container(Type::call, std::move(items), std::move(keys), where);
    if (value->type == Type::call) value->text = std::move(name);
    value->is_partial = !arguments.is_known;
    return value;
}

/// Functions that only look at what they are handed.
static bool only_looks(std::string_view name) {
    static constexpr std::string_view prefixes[] = {
        "logging.",      "django.",         "channels.",      "environ.",
        "sentry_sdk.",   "json.dumps",      "builtins.print", "builtins.isinstance",
        "builtins.repr", "builtins.sorted", "builtins.len",   "os.",
        "pathlib."};
    return std::any_of(std::begin(prefixes), std::end(prefixes),
                       [&](std::string_view prefix) { return name.starts_with(prefix); });
}

Ref Machine::call_function(const std::string& name, const Arguments& arguments, Span where) {
    if (name.starts_with("builtins.")) {
        if (const Ref value = call_builtin(std::string_view(name).substr(9), arguments, where))
            return value;
    }
    if (name.starts_with("os.path.") || name.starts_with("posixpath.")) {
        if (const Ref value =
                call_path(std::string_view(name).substr(name.rfind('.') + 1), arguments, where))
            return value;
    }
    const bool is_path = name == "pathlib.Path" || name == "pathlib.PurePath" ||
                         name == "pathlib.PosixPath" || name == "pathlib.PurePosixPath";
    if (is_path && !arguments.given.empty()) {
        std::string path;
        Ref value = make_text("", where, Type::path);
        for (const Ref& part : arguments.given) {
            if (part->type != Type::text && part->type != Type::path)
                return make_unknown("a part of the path is not known", where);
            if (part->text.starts_with('/')) value->is_local = false;
            path = join_paths(path, part->text);
            inherit(*value, *part);
        }
        value->text = pure_path(path);
        return value;
    }
    if (name == "environ.Path" && !arguments.given.empty()) {
        const Ref& base = arguments.given[0];
        if (base->type != Type::text && !base->is_path())
            return make_unknown("the path is not known", where);
        Ref value = make_text(normal(base->text), where, Type::environ_path);
        inherit(*value, *base);
        if (arguments.given.size() > 1)
            return path_method(*value, "path",
                               {{arguments.given.begin() + 1, arguments.given.end()}, {}, true},
                               where);
        return value;
    }
    if (name == "os.getenv" || name == "os.environ.get")
        return read_variable(arguments, "default", "raw", where);
    if (name == "os.environ.setdefault" || name.starts_with("os.environ."))
        return make_unknown("it is the environment", where);
    if (name == "decouple.config" || name == "starlette.config.config")
        return read_variable(arguments, "default", "decouple", where);
    if (name == "environ.Env" || name == "environ.FileAwareEnv") {
        Ref reader = make_container(Type::reader, {}, {}, where);
        for (const auto& [key, value] : arguments.named) {
            reader->keys.push_back(make_text(key, value->span));
            reader->items.push_back(value);
        }
        return reader;
    }
    if (name == "django.utils.translation.gettext_lazy" ||
        name == "django.utils.translation.ugettext_lazy" ||
        name == "django.utils.translation.gettext") {
        return arguments.given.empty() ? make_unknown("it is translated", where)
                                       : unknown_call(name, arguments, where);
    }
    if (name == "builtins.exec" || name == "builtins.eval" || name.starts_with("split_settings.") ||
        name == "builtins.setattr" || name.ends_with(".include")) {
        module_->is_complete = false;
        doubt_everything();
        return make_unknown("it runs other code", where);
    }
    if (name == "builtins.globals" || name == "builtins.locals" || name == "builtins.vars") {
        // Whoever gets hold of the names may set any.
        module_->is_complete = false;
        doubt_everything();
        return make_entity("globals()", where);
    }
    if (!only_looks(name)) {
        for (const Ref& argument : arguments.given) {
            if (argument->is_mutable() && !argument->items.empty()) argument->is_assumed = true;
        }
    }
    return unknown_call(name, arguments, where);
}

Ref Machine::call_builtin(std::string_view name, const Arguments& arguments, Span where) {
    const Ref first = arguments.given.empty() ? nullptr : arguments.given[0];
    if (first == nullptr || !arguments.is_known) {
        if (first == nullptr && arguments.named.empty()) {
            if (name == "list") return make_container(Type::list, {}, {}, where);
            if (name == "tuple") return make_container(Type::tuple, {}, {}, where);
            if (name == "set") return make_container(Type::set, {}, {}, where);
            if (name == "dict") return make_container(Type::dict, {}, {}, where);
        }
        if (name != "dict" || !arguments.is_known) return nullptr;
        std::vector<Ref> keys, items;
        for (const auto& [key, value] : arguments.named) {
            keys.push_back(make_text(key, value->span));
            items.push_back(value);
        }
        return make_container(Type::dict, std::move(items), std::move(keys), where);
    }
    if (arguments.given.size() > 1) return nullptr;
    Ref value;
    if (name == "str") {
        const auto shown = to_str(*first);
        value = shown ? make_text(*shown, where) : make_unknown("it is computed in Python", where);
    } else if (name == "int") {
        value = cast_to(first, "int", where);
    } else if (name == "bool") {
        const auto is_true = truth(*first);
        value = is_true ? make_boolean(*is_true, where)
                        : make_unknown("it is computed in Python", where);
    } else if (name == "float") {
        value = cast_to(first, "float", where);
    } else if (name == "list" || name == "tuple") {
        if (first->type != Type::list && first->type != Type::tuple)
            return make_unknown("it is computed in Python", where);
        value = make_container(name == "list" ? Type::list : Type::tuple, first->items, {}, where);
        value->is_partial = first->is_partial;
    } else if (name == "len") {
        const bool is_counted =
            (first->type == Type::list || first->type == Type::tuple) && !first->is_partial;
        value = is_counted ? make_integer(static_cast<std::int64_t>(first->items.size()), where)
                           : make_unknown("it is computed in Python", where);
    } else {
        return nullptr;
    }
    inherit(*value, *first);
    return value;
}

Ref Machine::call_path(std::string_view name, const Arguments& arguments, Span where) {
    if (arguments.given.empty() || !arguments.is_known) return nullptr;
    Ref value = make_text("", where);
    for (const Ref& part : arguments.given) {
        if (part->type != Type::text && !part->is_path())
            return make_unknown("a part of the path is not known", where);
        if (part->text.starts_with('/')) value->is_local = false;
        inherit(*value, *part);
    }
    const std::string& first = arguments.given[0]->text;
    if (name == "join") {
        for (const Ref& part : arguments.given) value->text = join_paths(value->text, part->text);
        if (value->text.size() > longest_text) return make_unknown("it is too long", where);
        return value;
    }
    if (name == "dirname")
        value->text = dirname(first);
    else if (name == "basename")
        value->text = first.substr(first.rfind('/') + 1);
    else if (name == "normpath")
        value->text = normal(first);
    else if ((name == "abspath" || name == "realpath") && first.starts_with('/'))
        value->text = normal(first);
    else
        return make_unknown("it depends on the machine", where);
    return value;
}

// ---------------------------------------------------------------------------------- methods

Ref Machine::call_method(const Ref& base, std::string_view name, const Arguments& arguments,
                         Span where) {
    Ref value;
    switch (code(base->type)) {
        case code(Type::text):
            value = text_method(*base, name, arguments, where);
            break;
        case code(Type::list):
        case code(Type::set):
            value = list_method(base, name, arguments, where);
            break;
        case code(Type::dict):
            value = dict_method(base, name, arguments, where);
            break;
        case code(Type::path):
        case code(Type::environ_path):
            value = path_method(*base, name, arguments, where);
            break;
        case code(Type::reader):
            return reader_method(base, name, arguments, where);
        default:
            return unknown_call("?." + std::string(name), arguments, where);
    }
    if (value == nullptr) value = make_unknown("it is computed in Python", where);
    if (!value->is_mutable() || value != base) {
        inherit_doubts(*value, *base);
        value->is_local = value->is_local || (base->is_local && value->type != Type::boolean);
    }
    return value;
}

static std::vector<std::string> split_text(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    if (separator.empty()) {
        std::size_t at = 0;
        while ((at = text.find_first_not_of(" \t\r\n\f\v", at)) != std::string_view::npos) {
            const std::size_t end = std::min(text.find_first_of(" \t\r\n\f\v", at), text.size());
            parts.emplace_back(text.substr(at, end - at));
            at = end;
        }
        return parts;
    }
    while (true) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + separator.size());
    }
}

Ref Machine::text_method(const Object& base, std::string_view name, const Arguments& arguments,
                         Span where) {
    const auto given = [&](std::size_t place) -> const std::string* {
        return place < arguments.given.size() && arguments.given[place]->type == Type::text
                   ? &arguments.given[place]->text
                   : nullptr;
    };
    const std::size_t count = arguments.given.size();
    Ref value;
    if (name == "format") {
        auto formatted = format_braces(base.text, arguments);
        value = formatted ? make_text(*std::move(formatted), where) : nullptr;
    } else if (name == "join" && count == 1 && arguments.given[0]->is_sequence() &&
               arguments.given[0]->type != Type::set && !arguments.given[0]->is_partial) {
        std::vector<std::string> parts;
        for (const Ref& item : arguments.given[0]->items) {
            if (item->type != Type::text) return nullptr;
            parts.push_back(item->text);
        }
        value = make_text(join(parts, base.text), where);
        for (const Ref& item : arguments.given[0]->items) inherit(*value, *item);
    } else if (name == "split" &&
               (count == 0 || (count == 1 && given(0) != nullptr && !given(0)->empty()))) {
        std::vector<Ref> parts;
        for (std::string& part : split_text(base.text, count == 0 ? std::string_view() : *given(0))) {
            parts.push_back(make_text(std::move(part), base.span));
            inherit(*parts.back(), base);
        }
        value = make_container(Type::list, std::move(parts), {}, where);
    } else if (name == "lower" && count == 0 && is_utf8(base.text)) {
        const bool is_ascii = std::all_of(base.text.begin(), base.text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x80;
        });
        if (!is_ascii) return nullptr;
        value = make_text(to_lower(base.text), where);
    } else if (name == "upper" && count == 0) {
        std::string upper = base.text;
        for (char& c : upper) {
            if (static_cast<unsigned char>(c) >= 0x80) return nullptr;
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        }
        value = make_text(std::move(upper), where);
    } else if ((name == "strip" || name == "rstrip" || name == "lstrip") &&
               (count == 0 || given(0) != nullptr)) {
        const std::string_view set = count == 0 ? std::string_view(" \t\r\n\f\v") : *given(0);
        std::string_view rest = base.text;
        if (name != "rstrip")
            rest.remove_prefix(std::min(rest.find_first_not_of(set), rest.size()));
        if (name != "lstrip") rest = rest.substr(0, rest.find_last_not_of(set) + 1);
        value = make_text(std::string(rest), where);
    } else if (name == "replace" && count == 2 && given(0) != nullptr && given(1) != nullptr &&
               !given(0)->empty()) {
        const std::vector<std::string> parts = split_text(base.text, *given(0));
        if (base.text.size() + parts.size() * given(1)->size() > longest_text) return nullptr;
        value = make_text(join(parts, *given(1)), where);
    } else if ((name == "startswith" || name == "endswith") && count == 1 && given(0) != nullptr) {
        value = make_boolean(name == "startswith" ? base.text.starts_with(*given(0))
                                                  : base.text.ends_with(*given(0)),
                             where);
    }
    if (value != nullptr) {
        for (const Ref& argument : arguments.given) inherit(*value, *argument);
        for (const auto& [key, argument] : arguments.named) inherit(*value, *argument);
    }
    return value;
}

Ref Machine::list_method(const Ref& base, std::string_view name, const Arguments& arguments,
                         Span where) {
    const std::size_t count = arguments.given.size();
    const auto spoil = [&] { *base = *make_unknown("it is changed in Python", base->span); };
    if (name == "copy" && count == 0) {
        Ref value = make_container(base->type, base->items, {}, where);
        value->is_partial = base->is_partial;
        return value;
    }
    if (name == "index" || name == "count") return nullptr;
    base->is_assumed = base->is_assumed || is_assuming_;
    for (const Ref& argument : arguments.given)
        inherit_doubts(*base, *argument);
    const bool is_full = base->items.size() >= most_items;
    const bool has_one = count == 1 && arguments.is_known;
    if ((name == "append" || name == "add") && has_one && !holds(*arguments.given[0], *base) &&
        !is_full && base->type == (name == "add" ? Type::set : Type::list)) {
        base->items.push_back(arguments.given[0]);
        base->depth = std::max(base->depth, arguments.given[0]->depth + 1);
        if (base->depth > deepest) spoil();
        return make_none(where);
    }
    const bool adds_many = name == "extend" || name == "update";
    if (adds_many && has_one && !holds(*arguments.given[0], *base)) {
        const Ref& more = arguments.given[0];
        const bool is_known = more->type == Type::list || more->type == Type::tuple;
        base->is_partial = base->is_partial || !is_known || more->is_partial || is_full;
        if (is_known && base->items.size() + more->items.size() <= most_items)
            base->items.insert(base->items.end(), more->items.begin(), more->items.end());
        base->depth = std::max(base->depth, more->depth);
        return make_none(where);
    }
    if (name == "insert" && count == 2 && arguments.given[0]->is_number() &&
        arguments.given[0]->integer >= 0 && !base->is_partial && !is_full &&
        !holds(*arguments.given[1], *base)) {
        const auto place =
            std::min(static_cast<std::size_t>(arguments.given[0]->integer), base->items.size());
        base->items.insert(base->items.begin() + static_cast<std::ptrdiff_t>(place),
                           arguments.given[1]);
        base->depth = std::max(base->depth, arguments.given[1]->depth + 1);
        if (base->depth > deepest) spoil();
        return make_none(where);
    }
    if (name == "insert" && count == 2 && !is_full && !holds(*arguments.given[1], *base)) {
        // Somewhere in it.
        base->items.push_back(arguments.given[1]);
        base->is_partial = true;
        return make_none(where);
    }
    spoil();
    return nullptr;
}

Ref Machine::dict_method(const Ref& base, std::string_view name, const Arguments& arguments,
                         Span where) {
    const Ref key = arguments.given.empty() ? nullptr : arguments.given[0];
    if (name == "get" && key != nullptr && key->type == Type::text) {
        if (const Ref found = base->find(key->text))
            return found->is_mutable() ? found : copy(*found, where);
        if (base->is_partial) return nullptr;
        return arguments.given.size() > 1 ? arguments.given[1] : make_none(where);
    }
    if (name == "keys" || name == "values" || name == "items" || name == "get") return nullptr;
    if (name == "copy") {
        Ref value = make_container(Type::dict, base->items, base->keys, where);
        value->is_partial = base->is_partial;
        return value;
    }
    if (name == "update" && base->items.size() < 300) {
        std::vector<std::pair<Ref, Ref>> entries;
        bool is_known = arguments.is_known && arguments.given.size() <= 1;
        if (key != nullptr && key->type == Type::dict && !key->is_partial) {
            for (std::size_t i = 0; i < key->keys.size(); ++i)
                entries.emplace_back(key->keys[i], key->items[i]);
        } else if (key != nullptr) {
            is_known = false;
        }
        for (const auto& [each, value] : arguments.named)
            entries.emplace_back(make_text(each, value->span), value);
        for (const auto& [each, value] : entries) is_known = is_known && !holds(*value, *base);
        if (is_known) {
            for (const auto& [each, value] : entries) {
                bool is_new = true;
                for (std::size_t i = 0; i < base->keys.size(); ++i) {
                    if (are_equal(*base->keys[i], *each) != std::optional(true)) continue;
                    base->items[i] = value;
                    is_new = false;
                }
                if (!is_new) continue;
                base->keys.push_back(each);
                base->items.push_back(value);
                base->depth = std::max(base->depth, value->depth + 1);
            }
            base->is_assumed = base->is_assumed || is_assuming_;
            return make_none(where);
        }
    }
    *base = *make_unknown("it is changed in Python", base->span);
    return nullptr;
}

Ref Machine::path_method(const Object& base, std::string_view name, const Arguments& arguments,
                         Span where) {
    Ref value = make_text(base.text, where, base.type);
    const bool joins = name == "joinpath" || name == "path" || name == "__call__";
    if (joins) {
        for (const Ref& part : arguments.given) {
            if (part->type != Type::text && !part->is_path())
                return make_unknown("a part of the path is not known", where);
            value->text = join_paths(value->text, part->text);
            inherit(*value, *part);
        }
        value->text = base.type == Type::path ? pure_path(value->text) : normal(value->text);
        if (name == "__call__") value->type = Type::text;
        inherit(*value, base);
        return value;
    }
    const bool is_settled = name == "resolve" || name == "absolute" || name == "expanduser";
    if (is_settled) {
        if (!base.text.starts_with('/'))
            return make_unknown("it depends on where the program is started", where);
        if (name == "resolve") value->text = normal(base.text);
        return value;
    }
    if (name == "as_posix" || name == "__str__") {
        value->type = Type::text;
        return value;
    }
    return nullptr;
}

}  // namespace stackc::python
