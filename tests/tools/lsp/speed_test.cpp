// How long a person waits after a key: an edit and the question that follows it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/tools/lsp/client.h"
#include "tools/lsp/uri.h"

namespace stackc::tests {

TEST_CASE("in a small workspace an edit is answered before the next key") {
    const TemporaryFolder folder;
    folder.write("nginx/site.conf", "server {\n    listen 80;\n    location / {\n        uwsgi_pass unix:/run/shop/web.sock;\n    }\n}\n");
    const std::string ini = "[uwsgi]\nsocket = /run/shop/web.sock\nmodule = shop.wsgi:application\n";
    folder.write("uwsgi/uwsgi.ini", ini);
    const std::string uri = lsp::to_uri(folder.path() / "uwsgi/uwsgi.ini");
    LspClient client;
    client.request("initialize", {{"rootUri", lsp::to_uri(folder.path())}, {"capabilities", Json::object()}});
    client.notify("textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"languageId", "dosini"}, {"version", 1}, {"text", ini}}}});

    std::vector<double> milliseconds;
    for (int i = 0; i < 40; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const Json place = {{"line", 1}, {"character", 9}};
        client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", i + 2}}},
                                                 {"contentChanges", {{{"range", {{"start", place}, {"end", place}}}, {"text", "/x"}}}}});
        const Json answer = client.request("textDocument/hover", {{"textDocument", {{"uri", uri}}}, {"position", place}});
        REQUIRE(answer.contains("result"));
        milliseconds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    const double median = milliseconds[milliseconds.size() / 2];
    std::printf("an edit and a hover take %.2f ms (median of %zu)\n", median, milliseconds.size());
    // Far above what is measured on an idle machine, so that a busy one does not fail.
    CHECK(median < 100.0);
}

TEST_CASE("a burst of keys costs one analysis, not one for each") {
    const TemporaryFolder folder;
    std::string text = "server {\n    listen 80;\n}\n";
    for (int i = 0; i < 2000; ++i) text += "# a line of a long file\n";
    folder.write("nginx/site.conf", text);
    const std::string uri = lsp::to_uri(folder.path() / "nginx/site.conf");
    LspClient client;
    client.request("initialize", {{"rootUri", lsp::to_uri(folder.path())}, {"capabilities", Json::object()}});
    client.notify("textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"languageId", "nginx"}, {"version", 1}, {"text", text}}}});
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 500; ++i) {
        const Json place = {{"line", 3}, {"character", 2}};
        client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", i + 2}}},
                                                 {"contentChanges", {{{"range", {{"start", place}, {"end", place}}}, {"text", "k"}}}}});
    }
    REQUIRE(client.request("textDocument/hover", {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 1}, {"character", 5}}}}).contains("result"));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("500 keys and a hover take %.0f ms\n", seconds * 1000);
    CHECK(seconds < 5.0);
}

}  // namespace stackc::tests
