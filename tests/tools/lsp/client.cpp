#include "tests/tools/lsp/client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace stackc::tests {

LspClient::LspClient() {
    ::signal(SIGPIPE, SIG_IGN);
    int down[2];
    int up[2];
    REQUIRE(::pipe2(down, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(up, O_CLOEXEC) == 0);
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
        ::dup2(down[0], STDIN_FILENO);
        ::dup2(up[1], STDOUT_FILENO);
        ::execl(STACKC_PROGRAM, "stackc", "lsp", nullptr);
        ::_exit(127);
    }
    ::close(down[0]);
    ::close(up[1]);
    to_server_ = down[1];
    from_server_ = up[0];
}

LspClient::~LspClient() {
    if (to_server_ >= 0) ::close(to_server_);
    ::close(from_server_);
    if (child_ < 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

void LspClient::send_raw(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(to_server_, bytes.data(), bytes.size());
        REQUIRE(put > 0);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
}

void LspClient::send(const Json& message) { send_raw(lsp::frame(lsp::to_text(message))); }

void LspClient::notify(std::string_view method, Json params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

Json LspClient::request(std::string_view method, Json params) {
    const int id = next_id_++;
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
    while (true) {
        Json answer = response();
        if (answer.is_null() || answer["id"] == id) return answer;
    }
}

Json LspClient::response() {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (responses_.empty()) {
        if (!take(end)) return nullptr;
    }
    Json answer = std::move(responses_.front());
    responses_.pop_front();
    return answer;
}

/// Reads what the server says next; false when it ends or says nothing until `end`.
bool LspClient::take(std::chrono::steady_clock::time_point end) {
    while (true) {
        if (auto frame = frames_.next()) {
            REQUIRE_FALSE(frame->is_garbage);
            sort_in(Json::parse(frame->text));
            return true;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wanted{from_server_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&wanted, 1, static_cast<int>(left.count())) <= 0) return false;
        char bytes[65536];
        const ssize_t got = ::read(from_server_, bytes, sizeof bytes);
        if (got <= 0) return false;
        frames_.feed({bytes, static_cast<std::size_t>(got)});
    }
}

void LspClient::sort_in(Json message) {
    const std::string method = message.value("method", "");
    if (method == "textDocument/publishDiagnostics") {
        shown_[message["params"]["uri"]] = message["params"]["diagnostics"];
    } else if (method.empty()) {
        responses_.push_back(std::move(message));
    } else if (message.contains("id")) {
        requests_.push_back(std::move(message));
    }
}

int LspClient::exit_code() {
    if (to_server_ >= 0) ::close(to_server_);
    to_server_ = -1;
    for (int i = 0; i < 2000; ++i) {
        int status = 0;
        if (::waitpid(child_, &status, WNOHANG) == child_) {
            child_ = -1;
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return -1;
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "stackc-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const Path& name, std::string_view text) const {
    const Path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace stackc::tests
