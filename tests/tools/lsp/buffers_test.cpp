#include "tools/lsp/buffers.h"

#include <catch2/catch.hpp>

namespace stackc::lsp {

static Json change(int line, int column, int end_line, int end_column, const char* text) {
    return {{"range", {{"start", {{"line", line}, {"character", column}}}, {"end", {{"line", end_line}, {"character", end_column}}}}},
            {"text", text}};
}

static std::string changed(std::string text, Json changes, Encoding encoding = Encoding::utf16) {
    apply_changes(text, changes, encoding);
    return text;
}

TEST_CASE("changes apply in order, each to the text of the one before") {
    CHECK(changed("one\ntwo\n", {change(0, 3, 0, 3, "!"), change(1, 0, 1, 3, "2"), change(0, 3, 0, 4, "")}) == "one\n2\n");
    CHECK(changed("one", Json::array({{{"text", "all new"}}})) == "all new");
}

TEST_CASE("columns count in the encoding that was agreed on") {
    // U+1F980 is four bytes and two UTF-16 units.
    CHECK(changed("\xF0\x9F\xA6\x80x", {change(0, 2, 0, 3, "y")}) == "\xF0\x9F\xA6\x80y");
    CHECK(changed("\xF0\x9F\xA6\x80x", {change(0, 4, 0, 5, "y")}, Encoding::utf8) == "\xF0\x9F\xA6\x80y");
}

TEST_CASE("a place past the end is the end") {
    CHECK(changed("a\r\nb", {change(0, 99, 1, 0, " ")}) == "a b");
    CHECK(changed("a", {change(7, 7, 9, 9, "b")}) == "ab");
}

TEST_CASE("a change that makes no sense leaves the text alone") {
    std::string text = "abc";
    const Json changes = {change(0, 0, 0, 1, "x"), change(0, 2, 0, 1, "y")};
    CHECK_THROWS_AS(apply_changes(text, changes, Encoding::utf16), InvalidParams);
    CHECK(text == "abc");
}

}  // namespace stackc::lsp
