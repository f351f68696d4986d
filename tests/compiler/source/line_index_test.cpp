#include "compiler/source/line_index.h"

#include <catch2/catch.hpp>

using namespace stackc;

TEST_CASE("columns are counted in the encoding that the caller names") {
    const std::string text = "a\n한글 😀x\r\nlast";
    const LineIndex lines(text);
    const auto x = static_cast<std::uint32_t>(text.find('x'));
    CHECK(lines.position(x, Encoding::code_points) == Position{1, 4});
    CHECK(lines.position(x, Encoding::utf16) == Position{1, 5});
    CHECK(lines.position(x, Encoding::utf8) == Position{1, 11});
    for (const Encoding encoding : {Encoding::code_points, Encoding::utf8, Encoding::utf16}) {
        CHECK(lines.offset(lines.position(x, encoding), encoding) == x);
    }
    CHECK(lines.line(1) == "한글 😀x");
    CHECK(lines.line_count() == 3);
}

TEST_CASE("a position past the end of a line is the line's end") {
    const std::string text = "ab\ncd";
    const LineIndex lines(text);
    CHECK(lines.offset({0, 99}, Encoding::utf8) == 2);
    CHECK(lines.offset({9, 0}, Encoding::utf8) == 5);
}
