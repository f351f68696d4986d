#include "tools/session/machine_reports.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "compiler/source/source_map.h"
#include "tools/session/session.h"

using namespace stackc;

static Graph listening_at(const char* host) {
    GraphBuilder builder;
    Process process;
    process.kind = ServerKind::gunicorn;
    Listener listener;
    listener.process = builder.add(process);
    listener.endpoint = Value<Endpoint>::known(TcpEndpoint{host, 8000}, {});
    builder.add(listener);
    return builder.graph;
}

TEST_CASE("an address is foreign where the machine is known to have others") {
    const auto count = [](const char* host, const std::vector<std::string>& own) {
        std::vector<Diagnostic> found;
        Reporter report(found);
        report_foreign_addresses(listening_at(host), own, report);
        return found.size();
    };
    const std::vector<std::string> own{"127.0.0.1", "10.0.1.11"};
    CHECK(count("10.9.9.9", own) == 1);
    CHECK(count("10.0.1.11", own) == 0);
    CHECK(count("127.0.0.2", own) == 0);
    CHECK(count("*", own) == 0);
    CHECK(count("web.example.com", own) == 0);
    CHECK(count("10.9.9.9", {}) == 0);
}

TEST_CASE("a variable that nothing gives to supervisord is reported at its name") {
    SourceMap sources;
    const FileId id = sources.set("/etc/supervisor/conf.d/a.conf",
                                  "[program:web]\ncommand=/bin/web %(ENV_HOME)s %(ENV_SHOP)s %%(ENV_NONE)s\n");
    std::vector<Diagnostic> found;
    Reporter report(found);
    Graph graph;
    graph.documents.push_back(std::make_shared<const Document>(find_frontend("supervisor")->parse(sources.file(id), report)));
    report_unset_variables(graph, {"HOME"}, report);
    REQUIRE(found.size() == 1);
    CHECK(sources.text(id).substr(found[0].primary.span.begin, found[0].primary.span.size()) == "SHOP");
    found.clear();
    report_unset_variables(graph, {}, report);
    CHECK(found.empty());
}

TEST_CASE("a link that leads nowhere is found behind the mask that includes it") {
    std::string pattern = (std::filesystem::temp_directory_path() / "stackc-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    const Path folder = std::filesystem::canonical(pattern);
    std::filesystem::create_symlink("/nowhere/at/all", folder / "gone.conf");
    std::filesystem::create_symlink(folder, folder / "there.conf");
    SourceMap sources;
    const FileId id = sources.set("/etc/nginx/nginx.conf", "http { include " + folder.string() + "/*.conf; include " + folder.string() + "/*.off; }\n");
    std::vector<Diagnostic> found;
    Reporter report(found);
    Graph graph;
    graph.documents.push_back(std::make_shared<const Document>(find_frontend("nginx")->parse(sources.file(id), report)));
    const DiskFileSystem files;
    report_broken_links(TargetFiles(files, {}), graph, report);
    std::filesystem::remove_all(folder);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "XST059");
    CHECK(found[0].primary.text.find("gone.conf") != std::string::npos);
}
