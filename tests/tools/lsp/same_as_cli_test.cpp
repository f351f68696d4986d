// One core, two faces: what `stackc lint --format json` says of a folder is what an editor shows.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "compiler/diagnostics/render.h"
#include "tests/golden/rule_case.h"
#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"
#include "tools/session/report.h"

namespace stackc::tests {

using lsp::Json;

/// "XST001 nginx/site.conf 402-427 error" of every finding, its other ends and its fixes.
using Findings = std::multiset<std::string>;

static std::string place(const Json& range) { return fmt::format("{}-{}", range["start"]["offset"].dump(), range["end"]["offset"].dump()); }

static const Path folder = "/repo";

static Findings findings_of_cli(const FileSystem& files) {
    SessionOptions options;
    options.root = folder;
    const Path roots[] = {folder};
    const Analysis analysis = Session(files, options).analyse(roots);
    const Json report = Json::parse(render_json(make_report(analysis, folder)));
    Findings result;
    for (const Json& found : report["diagnostics"]) {
        std::string text = fmt::format("{} {} {} {} {}", found["rule"].get<std::string>(), found["path"].get<std::string>(), place(found["range"]),
                                       found["severity"].get<std::string>(), found["message"].get<std::string>());
        for (const Json& other : found["related"]) text += fmt::format(" <- {} {}", other["path"].get<std::string>(), place(other["range"]));
        for (const Json& fix : found["fixes"]) text += " fix: " + fix["title"].get<std::string>();
        result.insert(std::move(text));
    }
    return result;
}

namespace {

/// A server in this process, and the diagnostics that it published.
class Editor {
  public:
    explicit Editor(const FileSystem& files)
        : files_(files), server_(files, [](const FileSystem&, const Path&) { return SessionOptions{}; }) {
        say({{"id", 1}, {"method", "initialize"}, {"params", {{"rootUri", lsp::to_uri(folder)}, {"capabilities", Json::object()}}}});
        server_.settle();
    }

    Findings findings() {
        Findings result;
        for (const std::string& text : server_.take_output()) {
            const Json message = Json::parse(text);
            if (message.value("method", "") != "textDocument/publishDiagnostics") continue;
            for (const Json& found : message["params"]["diagnostics"]) {
                if (!found["data"]["is_other_end"].get<bool>()) result.insert(describe(message["params"]["uri"], found));
            }
        }
        return result;
    }

  private:
    void say(Json message) {
        message["jsonrpc"] = "2.0";
        server_.enqueue(message.dump());
        while (server_.has_messages()) server_.handle_next();
    }

    std::string describe(const std::string& uri, const Json& found) {
        static constexpr std::string_view severities[] = {"", "error", "warning", "info"};
        const std::string message = found["message"].get<std::string>();
        std::string text = fmt::format("{} {} {} {} {}", found["code"].get<std::string>(), name(uri), offsets(uri, found["range"]),
                                       severities[found["severity"].get<std::size_t>()], message.substr(0, message.find('\n')));
        for (const Json& other : found["relatedInformation"]) {
            const std::string where = other["location"]["uri"].get<std::string>();
            text += fmt::format(" <- {} {}", name(where), offsets(where, other["location"]["range"]));
        }
        for (const Json& fix : found["data"]["fixes"]) text += " fix: " + fix["title"].get<std::string>();
        return text;
    }

    std::string name(const std::string& uri) const { return lsp::to_path(uri)->lexically_relative(folder).string(); }

    std::string offsets(const std::string& uri, const Json& range) const {
        const auto text = files_.read(*lsp::to_path(uri));
        REQUIRE(text);
        const LineIndex lines(*text);
        const auto offset = [&](const Json& position) {
            return lines.offset({position["line"].get<std::uint32_t>(), position["character"].get<std::uint32_t>()}, Encoding::utf16);
        };
        return fmt::format("{}-{}", offset(range["start"]), offset(range["end"]));
    }

    const FileSystem& files_;
    lsp::Server server_;
};

}  // namespace

/// The golden cases, and the wrong example of every rule.
static std::vector<golden::Tree> workspaces() {
    std::vector<golden::Tree> result;
    const Path rules = Path(STACKC_SOURCE_DIR) / "tests/golden/rules";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(rules)) {
        const Path relative = entry.path().lexically_relative(rules);
        if (entry.is_directory() && std::distance(relative.begin(), relative.end()) == 3) result.push_back(golden::read_tree(entry.path()));
    }
    for (const RuleEntry& rule : rules::all()) {
        const std::string_view dialect = rule.rule->dialects.substr(0, rule.rule->dialects.find(' '));
        if (!rule.rule->bad.empty()) result.push_back(golden::example_case(rule.rule->bad, dialect).inputs);
    }
    return result;
}

TEST_CASE("an editor shows what the command line reports, at the same places") {
    std::size_t seen = 0;
    for (const golden::Tree& tree : workspaces()) {
        MemoryFileSystem files;
        for (const auto& [name, text] : tree) files.add(folder / name, text);
        const Findings wanted = findings_of_cli(files);
        INFO((tree.empty() ? std::string() : tree.begin()->second));
        seen += wanted.size();
        CHECK(Editor(files).findings() == wanted);
    }
    CHECK(seen > 0);
}

}  // namespace stackc::tests
