// uWSGI: one ini file a service. uWSGI starts as root, reads secrets, and becomes its user
// before it binds; without root (standalone) it stays who it is.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "emitters/emitter.h"

namespace stackc::emitters {

namespace {

/// An ini file of uWSGI in the making. In its values `%`, `$(` and `@(` mean something; they are
/// brought in through placeholders, whose values are not looked at again (uWSGI 2.0.21).
class UwsgiIni {
  public:
    UwsgiIni(Span span, Emission& out) : span_(span), out_(out) {}

    void set(std::string_view key, std::string_view text) { lines_ += fmt::format("{} = {}\n", key, value(text)); }
    /// A value in uWSGI's own words.
    void set_own(std::string_view key, std::string_view value) { lines_ += fmt::format("{} = {}\n", key, value); }
    /// A variable that uWSGI reads from a file while it is still root.
    void set_env_from_file(const EnvVariable& variable) {
        lines_ += fmt::format("env = {}=@({})\n", variable.name, value(*variable.secret_file));
    }
    void blank() { lines_ += '\n'; }
    void raw(std::string_view text) {
        for (const std::string_view line : split(text, '\n')) {
            if (!trim(line).empty()) lines_.append(trim(line)).append("\n");
        }
    }

    std::string text() const {
        std::string result = "[uwsgi]\n";
        for (const auto& [name, value] : placeholders_) result += fmt::format("set-placeholder = {}={}\n", name, value);
        return result + lines_;
    }

  private:
    std::string value(std::string_view text) {
        const bool is_trimmed = trim_end(text).size() != text.size();
        if (text.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos || is_trimmed) {
            out_.problem(span_, fmt::format("uWSGI's ini files cannot hold the value `{}`: it has a line end, or blanks at its end", quoted(text)));
            return {};
        }
        std::string result;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool is_call = i + 1 < text.size() && text[i + 1] == '(';
            if (text[i] == '%') result += is_call || i + 1 == text.size() ? placeholder("stackc_percent", "%%") : "%%";
            else if (text[i] == '$' && is_call) result += placeholder("stackc_dollar", "$");
            else if (text[i] == '@' && is_call) result += placeholder("stackc_at", "@");
            else result += text[i];
        }
        return result;
    }
    std::string placeholder(const std::string& name, std::string_view sign) {
        placeholders_.emplace(name, sign);
        return fmt::format("%({})", name);
    }

    Span span_;
    Emission& out_;
    std::string lines_;
    std::set<std::pair<std::string, std::string>> placeholders_;
};

}  // namespace

static std::string ini_path(const EmitInput& input, const Process& process) {
    return fmt::format("etc/uwsgi/apps-available/{}.ini", input.name_of(process));
}

static bool is_debian_like(const Graph& graph) {
    return graph.target.os.starts_with("debian") || graph.target.os.starts_with("ubuntu");
}

static void put_app(const EmitInput& input, const Process& process, UwsgiIni& ini) {
    ini.set("plugin", is_debian_like(input.graph) ? "python3" : "python3,http");
    if (process.app) {
        const App& app = input.graph.at(*process.app);
        if (app.root.is_known()) ini.set("chdir", *app.root);
        if (app.venv.is_known()) ini.set("home", *app.venv);
    }
    if (process.module.is_known()) ini.set("module", *process.module);
    ini.set("need-app", "true");
}

static void put_listener(const Process& process, const Listener& listener, UwsgiIni& ini) {
    const bool is_http = listener.protocol == Protocol::http;
    const UnixEndpoint* socket = as_unix(*listener.endpoint);
    ini.set(is_http ? "http-socket" : "socket", socket != nullptr ? socket->path : to_text(*listener.endpoint));
    if (socket == nullptr) return;
    ini.set("chmod-socket", fmt::format("{:o}", listener.mode.value_or(Mode{0660}).bits));
    const std::string owner = listener.owner.value_or(process.user.value_or(""));
    const bool is_other_owner = listener.owner.is_known() && listener.owner.value_or("") != process.user.value_or("");
    const bool is_other_group = listener.group.is_known() && listener.group.value_or("") != process.group.value_or("");
    if (is_other_owner || is_other_group) {
        const std::string group = listener.group.value_or(process.group.value_or(""));
        ini.set("chown-socket", group.empty() ? owner : owner + ":" + group);
    }
}

static void put_process(const Process& process, UwsgiIni& ini) {
    ini.set("master", "true");
    if (process.workers.is_known()) ini.set("processes", std::to_string(*process.workers));
    else ini.set_own("processes", "%(%k * 2 + 1)");  // %k: the cores of the machine it runs on
    if (process.threads.is_known() && *process.threads > 1) ini.set("threads", std::to_string(*process.threads));
    else ini.set("enable-threads", "true");
    if (process.user.is_known()) ini.set("uid", *process.user);
    if (process.group.is_known()) ini.set("gid", *process.group);
    if (process.umask.is_known()) ini.set("umask", fmt::format("{:03o}", process.umask->bits));
    ini.set("vacuum", "true");
    ini.set("die-on-term", "true");
}

static void put_limits(const Process& process, UwsgiIni& ini) {
    if (process.request_timeout.is_known()) ini.set("harakiri", std::to_string((process.request_timeout->ms + 999) / 1000));
    // nginx may send four buffers of headers; uWSGI counts the whole request block, up to 64 KiB.
    const std::uint64_t headers = process.header_buffer.value_or(Size{8192}).bytes;
    ini.set("buffer-size", std::to_string(std::min<std::uint64_t>(headers * 4, 65535)));
    // An application that answers without reading the body would make nginx see a reset, and a 502.
    ini.set("post-buffering", "65536");
    if (process.max_body.is_known() && process.max_body->bytes != 0) ini.set("limit-post", std::to_string(process.max_body->bytes));
}

static void put_environment(const Graph& graph, const Process& process, UwsgiIni& ini) {
    for (const EnvVariable& variable : environment_of(graph, process)) {
        if (variable.secret_file.is_known()) ini.set_env_from_file(variable);
        else if (variable.value.is_known()) ini.set("env", variable.name + "=" + *variable.value);
    }
}

static void emit_service(const EmitInput& input, const Process& process, Emission& out) {
    UwsgiIni ini(process.span, out);
    put_app(input, process, ini);
    ini.blank();
    for (const Listener* listener : listeners_of(input.graph, process)) put_listener(process, *listener, ini);
    ini.blank();
    put_process(process, ini);
    ini.blank();
    put_limits(process, ini);
    put_environment(input.graph, process, ini);
    for (const RawText& raw : process.raw) {
        if (raw.dialect == "uwsgi") ini.raw(raw.text);
    }
    out.files.push_back({.path = ini_path(input, process), .text = head_comment(input, "#") + ini.text(), .from = {process.span}});
}

static void emit_uwsgi(const EmitInput& input, Emission& out) {
    for (const Process& process : input.graph.processes) {
        if (process.kind == ServerKind::uwsgi) emit_service(input, process, out);
    }
}

static Start start_uwsgi(const EmitInput& input, const Process& process, Emission&) {
    return {.argv = {"/usr/bin/uwsgi", "--ini", input.on_target(ini_path(input, process))}, .drops_rights = true};
}

static constexpr ServerKind servers[] = {ServerKind::uwsgi};
extern const Emitter uwsgi{"uwsgi", emit_uwsgi, servers, start_uwsgi};

}  // namespace stackc::emitters
