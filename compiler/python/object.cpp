#include "compiler/python/object.h"

#include <algorithm>

namespace stackc::python {

Ref Object::find(std::string_view key) const {
    for (std::size_t i = keys.size(); i-- > 0;) {
        if (keys[i] != nullptr && keys[i]->type == Type::text && keys[i]->text == key)
            return items[i];
    }
    return nullptr;
}

static Ref make(Type type, Span span) {
    Ref object = std::make_shared<Object>();
    object->type = type;
    object->span = span;
    return object;
}

Ref make_unknown(std::string why, Span span) {
    Ref object = make(Type::unknown, span);
    object->text = std::move(why);
    return object;
}

Ref make_text(std::string text, Span span, Type type) {
    if (text.size() > longest_text) return make_unknown("it is too long", span);
    Ref object = make(type, span);
    object->text = std::move(text);
    return object;
}

Ref make_boolean(bool value, Span span) {
    Ref object = make(Type::boolean, span);
    object->integer = value ? 1 : 0;
    return object;
}

Ref make_integer(std::int64_t value, Span span) {
    Ref object = make(Type::integer, span);
    object->integer = value;
    return object;
}

Ref make_none(Span span) {
    return make(Type::none, span);
}

Ref make_entity(std::string name, Span span) {
    constexpr std::size_t longest_name = 500;
    if (name.size() > longest_name) return make_unknown("its name is too long", span);
    return make_text(std::move(name), span, Type::entity);
}

Ref make_container(Type type, std::vector<Ref> items, std::vector<Ref> keys, Span span) {
    Ref object = make(type, span);
    for (const Ref& item : items) object->depth = std::max(object->depth, item->depth + 1);
    if (object->depth > deepest || items.size() > most_items)
        return make_unknown("it nests too deep or is too long", span);
    object->items = std::move(items);
    object->keys = std::move(keys);
    return object;
}

Ref copy(const Object& object, Span span) {
    Ref result = std::make_shared<Object>(object);
    result->span = span;
    return result;
}

std::optional<bool> truth(const Object& object) {
    switch (object.type) {
        case Type::unknown:
        case Type::call:
        case Type::reader:
            return std::nullopt;
        case Type::none:
            return false;
        case Type::boolean:
        case Type::integer:
            return object.integer != 0;
        case Type::real:
            return object.real != 0;
        case Type::text:
        case Type::bytes:
            return !object.text.empty();
        case Type::list:
        case Type::tuple:
        case Type::set:
        case Type::dict:
            if (!object.items.empty()) return true;
            return object.is_partial ? std::nullopt : std::optional(false);
        case Type::path:
        case Type::environ_path:
            return true;
        case Type::entity:
            return std::nullopt;
    }
    return std::nullopt;
}

static std::optional<bool> are_equal_items(const Object& a, const Object& b) {
    if (a.is_partial || b.is_partial) return std::nullopt;
    if (a.items.size() != b.items.size()) return false;
    if (a.type == Type::set || a.type == Type::dict) return std::nullopt;
    bool is_known = true;
    for (std::size_t i = 0; i < a.items.size(); ++i) {
        const std::optional<bool> same = are_equal(*a.items[i], *b.items[i]);
        if (!same)
            is_known = false;
        else if (!*same)
            return false;
    }
    return is_known ? std::optional(true) : std::nullopt;
}

std::optional<bool> are_equal(const Object& a, const Object& b) {
    const auto is_opaque = [](const Object& object) {
        return object.type == Type::unknown || object.type == Type::call ||
               object.type == Type::reader || object.type == Type::entity ||
               object.type == Type::environ_path || object.type == Type::real;
    };
    if (is_opaque(a) || is_opaque(b)) return std::nullopt;
    // Where the file lies is another place on the target.
    if (a.is_local != b.is_local) return std::nullopt;
    if (a.is_number() && b.is_number()) return a.integer == b.integer;
    if (a.type != b.type) return false;
    if (a.type == Type::none) return true;
    if (a.is_sequence() || a.type == Type::dict) return are_equal_items(a, b);
    return a.text == b.text;
}

std::optional<std::string> to_str(const Object& object) {
    switch (object.type) {
        case Type::none:
            return "None";
        case Type::boolean:
            return object.integer != 0 ? "True" : "False";
        case Type::integer:
            return std::to_string(object.integer);
        case Type::text:
        case Type::path:
        case Type::environ_path:
            return object.text;
        case Type::unknown:
        case Type::real:
        case Type::bytes:
        case Type::list:
        case Type::tuple:
        case Type::set:
        case Type::dict:
        case Type::entity:
        case Type::call:
        case Type::reader:
            return std::nullopt;
    }
    return std::nullopt;
}

static PythonValue::Kind kind_of(Type type) {
    using Kind = PythonValue::Kind;
    switch (type) {
        case Type::none:
            return Kind::none;
        case Type::boolean:
            return Kind::boolean;
        case Type::integer:
            return Kind::integer;
        case Type::real:
            return Kind::real;
        case Type::text:
        case Type::path:
        case Type::environ_path:
            return Kind::text;
        case Type::bytes:
            return Kind::bytes;
        case Type::list:
            return Kind::list;
        case Type::tuple:
            return Kind::tuple;
        case Type::set:
            return Kind::set;
        case Type::dict:
            return Kind::dict;
        case Type::call:
        case Type::entity:
            return Kind::call;
        case Type::unknown:
        case Type::reader:
            return Kind::unknown;
    }
    return Kind::unknown;
}

// Lists that hold one list twice, and that one another twice, are small to write and huge to copy.
static PythonValue to_value(const Object& object, std::size_t& budget, std::uint32_t depth) {
    PythonValue value;
    if (budget == 0 || depth > 2 * deepest) {
        value.text = "it is too large";
        value.span = object.span;
        return value;
    }
    --budget;
    value.kind = kind_of(object.type);
    value.span = object.span;
    value.text = object.text;
    value.integer = object.integer;
    value.real = object.real;
    value.is_partial = object.is_partial;
    value.is_assumed = object.is_assumed;
    value.is_local_path = object.is_local;
    for (const Ref& item : object.items) {
        value.items.push_back(to_value(*item, budget, depth + 1));
        value.is_assumed = value.is_assumed || value.items.back().is_assumed;
    }
    for (const Ref& key : object.keys) {
        value.keys.push_back(key == nullptr ? PythonValue{} : to_value(*key, budget, depth + 1));
        if (key == nullptr) value.keys.back().kind = PythonValue::Kind::none;
    }
    return value;
}

PythonValue to_value(const Object& object) {
    std::size_t budget = 2 * most_items;
    return to_value(object, budget, 0);
}

bool holds(const Object& outer, const Object& inner) {
    std::vector<const Object*> waiting{&outer};
    for (std::size_t seen = 0; !waiting.empty(); ++seen) {
        const Object* object = waiting.back();
        waiting.pop_back();
        if (object == &inner || seen > most_items) return true;
        for (const Ref& item : object->items) waiting.push_back(item.get());
    }
    return false;
}

}  // namespace stackc::python
