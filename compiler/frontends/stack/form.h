// The forms of a statement's values, read from the table's notation, and the words of a
// statement matched against them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/stack/schema.h"
#include "compiler/source/span.h"

namespace stackc::stack {

/// A word after `${}`: what it means and where it stands.
struct Text {
    std::string value;
    Span span;
    bool is_quoted = false;
};

struct Element {
    enum class Kind : std::uint8_t { keyword, typed, list, optional } kind = Kind::keyword;
    std::vector<std::string_view> words;  // keyword: the choices
    const Type* type = nullptr;           // typed, list
    std::vector<Element> inner;           // optional: its elements
};

using Form = std::vector<Element>;

/// The forms of a statement, one for each line of its notation.
std::vector<Form> read_forms(std::string_view notation);

/// What the words of a statement were matched to.
class Match {
  public:
    struct Bound {
        std::string_view key;  // the type's name; empty for a keyword
        Text text;
        bool is_choice = false;  // a keyword out of several
    };
    std::vector<Bound> bound;

    /// The value of that type, or null.
    const Text* get(std::string_view type) const;
    std::vector<Text> list(std::string_view type) const;
    /// The keyword itself where it was written, or null.
    const Text* keyword(std::string_view word) const;
    bool has(std::string_view word) const { return keyword(word) != nullptr; }
    /// The first keyword that was one of several, or null.
    const Text* choice() const;
};

/// Why words do not match: at which word, and what would.
struct Mismatch {
    enum class Kind : std::uint8_t {
        missing,
        wrong_word,
        wrong_value,
        too_many
    } kind = Kind::missing;
    std::size_t at = 0;                      // the index of the word
    std::vector<std::string_view> keywords;  // that were expected there
    std::vector<const Type*> types;          // that were expected there
    std::string problem;                     // wrong_value: why the type refuses it
};

struct MatchResult {
    std::optional<Match> match;
    Mismatch mismatch;
};

/// The first form that the words fit, else what is wrong with the form that they fit furthest.
MatchResult match_forms(std::span<const Form> forms, std::span<const Text> words);

}  // namespace stackc::stack
