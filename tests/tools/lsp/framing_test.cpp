#include "tools/lsp/framing.h"

#include <catch2/catch.hpp>

namespace stackc::lsp {

static std::vector<std::string> feed_in_pieces(std::string_view bytes, std::size_t size) {
    FrameReader reader;
    std::vector<std::string> result;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        reader.feed(bytes.substr(at, size));
        while (auto frame = reader.next()) result.push_back(frame->is_garbage ? "garbage" : frame->text);
    }
    return result;
}

TEST_CASE("messages come whole, in whatever pieces they were sent") {
    const std::string bytes = frame("{}") + frame("") + frame("two\r\n\r\nlines");
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        CHECK(feed_in_pieces(bytes, size) == std::vector<std::string>{"{}", "", "two\r\n\r\nlines"});
    }
}

TEST_CASE("a bad header costs one message, not the conversation") {
    const std::string bytes = "Length: 2\r\n\r\n{}" + frame("after");
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        CHECK(feed_in_pieces(bytes, size) == std::vector<std::string>{"garbage", "after"});
    }
}

TEST_CASE("an endless header is given up") {
    FrameReader reader;
    reader.feed(std::string(FrameReader::max_header + 1, 'x'));
    const auto got = reader.next();
    REQUIRE(got);
    CHECK(got->is_garbage);
    reader.feed(frame("after"));
    const auto after = reader.next();
    REQUIRE(after);
    CHECK(after->text == "after");
}

TEST_CASE("a length that no message has is refused, not allocated") {
    CHECK(feed_in_pieces("Content-Length: 4611686018427387904\r\n\r\n" + frame("{}"), 1000) ==
          std::vector<std::string>{"garbage", "{}"});
}

TEST_CASE("a message of many megabytes is read") {
    const std::string large(20u << 20u, 'x');
    const auto got = feed_in_pieces(frame(large), 65536);
    REQUIRE(got.size() == 1);
    CHECK(got[0].size() == large.size());
}

}  // namespace stackc::lsp
