// Runs the transcripts below tests/golden/lsp: each is one conversation with the built program.
// tests/golden/README.md says what the steps are.
#include <catch2/catch.hpp>
#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/tools/lsp/client.h"
#include "tools/lsp/uri.h"

namespace stackc::tests {

static std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// Whether `actual` says all that `expected` says: objects may say more, lists may not.
static bool matches(const Json& expected, const Json& actual) {
    if (expected.is_object()) {
        return actual.is_object() && std::all_of(expected.items().begin(), expected.items().end(), [&](const auto& item) {
            return actual.contains(item.key()) && matches(item.value(), actual[item.key()]);
        });
    }
    if (expected.is_array()) {
        return actual.is_array() && std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(), matches);
    }
    return expected == actual;
}

namespace {

class Transcript {
  public:
    explicit Transcript(const Path& path) {
        std::ifstream file(path);
        std::ostringstream text;
        text << file.rdbuf();
        script_ = Json::parse(replaced(text.str(), "${root}", lsp::to_uri(folder_.path())));
    }

    void run() {
        if (script_.contains("files")) {
            for (const auto& [name, text] : script_["files"].items()) folder_.write(name, text.get<std::string>());
        }
        // A transcript is about the protocol: rules to come must not change what it shows.
        const bool has_config = script_.contains("files") && script_["files"].contains("stackc.toml");
        if (!has_config) folder_.write("stackc.toml", "[lint]\nselect = [\"STC\", \"XST001\", \"NGX001\"]\n");
        if (script_.value("starts", true)) start();
        for (const Json& step : script_["steps"]) {
            INFO("step: " << step.dump());
            take(step);
        }
    }

  private:
    void start() {
        const Json capabilities = script_.value("capabilities", Json::object());
        const Json answer = client_.request("initialize", {{"rootUri", lsp::to_uri(folder_.path())},
                                                           {"capabilities", capabilities},
                                                           {"initializationOptions", script_.value("options", Json::object())}});
        REQUIRE(answer.contains("result"));
        client_.notify("initialized", Json::object());
    }

    void take(const Json& step) {
        if (step.contains("request")) check(step, client_.request(step["request"].get<std::string>(), step.value("params", Json::object())));
        else if (step.contains("notify")) client_.notify(step["notify"].get<std::string>(), step.value("params", Json::object()));
        else if (step.contains("raw")) raw(step);
        else if (step.contains("shows")) shows(step["shows"]);
        else if (step.contains("write")) folder_.write(step["write"].get<std::string>(), step["text"].get<std::string>());
        else if (step.contains("exit")) CHECK(client_.exit_code() == step["exit"].get<int>());
        else FAIL("a step that says nothing");
    }

    void raw(const Json& step) {
        client_.send_raw(step["raw"].get<std::string>());
        if (step.contains("result") || step.contains("error")) check(step, client_.response());
    }

    static void check(const Json& step, const Json& answer) {
        INFO("answer: " << answer.dump(2));
        for (const char* part : {"result", "error", "id"}) {
            if (!step.contains(part)) continue;
            REQUIRE(answer.contains(part));
            CHECK(matches(step[part], answer[part]));
        }
    }

    /// Waits until each file shows what it should, in the order of places.
    void shows(const Json& wanted) {
        const bool is_right = client_.wait_until([&](const LspClient::Shown& shown) {
            return std::all_of(wanted.items().begin(), wanted.items().end(), [&](const auto& item) {
                const auto found = shown.find(lsp::to_uri(folder_.path() / item.key()));
                return found == shown.end() ? item.value().empty() : matches(item.value(), found->second);
            });
        });
        INFO("shown: " << Json(client_.shown()).dump(2));
        CHECK(is_right);
    }

    TemporaryFolder folder_;
    Json script_;
    LspClient client_;
};

}  // namespace

static std::vector<Path> transcripts() {
    std::vector<Path> result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(Path(STACKC_SOURCE_DIR) / "tests/golden/lsp")) {
        if (entry.path().extension() == ".json") result.push_back(entry.path());
    }
    std::sort(result.begin(), result.end());
    return result;
}

TEST_CASE("the language server answers as its transcripts say") {
    for (const Path& path : transcripts()) {
        DYNAMIC_SECTION(path.lexically_relative(STACKC_SOURCE_DIR).string()) { Transcript(path).run(); }
    }
}

}  // namespace stackc::tests
