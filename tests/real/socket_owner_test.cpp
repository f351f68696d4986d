// Who owns a server's socket and with which mode: what compiler/graph/permissions.h works out
// against what uWSGI and gunicorn really make. Needs root, who alone may start them as others.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "compiler/graph/permissions.h"
#include "tests/real/agreement.h"
#include "tests/real/run.h"
#include "tools/session/session.h"

using namespace stackc;
using namespace stackc::tests;

namespace {

struct Variant {
    std::string settings;  // of uWSGI's ini, or flags of gunicorn
    std::string user;      // supervisor's user=; empty: root
};

/// What the solver says of the one socket of a program under supervisor.
std::string solved(const std::string& command, const std::string& ini, const std::string& user) {
    MemoryFileSystem files;
    files.add("/case/supervisord.conf", fmt::format("[supervisord]\nuser=root\n[program:web]\ncommand={}\n{}", command, user.empty() ? "" : "user=" + user + "\n"));
    files.add("/case/web.ini", ini);
    SessionOptions options;
    options.root = "/case";
    const std::vector<Path> roots{"/case"};
    const Analysis analysis = Session(files, options).analyse(roots);
    REQUIRE(analysis.graph.listeners.size() == 1);
    const auto owned = socket_once_bound(analysis.graph, analysis.graph.listeners[0]);
    return owned ? to_text(*owned) : "unknown";
}

/// What the kernel says of the socket once the program has made it; the program is then stopped.
std::string made(const std::string& command, const Path& socket, const std::string& user) {
    const std::string as = user.empty() ? "" : fmt::format("setpriv --reuid {0} --regid {0} --init-groups ", user);
    run(fmt::format("cd '{0}' && rm -f '{1}'; {2}{3} > log 2>&1 & pid=$!; for i in $(seq 100); do [ -S '{1}' ] && break; sleep 0.1; done; sleep 0.2; "
                    "stat -c '%a %U:%G' '{1}' > said; kill -KILL $pid; wait",
                    socket.parent_path().string(), socket.string(), as, command));
    std::string said = read_text(socket.parent_path() / "said");
    while (!said.empty() && said.back() == '\n') said.pop_back();
    return said.empty() ? "none" : "0" + said;
}

bool cannot_run(const char* program) {
    if (is_missing(program)) return true;
    if (geteuid() == 0) return false;
    std::printf("SKIPPED: only root may start servers as others\n");
    return true;
}

}  // namespace

TEST_CASE("uWSGI's socket belongs to whom the solver says", "[real]") {
    if (cannot_run("uwsgi")) return;
    Folder folder;
    ::chmod(folder.path().c_str(), 0777);
    const Path socket = folder.path() / "web.sock";
    const Variant variants[] = {
        {"", ""},
        {"uid = www-data\n", ""},
        {"uid = www-data\ngid = www-data\n", ""},
        {"uid = www-data\ngid = daemon\nchmod-socket = 660\n", ""},
        {"uid = www-data\ngid = www-data\numask = 007\n", ""},
        {"uid = daemon\ngid = daemon\nchown-socket = daemon:www-data\nchmod-socket = 660\n", ""},
        {"uid = daemon\ngid = daemon\nmaster = true\nmaster-as-root = true\n", ""},
        {"uid = daemon\ngid = daemon\n", "www-data"},
        {"chmod-socket = 666\n", "www-data"},
    };
    for (const Variant& variant : variants) {
        const std::string ini = fmt::format("[uwsgi]\nsocket = {}\n{}", socket.string(), variant.settings);
        const Path file = folder.write("web.ini", ini);
        INFO(ini << "started as " << (variant.user.empty() ? "root" : variant.user));
        const std::string ours = solved("/usr/bin/uwsgi --ini web.ini", ini, variant.user);
        const std::string theirs = made("uwsgi --ini '" + file.string() + "'", socket, variant.user);
        // A primary group is looked up in passwd, which only --live and --sysroot read.
        const bool is_group_unknown = ours.ends_with(":?");
        CHECK((is_group_unknown ? theirs.substr(0, theirs.find(':')) + ":?" : theirs) == ours);
    }
}

TEST_CASE("gunicorn's socket belongs to whom the solver says", "[real]") {
    if (cannot_run("gunicorn")) return;
    Folder folder;
    ::chmod(folder.path().c_str(), 0777);
    const Path socket = folder.path() / "web.sock";
    folder.write("app.py", "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'']\n");
    const Variant variants[] = {
        {"", ""},
        {"--umask 007", ""},
        {"--user www-data --group daemon --umask 007", ""},
        {"--umask 077", "www-data"},
    };
    for (const Variant& variant : variants) {
        const std::string command = fmt::format("/usr/bin/gunicorn {} -b unix:{} app:application", variant.settings, socket.string());
        INFO(command << " started as " << (variant.user.empty() ? "root" : variant.user));
        const std::string ours = solved(command, "", variant.user);
        const std::string theirs = made(command, socket, variant.user);
        const bool is_group_unknown = ours.ends_with(":?");
        CHECK((is_group_unknown ? theirs.substr(0, theirs.find(':')) + ":?" : theirs) == ours);
    }
}
