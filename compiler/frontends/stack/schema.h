// The table of statements: what may stand in which block, with which values. It is the one
// place that checking, hover, completion, `explain` and docs/language.md are made from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace stackc::stack {

/// What a `{ }` holds.
enum class Block : std::uint8_t {
    none,
    file,
    profile,
    host,
    firewall,
    provider,
    user,
    group,
    app,
    env,
    service,
    site,
    tls,
    route,
    balancer
};
std::string_view to_text(Block block);

/// Whether a statement ends in a block, or in text that is handed through.
enum class Body : std::uint8_t { none, optional, required, raw };

/// How often a statement may stand in one block. `named`: once for each name.
enum class Repeat : std::uint8_t { once, many, named };

struct Statement {
    Block in = Block::none;
    std::string_view name;  // "*": any name, where the block holds names of the user's own
    /// The forms of its values, one a line: words stand for themselves, `a|b` for one of them,
    /// CAPITALS for a type, `(x)` for what may be left out, `[X...]` for a list.
    std::string_view forms;
    Body body = Body::none;
    Block opens = Block::none;
    Repeat repeat = Repeat::once;
    bool is_required = false;
    std::string_view fallback;  // what holds where it is not written
    std::string_view help;
    std::string_view drives;  // what it becomes in the files that are generated
};

std::span<const Statement> statements();

/// The statement of that name in `block`; null where there is none.
const Statement* find_statement(Block block, std::string_view name);

/// Every statement that may stand in `block`.
bool may_stand(const Statement& statement, Block block);

/// The block that a statement of that name opens at the top of a file; none for others.
Block opened_at_top(std::string_view name);

/// A kind of value: what its name in a form means.
struct Type {
    std::string_view name;      // "PORT"
    std::string_view rule;      // the diagnostic of a wrong one
    std::string_view expected;  // "a port from 1 to 65535"
    std::string_view forms;     // for the manual
    /// Why `text` is none; nothing when it is one. `written` is the text without quotes.
    std::optional<std::string> (*problem)(std::string_view text, bool is_quoted) = nullptr;
};

std::span<const Type> types();
const Type* find_type(std::string_view name);

}  // namespace stackc::stack
