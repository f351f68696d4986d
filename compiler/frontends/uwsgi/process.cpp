#include "compiler/frontends/uwsgi/process.h"

#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/uwsgi/options.h"

namespace stackc::uwsgi {

namespace {

/// uWSGI 2.0 core/uwsgi.c and plugins: options that open a socket, and what it speaks.
struct SocketOption {
    std::string_view name;
    Protocol protocol;
};
constexpr std::array socket_options{
    SocketOption{"socket", Protocol::uwsgi},
    SocketOption{"uwsgi-socket", Protocol::uwsgi},
    SocketOption{"http-socket", Protocol::http},
    SocketOption{"http11-socket", Protocol::http},
    SocketOption{"https-socket", Protocol::https},
    SocketOption{"suwsgi-socket", Protocol::tls},
    SocketOption{"ssl-socket", Protocol::tls},
    SocketOption{"fastcgi-socket", Protocol::fastcgi},
    SocketOption{"fastcgi-nph-socket", Protocol::fastcgi},
    SocketOption{"scgi-socket", Protocol::scgi},
    SocketOption{"scgi-nph-socket", Protocol::scgi},
    SocketOption{"raw-socket", Protocol::raw},
    SocketOption{"puwsgi-socket", Protocol::uwsgi},
    SocketOption{"http", Protocol::http},
    SocketOption{"httprouter", Protocol::http},
    SocketOption{"https", Protocol::https},
    SocketOption{"fastrouter", Protocol::uwsgi},
    SocketOption{"rawrouter", Protocol::raw},
    SocketOption{"stats", Protocol::raw},
};

std::optional<Protocol> parse_protocol(std::string_view name) {
    if (name == "uwsgi" || name == "puwsgi") return Protocol::uwsgi;
    if (name == "http" || name == "http11") return Protocol::http;
    if (name == "https") return Protocol::https;
    if (name == "fastcgi" || name == "fastcgi-nph") return Protocol::fastcgi;
    if (name == "scgi" || name == "scgi-nph") return Protocol::scgi;
    if (name == "raw") return Protocol::raw;
    return std::nullopt;
}

class ProcessMaker {
  public:
    ProcessMaker(GraphBuilder& builder, const Start& start) : builder_(builder), start_(start) {}

    ProcessId make(const std::vector<Setting>& settings) {
        if (start_.started) process_ = *start_.started;
        process_.kind = ServerKind::uwsgi;
        process_.name = start_.name;
        process_.span = start_.span;
        process_.program = start_.program;
        process_.config = start_.config;
        process_.is_fully_read = start_.is_fully_read;
        for (const Setting& setting : settings) add_option(setting);
        fill();
        const ProcessId id = builder_.add(std::move(process_));
        for (const Option& option : std::vector<Option>(builder_.at(id).options)) {
            add_listener(id, option);
            add_path(id, option);
        }
        return id;
    }

  private:
    void add_option(const Setting& setting) {
        Option option;
        option.name = std::string(canonical_name(setting.name));
        option.value =
            setting.is_conditional
                ? Value<std::string>::unknown("it is set under a condition", setting.value.span())
                : setting.value.value();
        option.name_span = setting.name_span;
        option.span = setting.span;
        process_.options.push_back(std::move(option));
    }

    /// The value of the last option of that name.
    Value<std::string> text(std::string_view name) const {
        const Option* option = process_.option(name);
        return option == nullptr ? Value<std::string>{} : option->value;
    }

    /// A value made of an option's text; unknown where the text is, absent where `parse` has none.
    template <class T, class Parse>
    Value<T> convert(std::string_view name, Parse parse) const {
        const Value<std::string> value = text(name);
        if (value.is_absent()) return {};
        if (value.is_unknown()) return Value<T>::unknown(value.why_unknown(), value.span());
        const auto made = parse(*value);
        return made ? Value<T>::known(T{*made}, value.span()) : Value<T>{};
    }
    Value<std::uint64_t> number(std::string_view name) const {
        return convert<std::uint64_t>(name, leading_number);
    }
    Value<Size> size(std::string_view name) const {
        return convert<Size>(name, [](std::string_view value) -> std::optional<Size> {
            const auto bytes = leading_number(value);
            return bytes ? std::optional(Size{*bytes}) : std::nullopt;
        });
    }

    void fill() {
        const Program* program = start_.program ? &builder_.at(*start_.program) : nullptr;
        fill_accounts(program);
        fill_directory();
        fill_venv();
        const Value<Mode> started = start_.started ? start_.started->umask : program != nullptr ? program->umask : Value<Mode>{};
        process_.umask = convert<Mode>("umask", parse_mode);
        if (process_.umask.is_absent()) process_.umask = started;
        process_.module = text("module");
        if (process_.module.is_absent()) process_.module = text("wsgi-file");
        process_.request_timeout =
            convert<Duration>("harakiri", [](std::string_view value) -> std::optional<Duration> {
                const auto seconds = leading_number(value);
                // 0 is "none" for uWSGI.
                return seconds && *seconds != 0 && *seconds < 1'000'000'000
                           ? std::optional(Duration{*seconds * 1000})
                           : std::nullopt;
            });
        process_.max_body = size("limit-post");
        process_.header_buffer = size("buffer-size");
        process_.workers = number("processes");
        process_.threads = number("threads");
        process_.is_asgi = Value<bool>::by_default(false);
        fill_daemonize();
    }

    static std::optional<Mode> parse_mode(std::string_view value) {
        Mode mode;
        if (value.empty() || value.size() > 4) return std::nullopt;
        for (const char c : value) {
            if (c < '0' || c > '7') return std::nullopt;
            mode.bits = mode.bits * 8 + static_cast<std::uint32_t>(c - '0');
        }
        return mode;
    }

    static bool is_root(const Value<std::string>& user) {
        return user.is_known() && (*user == "root" || *user == "0");
    }

    void fill_accounts(const Program* program) {
        process_.user = text("uid");
        process_.group = text("gid");
        if (program == nullptr) return;
        const Value<std::string>& user = start_.started ? start_.started->user : program->user;
        const Value<std::string>& group = start_.started ? start_.started->group : program->group;
        // Only root may change who it is: else uid and gid are passed over.
        const bool keeps_user = !user.is_absent() && !is_root(user);
        if (keeps_user || process_.user.is_absent()) process_.user = user;
        if (keeps_user || process_.group.is_absent()) process_.group = group;
    }

    /// `home` is the virtualenv, wherever the uwsgi program itself lies.
    void fill_venv() {
        const Value<std::string> home = text("home");
        if (home.is_absent()) return;
        const bool is_absolute = home.is_known() && home->starts_with('/');
        if (is_absolute) process_.venv = Value<std::string>::known(normal_path(*home), home.span());
        else if (home.is_known() && start_.directory) process_.venv = Value<std::string>::known(join_path(*start_.directory, *home), home.span());
        else process_.venv = Value<std::string>::unknown("where it lies is not known", home.span());
    }

    void fill_directory() {
        process_.directory = text("chdir");
        const bool is_relative =
            process_.directory.is_known() && !process_.directory->starts_with('/');
        if (process_.directory.is_absent()) {
            if (start_.directory)
                process_.directory = Value<std::string>::by_default(*start_.directory);
        } else if (is_relative) {
            const Span span = process_.directory.span();
            process_.directory =
                start_.directory
                    ? Value<std::string>::known(join_path(*start_.directory, *process_.directory),
                                                span)
                    : Value<std::string>::unknown("it is relative to where uWSGI is started", span);
        }
    }

    void fill_daemonize() {
        for (const std::string_view name : {"daemonize", "daemonize2"}) {
            const Option* option = process_.option(name);
            if (option != nullptr) process_.daemonizes = Value<bool>::known(true, option->span);
        }
        if (process_.daemonizes.is_absent() && process_.is_fully_read)
            process_.daemonizes = Value<bool>::by_default(false);
    }

    // ------------------------------------------------------------------------------ sockets

    void add_listener(ProcessId id, const Option& option) {
        Listener listener;
        listener.process = id;
        listener.span = option.value.span_or(option.span);
        const Process& process = builder_.at(id);
        if (option.name == "map-socket" || option.name == "shared-socket" ||
            option.name == "undeferred-shared-socket") {
            // Which socket a shared one becomes is said by number elsewhere.
            if (option.name != "map-socket") add_shared(listener, option, process);
            return;
        }
        bool is_socket = false;
        for (const SocketOption& known : socket_options) {
            if (known.name != option.name) continue;
            is_socket = true;
            listener.protocol = known.protocol;
        }
        if (!is_socket) return;
        if (option.name == "socket") apply_protocol(listener, process);
        if (option.value.is_known() && option.value->starts_with('='))
            return;  // a shared socket, added there
        listener.endpoint = endpoint(option, process);
        finish_listener(listener, process);
    }

    void add_shared(Listener listener, const Option& option, const Process& process) {
        std::size_t index = 0;
        for (const Option& other : process.options) {
            if (other.name_span == option.name_span) break;
            if (other.name == option.name) ++index;
        }
        for (const Option& other : process.options) {
            const bool is_mapped =
                other.value.is_known() && *other.value == fmt::format("={}", index);
            if (!is_mapped) continue;
            for (const SocketOption& known : socket_options) {
                if (known.name == other.name) listener.protocol = known.protocol;
            }
            if (other.name == "socket") apply_protocol(listener, process);
        }
        listener.endpoint = endpoint(option, process);
        finish_listener(listener, process);
    }

    static void apply_protocol(Listener& listener, const Process& process) {
        const Option* protocol = process.option("protocol");
        if (protocol == nullptr) return;
        const std::optional<Protocol> said =
            protocol->value.is_known() ? parse_protocol(*protocol->value) : std::nullopt;
        listener.protocol = said.value_or(Protocol::unknown);
    }

    void finish_listener(Listener& listener, const Process& process) {
        // https = ADDRESS,CERTIFICATE,KEY and the like are read up to the comma.
        const bool is_unix = listener.endpoint.is_known() && as_unix(*listener.endpoint) != nullptr;
        if (is_unix) {
            listener.mode = socket_mode(process);
            fill_owner(listener, process);
        }
        const Option* reuse = process.option("reuse-port");
        listener.reuses_port =
            reuse != nullptr && reuse->value.is_known() && is_true(*reuse->value);
        builder_.add(std::move(listener));
    }

    /// `chmod-socket = 660`; `1` and, on the command line, nothing at all mean 666.
    static Value<Mode> socket_mode(const Process& process) {
        const Option* option = process.option("chmod-socket");
        if (option == nullptr)
            return process.is_fully_read
                       ? Value<Mode>{}
                       : Value<Mode>::unknown("part of the configuration could not be read",
                                              process.span);
        if (!option->value.is_known())
            return Value<Mode>::unknown(option->value.why_unknown(), option->span);
        if (*option->value == "1" || option->value->empty())
            return Value<Mode>::known(Mode{0666}, option->span);
        const std::optional<Mode> mode =
            option->value->size() == 3 ? parse_mode(*option->value) : std::nullopt;
        return mode ? Value<Mode>::known(*mode, option->value.span())
                    : Value<Mode>::unknown("uWSGI does not take it", option->span);
    }

    static void fill_owner(Listener& listener, const Process& process) {
        const Option* option = process.option("chown-socket");
        // These make uWSGI bind before it drops to uid and gid: the socket stays root's.
        const bool stays_with_root =
            process.option("master-as-root") != nullptr || process.option("shared-socket") != nullptr;
        if (option == nullptr) {
            if (stays_with_root) return;
            listener.owner = process.user;
            listener.group = process.group;
            return;
        }
        if (!option->value.is_known()) {
            listener.owner = listener.group =
                Value<std::string>::unknown(option->value.why_unknown(), option->span);
            return;
        }
        const std::string& value = *option->value;
        const std::size_t colon = value.find(':');
        const Span span = option->value.span();
        listener.owner = Value<std::string>::known(value.substr(0, colon), span);
        if (colon != std::string::npos)
            listener.group = Value<std::string>::known(value.substr(colon + 1), span);
    }

    Value<Endpoint> endpoint(const Option& option, const Process& process) const {
        if (!option.value.is_known())
            return Value<Endpoint>::unknown(option.value.why_unknown(),
                                            option.value.span_or(option.span));
        const Span span = option.value.span_or(option.span);
        std::string value = *option.value;
        if (option.name == "https" || option.name == "https-socket" ||
            option.name == "ssl-socket" || option.name == "suwsgi-socket") {
            value = value.substr(0, value.find(','));
        }
        if (value.starts_with("fd://")) {
            const auto fd = parse_number(std::string_view(value).substr(5));
            if (fd && *fd < 65536)
                return Value<Endpoint>::known(FdEndpoint{static_cast<int>(*fd)}, span);
        }
        const std::size_t colon = value.rfind(':');
        if (colon != std::string::npos) return tcp(value, span);
        const Option* abstract = process.option("abstract-socket");
        const bool is_abstract =
            abstract != nullptr && abstract->value.is_known() && is_true(*abstract->value);
        if (value.starts_with('@')) return Value<Endpoint>::known(UnixEndpoint{value}, span);
        if (value.empty()) return Value<Endpoint>::unknown("no address is given", span);
        if (is_abstract) return Value<Endpoint>::known(UnixEndpoint{"@" + value}, span);
        return unix_path(value, span, process);
    }

    static Value<Endpoint> tcp(const std::string& value, Span span) {
        // An address that uWSGI cannot look up still binds, on every interface and some port.
        const std::optional<TcpEndpoint> address = parse_tcp(value);
        return address ? Value<Endpoint>::known(*address, span)
                       : Value<Endpoint>::unknown("it is no address", span);
    }

    /// What has no colon is a path, relative to `chdir` since uWSGI changes folder before it binds.
    static Value<Endpoint> unix_path(const std::string& value, Span span, const Process& process) {
        if (value.starts_with('/'))
            return Value<Endpoint>::known(UnixEndpoint{normal_path(value)}, span);
        if (!process.directory.is_known() || !process.directory->starts_with('/')) {
            return Value<Endpoint>::unknown("the path is relative to a folder that is not known",
                                            span);
        }
        return Value<Endpoint>::known(UnixEndpoint{join_path(*process.directory, value)}, span);
    }

    // ------------------------------------------------------------------------------ paths

    void add_path(ProcessId id, const Option& option) {
        struct Known {
            std::string_view name;
            PathRole role;
            bool is_written;
            bool follows_chdir;
        };
        // Which base a relative path has was tried with uWSGI 2.0.21: logs and pid files are
        // opened before chdir.
        static constexpr std::array known_paths{
            Known{"logto", PathRole::log, true, false},
            Known{"logto2", PathRole::log, true, false},
            Known{"daemonize", PathRole::log, true, false},
            Known{"daemonize2", PathRole::log, true, true},
            Known{"pidfile", PathRole::pid, true, false},
            Known{"pidfile2", PathRole::pid, true, false},
            Known{"safe-pidfile", PathRole::pid, true, true},
            Known{"chdir", PathRole::working_directory, false, false},
            Known{"home", PathRole::virtualenv, false, false},
            Known{"wsgi-file", PathRole::data, false, true},
        };
        if (!option.value.is_known() || option.value->empty()) return;
        for (const Known& known : known_paths) {
            if (known.name != option.name) continue;
            const Process& process = builder_.at(id);
            const Value<std::string> base = known.follows_chdir ? process.directory
                                            : start_.directory
                                                ? Value<std::string>::by_default(*start_.directory)
                                                : Value<std::string>{};
            add_path_use(id, *option.value, base, known.role, known.is_written,
                         option.value.span_or(option.span));
        }
        if (option.name == "static-map") add_static(id, option);
        if (option.name == "plugins" || option.name == "plugin" || option.name == "need-plugin" ||
            option.name == "need-plugins")
            add_plugins(id, option);
    }

    /// `plugins = python3,http`: files of the one folder that Debian's uWSGI looks in.
    void add_plugins(ProcessId id, const Option& option) {
        if (builder_.at(id).option("plugins-dir") != nullptr) return;
        for (std::string_view name : split(*option.value, ',')) {
            name = trim(name);
            // `0:python3` numbers the request modifier.
            if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
                name.remove_prefix(colon + 1);
            const std::string path =
                name.starts_with('/') ? std::string(name)
                                      : fmt::format("/usr/lib/uwsgi/plugins/{}_plugin.so", name);
            if (!name.empty())
                add_path_use(id, path, {}, PathRole::data, false, option.value.span_or(option.span));
        }
    }

    void add_static(ProcessId id, const Option& option) {
        const std::size_t equals = option.value->find('=');
        if (equals == std::string::npos) return;
        add_path_use(id, option.value->substr(equals + 1), {}, PathRole::static_files, false,
                     option.value.span_or(option.span));
    }

    void add_path_use(ProcessId id, const std::string& path, const Value<std::string>& base,
                      PathRole role, bool is_written, Span span) {
        // logto may name a UDP address, daemonize a logger.
        if (path.find(':') != std::string::npos) return;
        const bool is_absolute = path.starts_with('/');
        if (!is_absolute && !base.is_known()) return;
        PathUse use;
        use.path = is_absolute ? normal_path(path) : join_path(*base, path);
        use.role = role;
        use.process = id;
        use.is_written = is_written;
        use.span = span;
        builder_.graph.path_uses.push_back(std::move(use));
    }

    GraphBuilder& builder_;
    const Start& start_;
    Process process_;
};

}  // namespace

ProcessId add_process(GraphBuilder& builder, const std::vector<Setting>& settings,
                      const Start& start) {
    return ProcessMaker(builder, start).make(settings);
}

}  // namespace stackc::uwsgi
