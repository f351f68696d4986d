// The objects that the evaluator works with: Python's own, with references shared as Python
// shares them, so that `B = A; B.append(x)` changes both.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/settings.h"
#include "compiler/source/span.h"

namespace stackc::python {

enum class Type : std::uint8_t {
    unknown,
    none,
    boolean,
    integer,
    real,
    text,
    bytes,
    list,
    tuple,
    set,
    dict,
    path,          // pathlib's
    environ_path,  // django-environ's
    entity,        // something imported or built in, by its dotted name
    call,          // what a call gives that nobody ran
    reader,        // an `environ.Env(…)`
};

/// For switches that mean a few types of many.
constexpr int code(Type type) {
    return static_cast<int>(type);
}

struct Module;
struct Object;
using Ref = std::shared_ptr<Object>;

struct Object {
    Type type = Type::unknown;
    Span span;
    std::string text;  // of text, bytes and paths; a dotted name; why it is unknown
    std::int64_t integer = 0;
    double real = 0;
    std::vector<Ref> items;
    std::vector<Ref> keys;  // of dict, call and reader, one for each of `items`; null: by place
    bool is_partial = false;
    bool is_assumed = false;
    bool is_overridable = false;  // by a file that is not here
    bool is_local = false;
    std::uint32_t depth = 0;
    std::weak_ptr<Module> module;  // of an entity that is a module of the workspace

    bool is_sequence() const {
        return type == Type::list || type == Type::tuple || type == Type::set;
    }
    bool is_path() const { return type == Type::path || type == Type::environ_path; }
    bool is_mutable() const {
        return type == Type::list || type == Type::set || type == Type::dict;
    }
    bool is_number() const { return type == Type::integer || type == Type::boolean; }
    /// An entity of that dotted name.
    bool is_entity(std::string_view name) const { return type == Type::entity && text == name; }
    /// The value under a text key, or null.
    Ref find(std::string_view key) const;
};

Ref make_unknown(std::string why, Span span);
Ref make_text(std::string text, Span span, Type type = Type::text);
Ref make_boolean(bool value, Span span);
Ref make_integer(std::int64_t value, Span span);
Ref make_none(Span span);
Ref make_entity(std::string name, Span span);
/// A list, tuple, set, dict or call of `items`; unknown where it would nest too deep.
Ref make_container(Type type, std::vector<Ref> items, std::vector<Ref> keys, Span span);
/// The same value said at `span`.
Ref copy(const Object& object, Span span);

/// Whether Python takes it for true; nothing where that is not known.
std::optional<bool> truth(const Object& object);
/// Whether both are equal; nothing where that is not known.
std::optional<bool> are_equal(const Object& a, const Object& b);
/// What `str()` gives; nothing where that is not known.
std::optional<std::string> to_str(const Object& object);

PythonValue to_value(const Object& object);

/// Whether `inner` is `outer` or lies in it; true too where that takes too long to say.
bool holds(const Object& outer, const Object& inner);

// The limits that keep a hostile file from costing time or stack.
inline constexpr std::size_t longest_text = 1u << 20u;
inline constexpr std::size_t most_items = 20'000;
inline constexpr std::uint32_t deepest = 60;

}  // namespace stackc::python
