#include "tools/session/write_tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tools/session/manifest.h"

using namespace stackc;
namespace fs = std::filesystem;

namespace {

/// A folder that goes away with the test.
struct Scratch {
    Path path;
    Scratch() {
        std::string name = (fs::temp_directory_path() / "stackc-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Scratch() { fs::remove_all(path); }
    Path tree() const { return path / "out"; }
};

std::string read(const Path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const Path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

OutputFile file_at(std::string path, std::string text) { return {.path = std::move(path), .text = std::move(text)}; }

std::string manifest_of(std::span<const OutputFile> files) { return render_manifest({"shop", "shop.stack", "debian", "", "/"}, files, SourceMap{}); }

/// Plans and writes as the command does; the conflicts instead where there are any.
std::vector<std::string> put(const Scratch& scratch, const std::vector<OutputFile>& files, bool forces = false) {
    const auto plan = plan_tree(scratch.tree(), files, manifest_of(files));
    REQUIRE(plan);
    std::vector<std::string> conflicts;
    for (const TreeChange& change : plan->changes) {
        if (!change.conflict.empty() && (!forces || change.is_blocked)) conflicts.push_back(change.file.path + ": " + change.conflict);
    }
    if (conflicts.empty()) {
        const auto error = write_tree(scratch.tree(), *plan);
        INFO((error ? error->path.string() + ": " + error->reason : ""));
        REQUIRE_FALSE(error);
    }
    return conflicts;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a tree is written with its modes, links and folders, and is up to date then") {
    const Scratch scratch;
    std::vector<OutputFile> files{file_at("etc/a.conf", "a\n"), file_at("etc/key", "k\n")};
    files[1].mode = Mode{0600};
    files.push_back({.kind = OutputKind::link, .path = "etc/on/a.conf", .link_to = "../a.conf"});
    files.push_back({.kind = OutputKind::folder, .path = "run", .mode = Mode{0750}});
    CHECK(put(scratch, files) == Strings{});
    CHECK(read(scratch.tree() / "etc/on/a.conf") == "a\n");
    CHECK(fs::status(scratch.tree() / "etc/key").permissions() == fs::perms(0600));
    CHECK(fs::status(scratch.tree() / "run").permissions() == fs::perms(0750));
    const auto again = plan_tree(scratch.tree(), files, manifest_of(files));
    CHECK(again->is_up_to_date());
}

TEST_CASE("a file that was edited or that stackc did not write is left alone without force") {
    const Scratch scratch;
    const std::vector<OutputFile> first{file_at("a.conf", "1\n"), file_at("b.conf", "1\n")};
    const std::vector<OutputFile> second{file_at("a.conf", "2\n"), file_at("b.conf", "2\n"), file_at("c.conf", "2\n")};
    put(scratch, first);
    write(scratch.tree() / "b.conf", "mine\n");
    write(scratch.tree() / "c.conf", "mine too\n");
    CHECK(put(scratch, second) == Strings{"b.conf: it was edited since stackc wrote it", "c.conf: stackc did not write it"});
    CHECK(read(scratch.tree() / "a.conf") == "1\n");
    CHECK(put(scratch, second, true) == Strings{});
    CHECK(read(scratch.tree() / "b.conf") == "2\n");
}

TEST_CASE("a run that was cut short is finished by the next") {
    const Scratch scratch;
    const std::vector<OutputFile> first{file_at("a.conf", "1\n"), file_at("b.conf", "1\n")};
    const std::vector<OutputFile> second{file_at("a.conf", "2\n"), file_at("b.conf", "2\n")};
    put(scratch, first);
    write(scratch.tree() / "a.conf", "2\n");  // renamed, but the manifest was not yet
    CHECK(put(scratch, second) == Strings{});
    CHECK(read(scratch.tree() / "b.conf") == "2\n");
}

TEST_CASE("what is no longer generated goes away, but not what somebody edited") {
    const Scratch scratch;
    put(scratch, {file_at("old/a.conf", "1\n"), file_at("b.conf", "1\n"), file_at("c.conf", "1\n")});
    CHECK(put(scratch, {file_at("c.conf", "1\n"), file_at("b.conf", "1\n")}) == Strings{});
    CHECK_FALSE(fs::exists(scratch.tree() / "old"));
    write(scratch.tree() / "b.conf", "mine\n");
    CHECK(put(scratch, {file_at("c.conf", "1\n")}).size() == 1);
    CHECK(read(scratch.tree() / "b.conf") == "mine\n");
}

TEST_CASE("nothing is written through a link") {
    const Scratch scratch;
    fs::create_directories(scratch.path / "elsewhere");
    fs::create_directories(scratch.tree());
    fs::create_directory_symlink(scratch.path / "elsewhere", scratch.tree() / "etc");
    CHECK(put(scratch, {file_at("etc/a.conf", "1\n")}, true) == Strings{"etc/a.conf: a folder on the way is a link or a file"});
    CHECK(fs::is_empty(scratch.path / "elsewhere"));

    const Scratch other;
    write(other.path / "precious", "precious\n");
    fs::create_directories(other.tree());
    fs::create_symlink(other.path / "precious", other.tree() / "a.conf");
    CHECK(put(other, {file_at("a.conf", "1\n")}) == Strings{"a.conf: stackc did not write it"});
    CHECK(put(other, {file_at("a.conf", "1\n")}, true) == Strings{});
    CHECK(read(other.path / "precious") == "precious\n");
    CHECK(read(other.tree() / "a.conf") == "1\n");
}

TEST_CASE("a manifest that names paths outside removes nothing there") {
    const Scratch scratch;
    write(scratch.path / "outside", "x");
    std::vector<OutputFile> files{file_at("a.conf", "1\n"), file_at("../outside", "x")};
    write(scratch.tree() / "manifest.json", manifest_of(files));
    CHECK(put(scratch, {file_at("a.conf", "1\n")}) == Strings{});
    CHECK(fs::exists(scratch.path / "outside"));
}

TEST_CASE("a folder that cannot be written to leaves the old tree whole") {
    if (::geteuid() == 0) return;  // root may write everywhere
    const Scratch scratch;
    put(scratch, {file_at("a.conf", "1\n"), file_at("etc/b.conf", "1\n")});
    fs::permissions(scratch.tree() / "etc", fs::perms(0500));
    const std::vector<OutputFile> files{file_at("a.conf", "2\n"), file_at("etc/b.conf", "2\n")};
    const auto plan = plan_tree(scratch.tree(), files, manifest_of(files));
    CHECK(write_tree(scratch.tree(), *plan));
    CHECK(read(scratch.tree() / "a.conf") == "1\n");
    fs::permissions(scratch.tree() / "etc", fs::perms(0700));
}
