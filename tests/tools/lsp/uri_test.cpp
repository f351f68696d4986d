#include "tools/lsp/uri.h"

#include <catch2/catch.hpp>

namespace stackc::lsp {

TEST_CASE("a path becomes a URI and comes back") {
    for (const char* path : {"/", "/a/b.conf", "/with space/100%/ü#?.ini", "/a+b:c@d"}) {
        CHECK(to_path(to_uri(path)) == Path(path));
    }
    CHECK(to_uri("/a b") == "file:///a%20b");
}

TEST_CASE("editors spell one file in several ways") {
    CHECK(to_path("file:///a/b") == Path("/a/b"));
    CHECK(to_path("FILE:///a/./c/../b/") == Path("/a/b"));
    CHECK(to_path("file://localhost/a/b") == Path("/a/b"));
    CHECK(to_path("file:/a/b") == Path("/a/b"));
    CHECK(to_path("file:///a%2fb%3A") == Path("/a/b:"));
}

TEST_CASE("what names no file here is no path") {
    for (const char* uri : {"", "file:", "file://", "untitled:Untitled-1", "https://a/b", "file://other/a", "file:///a%0", "file:///a%00b", "file:a"}) {
        INFO(uri);
        CHECK_FALSE(to_path(uri));
    }
}

}  // namespace stackc::lsp
