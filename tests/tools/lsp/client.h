// Starts `stackc lsp` and talks to it over its pipes, as an editor would.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/source/file_system.h"
#include "tools/lsp/framing.h"
#include "tools/lsp/json.h"

namespace stackc::tests {

using lsp::Json;

class LspClient {
  public:
    LspClient();
    LspClient(const LspClient&) = delete;
    LspClient& operator=(const LspClient&) = delete;
    ~LspClient();

    void send_raw(std::string_view bytes);
    void send(const Json& message);
    void notify(std::string_view method, Json params);
    /// Sends the request and gives the whole response.
    Json request(std::string_view method, Json params);
    /// The next response, errors to nobody included. Notifications met on the way are kept.
    Json response();

    /// The diagnostics that each URI shows, once `is_right` likes them; gives up after a while.
    using Shown = std::map<std::string, Json>;
    template <class Predicate>
    bool wait_until(Predicate is_right) {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!is_right(shown_)) {
            if (!take(end)) return false;
        }
        return true;
    }
    const Shown& shown() const { return shown_; }
    /// Requests that the server sent, such as client/registerCapability.
    const std::deque<Json>& requests() const { return requests_; }

    /// Closes the pipe to the server and gives its exit code; -1 when it did not end by itself.
    int exit_code();

  private:
    static constexpr std::chrono::seconds patience{20};
    bool take(std::chrono::steady_clock::time_point end);
    void sort_in(Json message);

    pid_t child_ = -1;
    int to_server_ = -1;
    int from_server_ = -1;
    lsp::FrameReader frames_;
    std::deque<Json> responses_;
    std::deque<Json> requests_;
    Shown shown_;
    int next_id_ = 1;
};

/// A folder that is there as long as this is.
class TemporaryFolder {
  public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();
    const Path& path() const { return path_; }
    /// Writes a file below it, with the folders that it needs.
    void write(const Path& name, std::string_view text) const;

  private:
    Path path_;
};

}  // namespace stackc::tests
