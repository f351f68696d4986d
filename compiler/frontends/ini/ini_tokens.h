// Cuts an ini file into the tokens of grammar/Ini.g4. What a comment, a separator or a
// continued value is differs between the dialects; `IniOptions` says how.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::ini {

/// How one dialect reads its lines.
struct IniOptions {
    std::string_view dialect;
    std::string_view separators = "=";
    /// Inside a line `;` and `#` start a comment after white space (Python's configparser).
    bool has_inline_comments = false;
    /// A line indented deeper than its key goes on with the value (Python's configparser).
    bool has_continuations = false;
    /// A lone CR ends a line (Python's universal newlines).
    bool is_cr_newline = false;
    /// A line without a separator is a key of its own (uWSGI); else the program refuses it.
    bool allows_bare_keys = false;
    /// A section's name ends one byte before the end of the line, whatever stands there
    /// (uWSGI); else at its last `]`, and a line without one is no section.
    bool cuts_last_byte_of_section = false;
    /// Keys and values before the first section: refused (supervisor) or ignored (uWSGI).
    bool needs_section_first = false;
};

enum class TokenKind : std::uint8_t {
    section,
    trailing,
    key,
    separator,
    value,
    continuation,
    comment,
    template_line,
    garbage,
    end
};

/// [begin, end) of the file's bytes.
struct IniToken {
    TokenKind kind = TokenKind::end;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Every token of `text`, in order, without `end`.
std::vector<IniToken> tokenize(std::string_view text, const IniOptions& options);

}  // namespace stackc::ini
