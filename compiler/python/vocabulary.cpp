#include "compiler/python/vocabulary.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace stackc::python {

static constexpr std::pair<std::string_view, TokenKind> keywords[] = {
    {"False", TokenKind::false_},
    {"None", TokenKind::none_},
    {"True", TokenKind::true_},
    {"and", TokenKind::and_},
    {"as", TokenKind::as},
    {"assert", TokenKind::assert_},
    {"async", TokenKind::async},
    {"await", TokenKind::await},
    {"break", TokenKind::break_},
    {"class", TokenKind::class_},
    {"continue", TokenKind::continue_},
    {"def", TokenKind::def},
    {"del", TokenKind::del},
    {"elif", TokenKind::elif},
    {"else", TokenKind::else_},
    {"except", TokenKind::except},
    {"finally", TokenKind::finally},
    {"for", TokenKind::for_},
    {"from", TokenKind::from},
    {"global", TokenKind::global},
    {"if", TokenKind::if_},
    {"import", TokenKind::import},
    {"in", TokenKind::in},
    {"is", TokenKind::is},
    {"lambda", TokenKind::lambda},
    {"nonlocal", TokenKind::nonlocal},
    {"not", TokenKind::not_},
    {"or", TokenKind::or_},
    {"pass", TokenKind::pass},
    {"raise", TokenKind::raise},
    {"return", TokenKind::return_},
    {"try", TokenKind::try_},
    {"while", TokenKind::while_},
    {"with", TokenKind::with},
    {"yield", TokenKind::yield},
};

TokenKind keyword(std::string_view word) {
    const auto* found = std::lower_bound(
        std::begin(keywords), std::end(keywords), word,
        [](const auto& entry, std::string_view name) { return entry.first < name; });
    return found != std::end(keywords) && found->first == word ? found->second : TokenKind::name;
}

bool starts_only_statements(TokenKind kind) {
    switch (code(kind)) {
        case code(TokenKind::assert_):
        case code(TokenKind::class_):
        case code(TokenKind::def):
        case code(TokenKind::del):
        case code(TokenKind::import):
        case code(TokenKind::pass):
        case code(TokenKind::raise):
        case code(TokenKind::return_):
        case code(TokenKind::try_):
        case code(TokenKind::while_):
        case code(TokenKind::with):
            return true;
        default:
            return false;
    }
}

// Longest first.
static constexpr Sign signs[] = {
    {"**=", TokenKind::augmented},   {"//=", TokenKind::augmented}, {">>=", TokenKind::augmented},
    {"<<=", TokenKind::augmented},   {"...", TokenKind::ellipsis},  {"+=", TokenKind::augmented},
    {"-=", TokenKind::augmented},    {"*=", TokenKind::augmented},  {"/=", TokenKind::augmented},
    {"%=", TokenKind::augmented},    {"@=", TokenKind::augmented},  {"&=", TokenKind::augmented},
    {"|=", TokenKind::augmented},    {"^=", TokenKind::augmented},  {"**", TokenKind::double_star},
    {"//", TokenKind::double_slash}, {">>", TokenKind::shift},      {"<<", TokenKind::shift},
    {"==", TokenKind::compare},      {"!=", TokenKind::compare},    {"<=", TokenKind::compare},
    {">=", TokenKind::compare},      {"->", TokenKind::arrow},      {":=", TokenKind::walrus},
    {"<", TokenKind::compare},       {">", TokenKind::compare},     {"+", TokenKind::plus},
    {"-", TokenKind::minus},         {"*", TokenKind::star},        {"/", TokenKind::slash},
    {"%", TokenKind::percent},       {"@", TokenKind::at},          {"~", TokenKind::tilde},
    {"|", TokenKind::bar},           {"&", TokenKind::ampersand},   {"^", TokenKind::caret},
    {",", TokenKind::comma},         {":", TokenKind::colon},       {";", TokenKind::semicolon},
    {".", TokenKind::dot},           {"=", TokenKind::equal},       {"!", TokenKind::exclamation},
    {"(", TokenKind::left_paren},    {")", TokenKind::right_paren}, {"[", TokenKind::left_bracket},
    {"]", TokenKind::right_bracket}, {"{", TokenKind::left_brace},  {"}", TokenKind::right_brace},
};

const Sign* find_sign(std::string_view text) {
    const auto* found = std::find_if(std::begin(signs), std::end(signs),
                                     [&](const Sign& sign) { return text.starts_with(sign.text); });
    return found == std::end(signs) ? nullptr : found;
}

bool may_be_in_name(std::string_view character) {
    if (character.size() < 2) return false;
    std::uint32_t code =
        static_cast<unsigned char>(character[0]) & (0xffu >> (character.size() + 1));
    for (const char c : character.substr(1))
        code = code << 6u | (static_cast<unsigned char>(c) & 0x3fu);
    if (code < 0xc0) return code == 0xaa || code == 0xb5 || code == 0xb7 || code == 0xba;
    if (code == 0xd7 || code == 0xf7 || code == 0xfeff) return false;
    struct Range {
        std::uint32_t first, last;
    };
    static constexpr Range others[] = {{0x2000, 0x203e}, {0x2041, 0x2053}, {0x2055, 0x2070},
                                       {0x20a0, 0x20cf}, {0x2190, 0x2bff}, {0x2e00, 0x2fff},
                                       {0x3000, 0x3004}, {0x3008, 0x3020}, {0xe000, 0xf8ff},
                                       {0xff01, 0xff0f}, {0xff1a, 0xff20}, {0x1f000, 0x1faff}};
    return std::none_of(std::begin(others), std::end(others), [&](const Range& range) {
        return code >= range.first && code <= range.last;
    });
}

}  // namespace stackc::python
