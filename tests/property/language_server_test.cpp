// Whatever a client sends, the server answers each request once and goes on.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tools/lsp/framing.h"
#include "tools/lsp/server.h"

namespace stackc::tests {

using lsp::Json;

namespace {

/// A server over two files in memory, fed with texts of messages.
class Conversation {
  public:
    Conversation() : server_(files(), [](const FileSystem&, const Path&) { return SessionOptions{}; }) {}

    void say(std::string_view text) {
        server_.enqueue(text);
        while (server_.has_messages()) server_.handle_next();
        if (server_.has_work()) server_.settle();
        for (const std::string& answer : server_.take_output()) {
            const Json message = Json::parse(answer);
            if (!message.contains("method")) answers_.push_back(message);
        }
    }
    std::vector<Json>& answers() { return answers_; }

  private:
    static const FileSystem& files() {
        static const MemoryFileSystem world = [] {
            MemoryFileSystem result;
            result.add("/w/nginx.conf", "events {}\nhttp {\n  server {\n    location / { uwsgi_pass unix:/a.sock; }\n  }\n}\n");
            result.add("/w/uwsgi.ini", "[uwsgi]\nsocket = /b.sock\n");
            return result;
        }();
        return world;
    }

    lsp::Server server_;
    std::vector<Json> answers_;
};

}  // namespace

static std::vector<std::string> script() {
    std::vector<std::string> result;
    const auto add = [&](Json message) {
        message["jsonrpc"] = "2.0";
        result.push_back(message.dump());
    };
    const Json document{{"uri", "file:///w/uwsgi.ini"}};
    const Json place{{"line", 1}, {"character", 12}};
    const Json range{{"start", place}, {"end", place}};
    add({{"method", "textDocument/didOpen"}, {"params", {{"textDocument", {{"uri", "file:///w/uwsgi.ini"}, {"languageId", "dosini"}, {"version", 1}, {"text", "[uwsgi]\nsocket = /c\n"}}}}}});
    add({{"method", "textDocument/didChange"}, {"params", {{"textDocument", {{"uri", "file:///w/uwsgi.ini"}, {"version", 2}}}, {"contentChanges", {{{"range", range}, {"text", "\xc3\xbc"}}}}}}});
    int id = 1;
    for (const lsp::Method* method : lsp::methods::all()) {
        const bool ends_it = method->name == "shutdown" || method->name == "initialize";
        if (method->answer == nullptr || ends_it) continue;
        add({{"id", id++}, {"method", method->name}, {"params", {{"textDocument", document}, {"position", place}, {"range", range},
                                                                 {"context", {{"diagnostics", Json::array()}, {"includeDeclaration", true}}}}}});
    }
    add({{"method", "workspace/didChangeWorkspaceFolders"}, {"params", {{"event", {{"added", {{{"uri", "file:///x"}}}}, {"removed", Json::array()}}}}}});
    add({{"method", "textDocument/didClose"}, {"params", {{"textDocument", document}}}});
    return result;
}

static const std::string first = R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"rootUri":"file:///w","capabilities":{}}})";

TEST_CASE("every request of every method is answered once") {
    Conversation conversation;
    conversation.say(first);
    for (const std::string& text : script()) conversation.say(text);
    std::set<Json> ids;
    for (const Json& answer : conversation.answers()) {
        INFO(answer.dump());
        CHECK(ids.insert(answer["id"]).second);
        CHECK(answer.contains("result"));
    }
    CHECK(ids.size() > 10);
}

TEST_CASE("messages with bytes changed, cut, doubled or taken away end nothing") {
    std::mt19937 random(20240229);
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    const std::vector<std::string> texts = script();
    Conversation conversation;
    conversation.say(first);
    for (int round = 0; round < 4000; ++round) {
        std::string text = texts[below(texts.size())];
        for (std::size_t i = 0; i <= below(3); ++i) {
            const std::size_t at = below(text.size());
            switch (below(5)) {
                case 0: text[at] = static_cast<char>(below(256)); break;
                case 1: text.erase(at, below(9)); break;
                case 2: text.insert(at, text.substr(below(text.size()), below(20))); break;
                case 3: text.resize(at); break;
                case 4: text.insert(at, "9223372036854775807"); break;
            }
            if (text.empty()) text = "x";
        }
        conversation.say(text);
    }
    conversation.answers().clear();
    conversation.say(R"({"jsonrpc":"2.0","id":"last","method":"shutdown"})");
    REQUIRE(conversation.answers().size() == 1);
    CHECK(conversation.answers()[0]["id"] == "last");
}

TEST_CASE("JSON nested a million deep is refused") {
    Conversation conversation;
    conversation.say(first);
    for (const char* bracket : {"[", "{\"a\":"}) {
        std::string text = R"({"jsonrpc":"2.0","id":5,"method":"shutdown","params":)";
        for (int i = 0; i < 1000000; ++i) text += bracket;
        conversation.say(text);
        REQUIRE_FALSE(conversation.answers().empty());
        CHECK(conversation.answers().back()["error"]["code"] == -32700);
    }
}

TEST_CASE("blocks nested a hundred thousand deep have an outline") {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += "location / {\n";
    Conversation conversation;
    conversation.say(first);
    conversation.say(Json{{"jsonrpc", "2.0"}, {"method", "textDocument/didOpen"},
                          {"params", {{"textDocument", {{"uri", "file:///w/deep.nginx"}, {"languageId", "nginx"}, {"version", 1}, {"text", text}}}}}}.dump());
    for (const char* method : {"textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/hover", "textDocument/codeAction"}) {
        conversation.say(Json{{"jsonrpc", "2.0"}, {"id", method}, {"method", method},
                              {"params", {{"textDocument", {{"uri", "file:///w/deep.nginx"}}}, {"position", {{"line", 50000}, {"character", 3}}},
                                          {"range", {{"start", {{"line", 5}, {"character", 0}}}, {"end", {{"line", 6}, {"character", 0}}}}},
                                          {"context", {{"diagnostics", Json::array()}}}}}}.dump());
        CHECK(conversation.answers().back()["id"] == method);
    }
}

}  // namespace stackc::tests
