// What nginx's modules register: for every directive the contexts, argument counts, value type
// and so on. The rows are generated (tools/facts/nginx_directives.py); everything that asks
// "may this stand here?" asks here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::nginx {

/// The kinds of block that directives know of, in the bit order of the generated table.
enum class Context : std::uint8_t {
    main, events, http, server, location, if_in_server, if_in_location, limit_except, upstream,
    stream, stream_server, stream_upstream, mail, mail_server,
    rtmp, rtmp_server, rtmp_application, rtmp_recorder,
    entries,  // `map`, `types`, `geo` …: lines of their own form, no directives
    unknown,  // below something that is not known: nothing is checked
};

/// A set of contexts, one bit each.
using ContextSet = std::uint32_t;
constexpr ContextSet set_of(Context context) { return 1u << static_cast<unsigned>(context); }
constexpr ContextSet every_context = set_of(Context::entries) - 1;

/// As nginx's manual writes it: "http", "if in location", "server (stream)".
std::string_view to_text(Context context);
/// The contexts in words, joined with commas; each text once.
std::string to_text(ContextSet contexts);
/// The context named by `--context`, as a person writes it; `unknown` for other words.
Context parse_context(std::string_view text);

enum class ValueType : std::uint8_t {
    custom, flag, size, offset, msec, sec, num, string, str_array, enum_value, bitmask, bufs, path, keyval,
    access, mime_types, predicate, complex_str, complex_size,
};

enum RowFlag : std::uint16_t {
    is_block = 1, is_raw = 2, has_entries = 4, is_unique = 8, takes_variables = 16,
    is_core = 32, is_third_party = 64, is_removed = 128, is_commercial = 256,
};

/// One registration of a directive by one module.
struct DirectiveRow {
    std::string_view name;
    std::string_view module;
    ContextSet contexts = 0;
    std::uint16_t arity = 0;  // bit n: n arguments are taken; bit 15: fifteen or more
    ValueType type = ValueType::custom;
    std::uint16_t flags = 0;
    std::string_view values;   // what an enum or bitmask takes, space separated
    std::string_view params;   // literals that a setter of its own compares with: a hint
    std::string_view fallback;  // the default, in nginx's own syntax
    std::string_view since;    // the first release that has it
    std::string_view last;     // the last one, for removed ones
    std::string_view source;   // the third-party module, or the configure switch
    std::string_view replaced_by;
    std::int64_t low = -1;     // the range of a number; -1: open
    std::int64_t high = -1;

    bool has(RowFlag flag) const { return (flags & flag) != 0; }
    bool takes(std::size_t count) const { return ((arity >> (count < 15 ? count : 15)) & 1u) != 0; }
    bool stands_in(ContextSet contexts_here) const { return (contexts & contexts_here) != 0; }
    /// Whether nginx `version` ("1.22", "1.22.1") has it; true where the version is empty.
    bool is_in(std::string_view version) const;
    /// What follows from the row is certain: the sources of that module were read.
    bool is_certain() const { return !has(is_removed) && !has(is_commercial); }
};

/// The generated table, sorted by name.
std::span<const DirectiveRow> directive_rows();

/// The registrations of `name`; empty for a name that no module knows.
std::span<const DirectiveRow> find_directive(std::string_view name);

/// The names that may stand in one of `contexts`, sorted.
std::vector<std::string_view> directives_in(ContextSet contexts);

/// The context inside the block `name` that stands in `outer`.
Context context_inside(std::string_view name, Context outer);

/// False where nginx surely refuses `word` among the arguments after the first of `row`: it is
/// none of the words or parameters that the directive takes.
bool may_take(const DirectiveRow& row, std::string_view word);

/// True when `text` is one of the space separated `params`, or starts with one that ends in `=`.
bool is_parameter(std::string_view text, std::string_view params);

/// The contexts inside the block `name` that stands in one of `outer`; 0 where that is not known.
ContextSet contexts_inside(std::string_view name, ContextSet outer);

/// "1", "1 or 2", "at least 1", for messages.
std::string arity_text(std::uint16_t arity);

}  // namespace stackc::nginx
