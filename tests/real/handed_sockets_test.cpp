// Who takes the socket that a manager opens: XST012 rests on it.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "tests/real/agreement.h"
#include "tests/real/run.h"

using namespace stackc::tests;

/// What answers on the handed socket, and whether the server's own was made too.
static std::string answer(const Folder& folder, const std::string& command, int seconds) {
    folder.write(
        "app.py",
        "def application(environ, start):\n    start('200 OK', [])\n    return [b'taken']\n");
    const Outcome outcome = run(fmt::format(
        "cd '{}' && {{ systemd-socket-activate -l $PWD/handed.sock {} > log 2>&1 & }}; pid=$!; "
        "for i in $(seq 50); do [ -S handed.sock ] && break; sleep 0.1; done; "
        "timeout {} python3 -c \"import socket; s = socket.socket(socket.AF_UNIX); "
        "s.connect('handed.sock'); s.send(b'GET / HTTP/1.0\\r\\n\\r\\n'); "
        "print('answered' if s.recv(1) else 'closed')\" || echo silent; "
        "[ -S own.sock ] && echo own; kill -TERM $pid; wait $pid",
        folder.path().string(), command, seconds));
    return outcome.output;
}

TEST_CASE("gunicorn takes the socket that it is handed, and makes none of its own", "[real]") {
    if (is_missing("gunicorn") || is_missing("systemd-socket-activate")) return;
    const Folder folder;
    CHECK(answer(folder, "gunicorn --bind unix:own.sock app:application", 20) == "answered\n");
}

TEST_CASE("daphne leaves a handed socket alone, and who connects there waits", "[real]") {
    if (is_missing("daphne") || is_missing("systemd-socket-activate")) return;
    const Folder folder;
    CHECK(answer(folder, "daphne -u own.sock app:application", 6) == "silent\nown\n");
}
