#include "tools/lsp/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/base/text.h"
#include "tools/lsp/convert.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp {

static const Method* find_method(std::string_view name) {
    for (const Method* method : methods::all()) {
        if (method->name == name) return method;
    }
    return nullptr;
}

static bool is_id(const Json& id) { return id.is_string() || id.is_number(); }

static bool is_request(const Json& message) { return message.contains("id"); }

/// The method's name, or nothing where the message is none that JSON-RPC knows.
static std::optional<std::string_view> method_name(const Json& message) {
    const auto version = message.find("jsonrpc");
    if (version == message.end() || *version != "2.0") return std::nullopt;
    const auto method = message.find("method");
    if (method == message.end() || !method->is_string()) return std::nullopt;
    if (is_request(message) && !is_id(message["id"])) return std::nullopt;
    return std::string_view(method->get_ref<const std::string&>());
}

static bool is_response(const Json& message) {
    return !message.contains("method") && message.contains("id") &&
           (message.contains("result") || message.contains("error"));
}

static const Json& params_of(const Json& message) {
    static const Json none = Json::object();
    const auto params = message.find("params");
    return params == message.end() || params->is_null() ? none : *params;
}

Server::Server(const FileSystem& disk, OptionsFor options_for) : projects_(disk, std::move(options_for)) {}

/// The message in `text`; discarded where it is no JSON, or nested deeper than any real message
/// is: the library copies values recursively.
static Json parse_message(std::string_view text) {
    static constexpr int most_depth = 256;
    bool is_too_deep = false;
    const auto watch = [&](int depth, Json::parse_event_t, Json&) {
        if (depth > most_depth) is_too_deep = true;
        return !is_too_deep;
    };
    Json message = Json::parse(text, watch, false);
    return is_too_deep ? Json(Json::value_t::discarded) : message;
}

void Server::enqueue(std::string_view text) {
    Json message = parse_message(text);
    if (message.is_discarded()) return fail(nullptr, ErrorCode::parse_error, "the message is no JSON");
    if (!message.is_object()) return fail(nullptr, ErrorCode::invalid_request, "the message is no object");
    if (is_response(message)) return;
    const std::optional<std::string_view> name = method_name(message);
    if (!name) {
        const Json* id = find(message, "id");
        return fail(id != nullptr && is_id(*id) ? *id : Json(nullptr), ErrorCode::invalid_request,
                    "the message is no JSON-RPC 2.0 request or notification");
    }
    if (*name == "$/cancelRequest") return cancel(params_of(message));
    waiting_.push_back(std::move(message));
}

void Server::refuse_header(const std::string& reason) { fail(nullptr, ErrorCode::parse_error, reason); }

void Server::cancel(const Json& params) {
    const Json* id = find(params, "id");
    if (id == nullptr) return;
    const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                    [&](const Json& message) { return is_request(message) && message["id"] == *id; });
    if (found == waiting_.end()) return;
    waiting_.erase(found);
    fail(*id, ErrorCode::request_cancelled, "cancelled");
}

void Server::handle_next() {
    const Json message = std::move(waiting_.front());
    waiting_.pop_front();
    handle(message);
}

void Server::handle(const Json& message) {
    const std::string& name = message["method"].get_ref<const std::string&>();
    const Method* method = find_method(name);
    if (is_request(message)) return answer(method, message);
    const bool is_heard = phase_ == Phase::running || name == "exit";
    if (is_heard && method != nullptr && method->take != nullptr) take(method, message);
}

void Server::answer(const Method* method, const Json& message) {
    const Json& id = message["id"];
    const std::string& name = message["method"].get_ref<const std::string&>();
    const bool is_first = name == "initialize";
    if (phase_ == Phase::fresh && !is_first) {
        return fail(id, ErrorCode::server_not_initialized, "the first request must be `initialize`");
    }
    if (phase_ != Phase::fresh && is_first) {
        return fail(id, ErrorCode::invalid_request, "`initialize` was said before");
    }
    if (phase_ == Phase::shut_down) return fail(id, ErrorCode::invalid_request, "the server is shut down");
    if (method == nullptr || method->answer == nullptr) {
        return fail(id, ErrorCode::method_not_found, fmt::format("no method `{}`", quoted(name)));
    }
    try {
        Json result = method->answer(*this, params_of(message));
        send({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
    } catch (const InvalidParams& error) {
        fail(id, ErrorCode::invalid_params, error.reason);
    } catch (const Json::exception& error) {
        fail(id, ErrorCode::invalid_params, error.what());
    }
}

void Server::take(const Method* method, const Json& message) {
    try {
        method->take(*this, params_of(message));
    } catch (const InvalidParams& error) {
        log(fmt::format("{}: {}", method->name, error.reason));
    } catch (const Json::exception& error) {
        log(fmt::format("{}: {}", method->name, error.what()));
    }
}

bool Server::has_work() const {
    return phase_ == Phase::running && (is_publishing_due_ || projects_.is_stale());
}

void Server::settle() {
    if (projects_.is_stale()) projects_.refresh();
    is_publishing_due_ = false;
    std::vector<Json> changes = publisher_.changes(projects_, encoding_);
    if (is_pulled_) {
        // A change of one file may break another: the client is told to ask again.
        const bool can_refresh = is_set(client_, "workspace.diagnostics.refreshSupport");
        if (!changes.empty() && can_refresh) request("workspace/diagnostic/refresh", nullptr);
        return;
    }
    for (Json& params : changes) notify("textDocument/publishDiagnostics", std::move(params));
}

std::vector<std::string> Server::take_output() { return std::exchange(output_, {}); }

void Server::start(Json client, Encoding encoding, bool is_pulled) {
    client_ = std::move(client);
    encoding_ = encoding;
    is_pulled_ = is_pulled;
    phase_ = Phase::running;
}

void Server::set_phase(Phase phase) {
    phase_ = phase;
    if (phase == Phase::shut_down) was_shut_down_ = true;
}

void Server::notify(std::string_view method, Json params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void Server::request(std::string_view method, Json params) {
    send({{"jsonrpc", "2.0"}, {"id", fmt::format("stackc-{}", next_request_++)}, {"method", method}, {"params", std::move(params)}});
}

void Server::log(std::string message) {
    if (phase_ == Phase::running) notify("window/logMessage", {{"type", 2}, {"message", std::move(message)}});
}

void Server::fail(const Json& id, ErrorCode code, std::string message) {
    send({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<int>(code)}, {"message", std::move(message)}}}});
}

void Server::send(Json message) { output_.push_back(to_text(message)); }

std::optional<View> Server::view(const Json& params) {
    const std::string& uri = params.at("textDocument").at("uri").get_ref<const std::string&>();
    const std::optional<Path> path = to_path(uri);
    if (!path) return std::nullopt;
    // A request made the analysis anew: its diagnostics still have to go out.
    if (projects_.is_stale()) is_publishing_due_ = true;
    std::optional<View> view = projects_.view(*path);
    return view && view->document != nullptr ? view : std::nullopt;
}

std::uint32_t Server::offset(const View& view, const Json& params) const {
    return view.lines().offset(read_position(params.at("position")), encoding_);
}

std::string Server::uri(const Path& path) const {
    const Buffer* buffer = projects_.buffer(path);
    return buffer != nullptr ? buffer->uri : to_uri(path);
}

Json Server::location(const Analysis& analysis, const Path& path, Span span) const {
    return {{"uri", uri(path)}, {"range", to_range(analysis.sources->lines(span.file), span, encoding_)}};
}

}  // namespace stackc::lsp
