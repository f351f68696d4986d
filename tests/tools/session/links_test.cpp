#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/support/program.h"
#include "tools/session/session.h"
#include "tools/session/sysroot_files.h"

namespace stackc {

static std::vector<std::string> names_of(const Analysis& analysis, const Path& folder) {
    std::vector<std::string> names;
    for (const AnalysedFile& file : analysis.files) names.push_back(file.path.lexically_relative(folder).string());
    return names;
}

TEST_CASE("a file that links lead to is read once, under its own name when that lies in the workspace") {
    const test::TemporaryFolder folder;
    folder.write("etc/a/uwsgi.ini", "[uwsgi]\nsocket = /run/a.sock\n");
    folder.write("outside/uwsgi.ini", "[uwsgi]\nsocket = /run/b.sock\n");
    std::filesystem::create_directory(folder.path() / "etc/enabled");
    std::filesystem::create_symlink("../a/uwsgi.ini", folder.path() / "etc/enabled/uwsgi.ini");
    std::filesystem::create_symlink("../../outside/uwsgi.ini", folder.path() / "etc/enabled/first.ini");
    std::filesystem::create_symlink("first.ini", folder.path() / "etc/enabled/second.ini");
    const DiskFileSystem disk;
    const Path root = folder.path() / "etc";
    const std::vector<Path> roots{root};
    const Analysis analysis = Session(disk, {}).analyse(roots);
    CHECK(names_of(analysis, root) == std::vector<std::string>{"a/uwsgi.ini", "enabled/first.ini"});
}

TEST_CASE("a link of another machine's tree leads where it leads there") {
    const test::TemporaryFolder folder;
    folder.write("etc/nginx/nginx.conf", "events {}\nhttp { include /etc/nginx/sites-enabled/*; }\n");
    folder.write("etc/nginx/sites-available/shop", "server { listen 80; server_name shop.example.com; return 200; }\n");
    std::filesystem::create_directory(folder.path() / "etc/nginx/sites-enabled");
    std::filesystem::create_symlink("/etc/nginx/sites-available/shop", folder.path() / "etc/nginx/sites-enabled/shop");
    const DiskFileSystem disk;
    const SysrootFileSystem files(disk, folder.path() / "");
    SessionOptions options;
    options.sysroot = folder.path();
    const std::vector<Path> roots{folder.path()};
    const Analysis analysis = Session(files, options).analyse(roots);
    CHECK(analysis.graph.sites.size() == 1);
    CHECK(std::none_of(analysis.diagnostics.begin(), analysis.diagnostics.end(), [](const Diagnostic& one) { return one.rule == "XST059" || one.rule == "STC001"; }));
}

TEST_CASE("the number of threads changes nothing") {
    MemoryFileSystem files;
    for (int i = 0; i < 100; ++i) files.add("/repo/" + std::to_string(i) + "/uwsgi.ini", "[uwsgi]\nsocket = /run/a.sock\nno such\n");
    const std::vector<Path> roots{"/repo"};
    SessionOptions options;
    const Analysis one = Session(files, options).analyse(roots);
    options.jobs = 8;
    const Analysis many = Session(files, options).analyse(roots);
    REQUIRE(one.diagnostics.size() == many.diagnostics.size());
    CHECK(names_of(one, "/repo") == names_of(many, "/repo"));
    for (std::size_t i = 0; i < one.diagnostics.size(); ++i) {
        CHECK(one.diagnostics[i].primary.text == many.diagnostics[i].primary.text);
        CHECK(one.sources->path(one.diagnostics[i].primary.span.file) == many.sources->path(many.diagnostics[i].primary.span.file));
    }
}

}  // namespace stackc
