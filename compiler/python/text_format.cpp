// Texts made of others: `%`, `str.format`, and paths as os.path and pathlib join them.
#include <algorithm>

#include "compiler/python/machine.h"

namespace stackc::python {

std::optional<std::string> format_percent(std::string_view format, const Object& values) {
    std::string out;
    std::size_t next = 0;
    const bool is_tuple = values.type == Type::tuple;
    if (is_tuple && values.is_partial) return std::nullopt;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
            continue;
        }
        if (++i >= format.size()) return std::nullopt;
        if (format[i] == '%') {
            out += '%';
            continue;
        }
        Ref named;
        const Object* value = nullptr;
        if (format[i] == '(') {
            const std::size_t close = format.find(')', i);
            if (close == std::string_view::npos || close + 1 >= format.size() ||
                values.type != Type::dict || values.is_partial)
                return std::nullopt;
            named = values.find(format.substr(i + 1, close - i - 1));
            value = named.get();
            i = close + 1;
        } else if (is_tuple) {
            if (next >= values.items.size()) return std::nullopt;
            value = values.items[next++].get();
        } else {
            if (next++ > 0) return std::nullopt;
            value = &values;
        }
        if (value == nullptr ||
            (format[i] != 's' && !(format[i] == 'd' && value->type == Type::integer)))
            return std::nullopt;
        const auto shown = to_str(*value);
        if (!shown || out.size() + shown->size() > longest_text) return std::nullopt;
        out += *shown;
    }
    if (is_tuple ? next != values.items.size() : next == 0 && values.type != Type::dict)
        return std::nullopt;
    return out;
}

std::optional<std::string> format_braces(std::string_view format, const Arguments& arguments) {
    std::string out;
    std::size_t next = 0;
    if (!arguments.is_known) return std::nullopt;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        if ((c == '{' || c == '}') && i + 1 < format.size() && format[i + 1] == c) {
            out += c;
            ++i;
            continue;
        }
        if (c == '}') return std::nullopt;
        if (c != '{') {
            out += c;
            continue;
        }
        const std::size_t close = format.find('}', i);
        if (close == std::string_view::npos) return std::nullopt;
        const std::string_view field = format.substr(i + 1, close - i - 1);
        i = close;
        Ref value;
        if (field.empty()) {
            if (next < arguments.given.size()) value = arguments.given[next++];
        } else if (field.find_first_not_of("0123456789") == std::string_view::npos &&
                   field.size() < 4) {
            const std::size_t place = static_cast<std::size_t>(std::stoul(std::string(field)));
            if (place < arguments.given.size()) value = arguments.given[place];
        } else {
            value = arguments.find(field);
        }
        const auto shown = value == nullptr ? std::nullopt : to_str(*value);
        if (!shown || out.size() + shown->size() > longest_text) return std::nullopt;
        out += *shown;
    }
    return out;
}

std::string join_paths(std::string_view base, std::string_view more) {
    if (more.starts_with('/') || base.empty()) return std::string(more);
    std::string out(base);
    if (!out.ends_with('/')) out += '/';
    out += more;
    return out;
}

std::string pure_path(std::string_view path) {
    std::string out = path.starts_with('/') ? "/" : "";
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (part.empty() || part == ".") continue;
        if (!out.empty() && !out.ends_with('/')) out += '/';
        out += part;
    }
    return out.empty() ? "." : out;
}

std::string pure_parent(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return ".";
    return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string dirname(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return "";
    std::string_view head = path.substr(0, slash + 1);
    while (head.size() > 1 && head.ends_with('/')) head.remove_suffix(1);
    return std::string(head);
}

std::string normal(std::string_view path) {
    const bool is_absolute = path.starts_with('/');
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (part.empty() || part == ".") continue;
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else if (part != ".." || !is_absolute)
            parts.push_back(part);
    }
    std::string out = is_absolute ? "/" : "";
    for (const std::string_view part : parts) {
        if (!out.empty() && !out.ends_with('/')) out += '/';
        out += part;
    }
    return out.empty() ? "." : out;
}

}  // namespace stackc::python
