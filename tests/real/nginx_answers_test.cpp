// What the graph says of a running nginx, asked of one: which location answers a path, and which
// of the `add_header` lines around it are in force there.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>

#include "compiler/graph/locations.h"
#include "tests/real/run.h"
#include "tests/tools/lsp/client.h"
#include "tools/session/session.h"

namespace stackc::tests {

namespace {

/// Writes servers with locations of all kinds, some inside others, the same ones at every run.
class Servers {
  public:
    std::string configuration(const Path& folder, int count) {
        std::string text = fmt::format("daemon off; master_process off; pid {0}/pid; error_log {0}/error.log;\nevents {{}}\nhttp {{\n"
                                       "access_log off; default_type text/plain; add_header X-Of http always;\n", folder.string());
        for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) text += fmt::format("{0}_temp_path {1}/{0};\n", kind, folder.string());
        for (int i = 0; i < count; ++i) {
            text += fmt::format("server {{ listen unix:{}/s{}; {}\n", folder.string(), i, header());
            text += locations("", 2 + pick(6), 0) + "}\n";
        }
        return text + "}\n";
    }

  private:
    std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

    std::string header() { return pick(3) == 0 ? fmt::format("add_header X-Of {} always; add_header X-And more always;", ++number_) : ""; }

    std::string locations(const std::string& outer, std::uint32_t count, int depth) {
        static constexpr const char* parts[] = {"/a", "/b", "/a/", "/ab", "/b/c", "/", "/A"};
        static constexpr const char* regexes[] = {"~ ^/a", "~* \\.JPG$", "~ c", "~ /b/", "~* ^/a/b", "~ b$"};
        std::set<std::string> used;
        std::string text;
        for (std::uint32_t i = 0; i < count; ++i) {
            const bool is_regex = pick(3) == 0;
            const std::string path = is_regex ? regexes[pick(6)] : outer + parts[pick(7)];
            static constexpr const char* signs[] = {"", "", "^~ ", "= "};
            const std::string sign = is_regex ? "" : signs[pick(4)];
            const std::string key = sign == "= " ? sign + path : path;
            if (!used.insert(key).second) continue;
            const bool has_inside = sign != "= " && !is_regex && depth < 2 && pick(3) == 0;
            text += fmt::format("location {}{} {{ {} return 200 L{}; {} }}\n", sign, path, header(), ++number_, has_inside ? locations(path, 1 + pick(4), depth + 1) : "");
        }
        return text;
    }

    std::mt19937 random_{7};
    int number_ = 0;
};

}  // namespace

/// The `LN` that the location returns; empty for the server itself.
static std::string name_of(const Graph& graph, ScopeId scope) {
    for (const Directive& use : graph.at(scope).directives) {
        if (use.name() == "return") return std::string(use.arg(1));
    }
    return "";
}

/// The headers of ours among those that nginx sent.
static std::multiset<std::string> sent_headers(const nlohmann::json& headers) {
    std::multiset<std::string> lines;
    for (const auto& header : headers) {
        const std::string name = header[0], value = header[1];
        if (name.starts_with("X-")) lines.insert(name + " " + value);
    }
    return lines;
}

static std::multiset<std::string> headers_in_force(const Graph& graph, ScopeId scope) {
    std::multiset<std::string> lines;
    for (const Directive& use : graph.inherited(scope, "add_header")) lines.insert(fmt::format("{} {}", use.arg(0), use.arg(1)));
    return lines;
}

TEST_CASE("nginx answers from the location, with the headers, that the graph says", "[real]") {
    if (is_missing("nginx") || is_missing("python3")) return;
    constexpr int servers = 60;
    const TemporaryFolder folder;
    folder.write("nginx.conf", Servers().configuration(folder.path(), servers));
    std::string requests;
    for (int i = 0; i < servers; ++i) {
        for (const char* path : {"/", "/a", "/a/", "/a/b", "/b/c", "/b/c/a", "/ab/x.jpg", "/c", "/A/b", "/a/a/b/c"}) requests += fmt::format("s{} {}\n", i, path);
    }
    folder.write("requests", requests);
    const auto outcome = run(fmt::format("python3 {0}/tests/real/nginx_ask.py {1} < {1}/requests", STACKC_SOURCE_DIR, folder.path().string()));
    const DiskFileSystem files;
    SessionOptions options;
    options.root = folder.path();
    const std::vector<Path> roots{folder.path() / "nginx.conf"};
    const Analysis analysis = Session(files, std::move(options)).analyse(roots);
    std::map<std::string, ScopeId> server_of;
    for (const Scope& scope : analysis.graph.scopes) {
        if (scope.kind == "server") server_of.emplace(fmt::format("s{}", server_of.size()), analysis.graph.id_of(scope));
    }
    REQUIRE(server_of.size() == servers);
    std::istringstream lines(outcome.output);
    int asked = 0;
    for (std::string line; std::getline(lines, line); ++asked) {
        INFO(line);
        const auto answer = nlohmann::json::parse(line, nullptr, false);
        REQUIRE(!answer.is_discarded());
        const ScopeId found = location_for(analysis.graph, server_of.at(answer["socket"]), answer["path"].get<std::string>());
        const std::string body = answer["body"];
        CHECK((body.starts_with('L') ? body : "") == name_of(analysis.graph, found));
        CHECK(sent_headers(answer["headers"]) == headers_in_force(analysis.graph, found));
    }
    CHECK(asked == servers * 10);
    std::printf("%d requests: nginx answers each from the location and with the headers that the graph says\n", asked);
}

}  // namespace stackc::tests
