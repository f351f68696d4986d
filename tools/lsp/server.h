// The language server without its pipes: texts of messages go in, texts of messages come out.
// It owns buffers, versions and JSON; what files mean is the session's business.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/lsp/method.h"
#include "tools/lsp/projects.h"
#include "tools/lsp/publisher.h"

namespace stackc::lsp {

enum class Phase : std::uint8_t { fresh, running, shut_down, exited };

class Server {
  public:
    /// `disk` must outlive the server.
    Server(const FileSystem& disk, OptionsFor options_for);

    // ---------------------------------------------------------------------- for the loop

    /// Queues the message in `text`; what is no message is answered at once.
    void enqueue(std::string_view text);
    /// Answers a header that could not be read.
    void refuse_header(const std::string& reason);
    bool has_messages() const { return !waiting_.empty(); }
    void handle_next();

    /// Whether an analysis or diagnostics wait for a quiet moment.
    bool has_work() const;
    /// Analyses what changed and publishes what is new.
    void settle();

    /// What is to be sent, in order.
    std::vector<std::string> take_output();

    Phase phase() const { return phase_; }
    /// 0 when the client said `shutdown` before `exit`, else 1.
    int exit_code() const { return was_shut_down_ ? 0 : 1; }

    // ---------------------------------------------------------------------- for the methods

    Projects& projects() { return projects_; }
    Encoding encoding() const { return encoding_; }
    /// The client's capabilities.
    const Json& client() const { return client_; }

    /// Whether the client asks for diagnostics itself, so that none are sent unasked.
    bool is_pulled() const { return is_pulled_; }

    /// Starts the conversation: what the client can, and how columns are counted from now on.
    void start(Json client, Encoding encoding, bool is_pulled);
    void set_phase(Phase phase);
    void notify(std::string_view method, Json params);
    void request(std::string_view method, Json params);
    /// Tells the client's log.
    void log(std::string message);

    /// The file that `params.textDocument` names, in a fresh analysis; nothing where it is in
    /// none of our dialects.
    std::optional<View> view(const Json& params);
    /// The byte of the file at `params.position`.
    std::uint32_t offset(const View& view, const Json& params) const;
    /// A place as the protocol writes it, in the editor's own spelling of the file.
    Json location(const Analysis& analysis, const Path& path, Span span) const;
    std::string uri(const Path& path) const;
    const Buffer* buffer(const Path& path) const { return projects_.buffer(path); }

  private:
    void handle(const Json& message);
    void answer(const Method* method, const Json& message);
    void take(const Method* method, const Json& message);
    void cancel(const Json& params);
    void fail(const Json& id, ErrorCode code, std::string message);
    void send(Json message);

    Phase phase_ = Phase::fresh;
    bool was_shut_down_ = false;
    Encoding encoding_ = Encoding::utf16;
    bool is_pulled_ = false;
    Json client_ = Json::object();
    Projects projects_;
    Publisher publisher_;
    bool is_publishing_due_ = false;
    std::deque<Json> waiting_;
    std::vector<std::string> output_;
    int next_request_ = 1;
};

}  // namespace stackc::lsp
