// How long a person waits after a key: an edit and the question that follows it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/tools/lsp/client.h"
#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::tests {

static Json insertion(const std::string& uri, int version, int line, int column, const char* text) {
    const Json place = {{"line", line}, {"character", column}};
    return {{"textDocument", {{"uri", uri}, {"version", version}}},
            {"contentChanges", {{{"range", {{"start", place}, {"end", place}}}, {"text", text}}}}};
}

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
        client.notify("textDocument/didChange", insertion(uri, i + 2, 1, 9, "/x"));
        const Json answer = client.request("textDocument/hover", {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 1}, {"character", 9}}}});
        REQUIRE(answer.contains("result"));
        milliseconds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("an edit and a hover take %.2f ms (median of %zu)\n", milliseconds[milliseconds.size() / 2], milliseconds.size());
    // The fastest, since a busy machine can delay any one of them as long as it likes.
    CHECK(milliseconds.front() < 50.0);
}

namespace {

/// Counts how often a folder is listed: once an analysis.
class CountingFiles final : public FileSystem {
  public:
    explicit CountingFiles(const FileSystem& files) : files_(files) {}
    Result<std::string, IoError> read(const Path& path) const override { return files_.read(path); }
    FileStatus status(const Path& path) const override { return files_.status(path); }
    Result<std::vector<std::string>, IoError> list(const Path& path) const override {
        if (path == "/w") ++listings;
        return files_.list(path);
    }
    Path canonical(const Path& path) const override { return files_.canonical(path); }

    mutable int listings = 0;

  private:
    const FileSystem& files_;
};

}  // namespace

TEST_CASE("a burst of keys costs one analysis, not one for each") {
    MemoryFileSystem memory;
    memory.add("/w/nginx.conf", "events {}\n");
    const CountingFiles files(memory);
    lsp::Server server(files, [](const FileSystem&, const Path&) { return SessionOptions{}; });
    const auto say = [&](const char* method, Json params, bool is_request) {
        Json message{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
        if (is_request) message["id"] = 1;
        server.enqueue(message.dump());
    };
    const std::string uri = "file:///w/nginx.conf";
    say("initialize", {{"rootUri", "file:///w"}, {"capabilities", Json::object()}}, true);
    say("textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"languageId", "nginx"}, {"version", 1}, {"text", "events {}\n"}}}}, false);
    for (int i = 0; i < 500; ++i) say("textDocument/didChange", insertion(uri, i + 2, 0, 0, "#"), false);
    while (server.has_messages()) server.handle_next();
    CHECK(files.listings == 0);
    server.settle();
    CHECK(files.listings == 1);
    say("textDocument/hover", {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 0}, {"character", 0}}}}, true);
    server.handle_next();
    CHECK(files.listings == 1);
}

}  // namespace stackc::tests
