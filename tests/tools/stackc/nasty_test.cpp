// What bad input gets (product contract, section 6), through the built program: a clear error
// with a place and the right exit code, in under a second of processor time.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/program.h"

namespace fs = std::filesystem;
using stackc::test::ProgramResult;
using stackc::test::run_script;
using stackc::test::TemporaryFolder;

#if defined(__SANITIZE_ADDRESS__)
static constexpr double most_seconds = 10;
#else
static constexpr double most_seconds = 1;
#endif

static ProgramResult run(const std::string& script, const TemporaryFolder& folder) {
    ProgramResult result = run_script(script, folder.path());
    INFO(script << "\n" << result.out.substr(0, 2000) << result.err.substr(0, 2000));
    CHECK(!result.is_late);
    CHECK(result.seconds < most_seconds);
    CHECK(result.code <= 2);
    return result;
}

static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a NUL byte is a finding with a place, and is never printed raw", "[nasty]") {
    const TemporaryFolder folder;
    folder.write("uwsgi.ini", std::string("[uwsgi]\nsocket = /a\0b\n", 22));
    const ProgramResult result = run("stackc lint", folder);
    CHECK(result.code == 1);
    CHECK(has(result.out, "error[STC005 nul-byte]"));
    CHECK(has(result.out, "uwsgi.ini:2:12"));
    CHECK(result.out.find('\0') == std::string::npos);
}

TEST_CASE("bytes that are no UTF-8 are named, in the report as escapes", "[nasty]") {
    const TemporaryFolder folder;
    folder.write("uwsgi.ini", "[uwsgi]\nsocket = /a\xff\n");
    const ProgramResult result = run("stackc lint --select STC; stackc lint --select STC --format json", folder);
    CHECK(has(result.out, "uwsgi.ini:2:12"));
    CHECK(has(result.out, "/a\\xff"));
    CHECK(result.out.find('\xff') == std::string::npos);
}

TEST_CASE("garbage under a known name is not passed over, and ends with an error", "[nasty]") {
    const TemporaryFolder folder;
    std::string garbage;
    for (unsigned i = 0, x = 1; i < 200'000; ++i) {
        x = x * 1103515245u + 12345u;
        garbage += static_cast<char>(x >> 16u);
    }
    folder.write("uwsgi.ini", garbage);
    folder.write("supervisord.conf", garbage);
    const ProgramResult result = run("stackc lint", folder);
    CHECK(result.code != 0);
    CHECK(has(result.out, "uwsgi.ini"));
    CHECK(has(result.out, "supervisord.conf"));
}

TEST_CASE("a FIFO or a device in place of a file is refused at once", "[nasty]") {
    const TemporaryFolder folder;
    REQUIRE(::mkfifo((folder.path() / "uwsgi.ini").c_str(), 0600) == 0);
    const ProgramResult named = run("stackc lint uwsgi.ini", folder);
    CHECK(named.code == 2);
    CHECK(has(named.out, "not a regular file"));
    const ProgramResult found = run("stackc lint", folder);
    CHECK(found.code == 2);
    CHECK(has(found.out, "not a regular file"));
    CHECK(run("stackc lint /dev/zero", folder).code == 2);
    CHECK(run("stackc parse uwsgi.ini", folder).code == 2);
    CHECK(run("stackc lint --config uwsgi.ini .", folder).code == 2);
}

TEST_CASE("a file or folder that may not be read is a finding and exit code 2", "[nasty]") {
    if (::geteuid() == 0 && std::system("command -v setpriv >/dev/null 2>&1") != 0) {
        WARN("SKIPPED: root reads everything, and there is no setpriv");
        return;
    }
    const TemporaryFolder folder;
    folder.write("tree/uwsgi.ini", "[uwsgi]\nsocket = /a\n");
    folder.write("tree/closed/supervisord.conf", "[supervisord]\n");
    fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_all);
    fs::permissions(folder.path() / "tree/uwsgi.ini", fs::perms::none);
    fs::permissions(folder.path() / "tree/closed", fs::perms::none);
    const std::string as_user = ::geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
    const ProgramResult result = run(as_user + "\"" STACKC_PROGRAM "\" lint tree", folder);
    if (has(result.err, "setpriv:")) {
        WARN("SKIPPED: the program cannot be started by another user: " << result.err);
        return;
    }
    CHECK(result.code == 2);
    CHECK(has(result.out, "uwsgi.ini`: Permission denied"));
    CHECK(has(result.out, "closed`: Permission denied"));
    CHECK(has(result.err, "not understood in full"));
}

TEST_CASE("links that loop or lead nowhere neither hang nor hide", "[nasty]") {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "deploy");
    folder.write("deploy/uwsgi.ini", "[uwsgi]\nsocket = /run/a.sock\n");
    fs::create_symlink("..", folder.path() / "deploy/up");
    fs::create_symlink("loop.ini", folder.path() / "loop.ini");
    fs::create_symlink("/nowhere/at/all", folder.path() / "dangling.ini");
    const ProgramResult result = run("stackc lint --select STC", folder);
    CHECK(result.code == 0);
    CHECK(has(result.out, "info[STC001"));
    CHECK(has(result.out, "loop.ini"));
    CHECK(has(result.out, "dangling.ini"));
    CHECK(has(result.err, "not understood in full"));
    CHECK(run("stackc lint loop.ini", folder).code == 2);
}

TEST_CASE("an include cycle is read once round", "[nasty]") {
    const TemporaryFolder folder;
    folder.write("supervisord.conf", "[supervisord]\n[include]\nfiles = supervisord.conf a.conf\n");
    folder.write("a.conf", "[include]\nfiles = supervisord.conf\n");
    folder.write("uwsgi.ini", "[uwsgi]\nini = uwsgi.ini\n");
    CHECK(!run("stackc lint", folder).is_late);
}

TEST_CASE("a line of ten megabytes is read, and shown only around what is wrong", "[nasty]") {
    const TemporaryFolder folder;
    folder.write("uwsgi.ini", "[uwsgi]\nsocket = " + std::string(5'000'000, 'a') + '\0' + std::string(5'000'000, 'b') + "\n");
    const ProgramResult result = run("stackc lint --select STC", folder);
    CHECK(result.code == 1);
    CHECK(result.out.size() < 1000);
    CHECK(has(result.out, "uwsgi.ini:2:5000010"));
}

TEST_CASE("output that cannot be written is exit code 2, for text, JSON and files", "[nasty]") {
    const TemporaryFolder folder;
    folder.write("uwsgi.ini", std::string("[uwsgi]\nx\0\n", 11));
    CHECK(run("stackc lint > /dev/full", folder).code == 2);
    CHECK(run("stackc lint --format json > /dev/full", folder).code == 2);
    CHECK(run("stackc lint -o /dev/full", folder).code == 2);
    CHECK(run("stackc lint -o no/such/folder/report", folder).code == 2);
    CHECK(run("stackc lint -o .", folder).code == 2);
    CHECK(run("stackc rules > /dev/full", folder).code == 2);
    CHECK(run("stackc --help > /dev/full", folder).code == 2);
    CHECK(run("stackc lint >&-", folder).code == 2);
}

TEST_CASE("names with control characters are shown escaped", "[nasty]") {
    const TemporaryFolder folder;
    folder.write("\x1b[31mred\n.ini", "");
    folder.write("deploy\x1b[2J/uwsgi.ini", std::string("[uwsgi]\nx\0\n", 11));
    const ProgramResult result = run("stackc lint \"$(printf '\\033[31mred\\n.ini')\" deploy*; stackc lint --select \"$(printf '\\033[2J')\"", folder);
    CHECK(result.out.find('\x1b') == std::string::npos);
    CHECK(result.err.find('\x1b') == std::string::npos);
    CHECK(has(result.out, "deploy\\x1b[2J/uwsgi.ini"));
}

TEST_CASE("nesting 100,000 deep is parsed, checked and printed without a crash", "[nasty]") {
    const TemporaryFolder folder;
    std::string deep, closing;
    for (int i = 0; i < 100'000; ++i) deep += "server {\n", closing += "}\n";
    folder.write("nginx.conf", deep + closing);
    folder.write("shop.stack", deep + closing);
    for (const char* command : {"stackc lint . > /dev/null", "stackc parse nginx.conf > /dev/null", "stackc parse shop.stack > /dev/null"}) {
        const ProgramResult result = run(command, folder);
        CHECK(result.code <= 2);
    }
}

TEST_CASE("a folder of ten thousand files is searched without falling behind", "[nasty]") {
    const TemporaryFolder folder;
    for (int i = 0; i < 10'000; ++i) folder.write("data/" + std::to_string(i), "not a configuration\n");
    folder.write("uwsgi.ini", "[uwsgi]\nsocket = /run/a.sock\n");
    const ProgramResult result = run("stackc lint --select STC", folder);
    CHECK(result.code == 0);
}
