// A token of a Python file: a place in the text and the grammar's number for what stands there.
#pragma once

#include <cstdint>

namespace stackc::python {

/// The token types of grammar/Python.g4, in its order.
enum class TokenKind : std::uint8_t {
    none,
    name,
    number,
    string,
    fstring_start,
    fstring_middle,
    fstring_end,
    newline,
    indent,
    dedent,
    error,
    left_paren,
    right_paren,
    left_bracket,
    right_bracket,
    left_brace,
    right_brace,
    with_left_paren,
    with_right_paren,
    comma,
    colon,
    semicolon,
    dot,
    ellipsis,
    arrow,
    equal,
    walrus,
    augmented,
    exclamation,
    plus,
    minus,
    star,
    double_star,
    slash,
    double_slash,
    percent,
    at,
    tilde,
    bar,
    ampersand,
    caret,
    shift,
    compare,
    false_,
    none_,
    true_,
    and_,
    as,
    assert_,
    async,
    await,
    break_,
    class_,
    continue_,
    def,
    del,
    elif,
    else_,
    except,
    finally,
    for_,
    from,
    global,
    if_,
    import,
    in,
    is,
    lambda,
    nonlocal,
    not_,
    or_,
    pass,
    raise,
    return_,
    try_,
    while_,
    with,
    yield,
    match,
    case_,
    type,
};

/// For switches that mean a few kinds of many.
constexpr int code(TokenKind kind) {
    return static_cast<int>(kind);
}

struct Token {
    TokenKind kind = TokenKind::error;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

}  // namespace stackc::python
