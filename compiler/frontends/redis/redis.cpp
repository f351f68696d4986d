// redis-server: redis.conf and its command line, `redis-server /etc/redis/redis.conf --port 6380`.
#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/redis/help.h"
#include "compiler/frontends/redis/redis_checks.h"
#include "compiler/frontends/redis/redis_parser.h"
#include "compiler/frontends/server_command.h"

namespace stackc::frontends {

namespace {

/// The settings of one server, in the order in which they apply.
class RedisReader {
  public:
    RedisReader(const Workspace& workspace, GraphBuilder& builder, Reporter& report)
        : workspace_(workspace), builder_(builder), report_(report) {}

    void run() {
        for_each_command(
            builder_, [](std::string_view name) { return name == "redis-server"; },
            [&](ProgramId id, const Program& program, const ResolvedCommand& command) {
                read_program(id, program, command);
            });
        for (const std::shared_ptr<const Document>& document : workspace_.documents("redis")) {
            if (used_.contains(document->file())) continue;
            Process process;
            process.kind = ServerKind::redis;
            process.name = document->source().path.stem().string();
            process.span = {document->file(), 0, 0};
            process.config = document->file();
            add_file(process, *document);
            finish(std::move(process));
        }
    }

  private:
    void read_program(ProgramId id, const Program& program, const ResolvedCommand& command) {
        Process process = process_of(id, program, command, ServerKind::redis);
        process.daemonizes = {};
        std::span<const Argument> words = command.arguments;
        if (!words.empty() && !words.front().text.starts_with("--")) {
            add_named_file(process, program, words.front());
            words = words.subspan(1);
        }
        add_arguments(process, words);
        const ProcessId added = finish(std::move(process));
        if (words.size() != command.arguments.size()) add_config_path(added, program, command.arguments.front());
    }

    void add_config_path(ProcessId id, const Program& program, const Argument& word) {
        const bool is_absolute = word.text.starts_with('/');
        if (word.has_hole || word.text == "-" || (!is_absolute && !program.directory.is_known())) return;
        builder_.graph.path_uses.push_back({join_path(program.directory.value_or("/"), word.text),
                                            PathRole::config, id, false, word.span});
    }

    void add_named_file(Process& process, const Program& program, const Argument& word) {
        const std::vector<std::string> bases{program.directory.value_or("."), "."};
        const Workspace::Resolved found =
            word.has_hole ? Workspace::Resolved{}
                          : workspace_.resolve(word.text, false, program.file, bases);
        if (found.documents.size() != 1 || found.documents.front()->dialect() != "redis") {
            process.is_fully_read = false;
            return;
        }
        process.config = found.documents.front()->file();
        add_file(process, *found.documents.front());
    }

    void add_file(Process& process, const Document& document) {
        used_.insert(document.file());
        if (document.has_errors()) process.is_fully_read = false;
        for (const Node& node : document.nodes()) {
            if (node.kind != NodeKind::statement) continue;
            const std::string name = to_lower(node.name.value);
            // What is included comes from elsewhere, and may overrule what stands before it.
            if (name == "include") process.is_fully_read = false;
            Option option;
            option.name = name;
            option.name_span = node.name.span;
            option.span = node.span;
            option.value = value_of(document, node);
            process.options.push_back(std::move(option));
        }
    }

    static Value<std::string> value_of(const Document& document, const Node& node) {
        std::string text;
        const std::span<const Word> args = document.args(node);
        if (args.empty()) return {};
        const Span span = join(args.front().span, args.back().span);
        for (const Word& word : args) {
            if (word.has_hole) return Value<std::string>::unknown("a template fills it in", span);
            if (!text.empty()) text += ' ';
            text += word.value;
        }
        return Value<std::string>::known(std::move(text), span);
    }

    /// `--port 6380 --bind 127.0.0.1 ::1`.
    void add_arguments(Process& process, std::span<const Argument> words) {
        for (std::size_t i = 0; i < words.size();) {
            if (!words[i].text.starts_with("--")) {
                process.is_fully_read = false;
                ++i;
                continue;
            }
            Option option;
            option.name = to_lower(words[i].text.substr(2));
            option.name_span = option.span = words[i].span;
            Span name = words[i].span;
            if (name.size() == words[i].text.size()) name.begin += 2;
            if (!words[i].has_hole && option.name != "sentinel")
                stackc::redis::check_flag(option.name, name, report_);
            std::string text;
            bool has_hole = false;
            std::size_t next = i + 1;
            for (; next < words.size() && !words[next].text.starts_with("--"); ++next) {
                text += (text.empty() ? "" : " ") + words[next].text;
                has_hole = has_hole || words[next].has_hole;
                option.span.end = words[next].span.end;
            }
            if (next > i + 1) {
                const Span span{words[i + 1].span.file, words[i + 1].span.begin,
                                words[next - 1].span.end};
                option.value = has_hole ? Value<std::string>::unknown(
                                              "the command line has a variable here", span)
                                        : Value<std::string>::known(text, span);
            }
            process.options.push_back(std::move(option));
            i = next;
        }
    }

    ProcessId finish(Process process) {
        process.is_asgi = Value<bool>::by_default(false);
        const Option* daemonize = process.option("daemonize");
        if (daemonize == nullptr) {
            if (process.is_fully_read) process.daemonizes = Value<bool>::by_default(false);
        } else if (daemonize->value.is_known()) {
            process.daemonizes =
                Value<bool>::known(equals_ignoring_case(*daemonize->value, "yes"), daemonize->span);
        }
        if (const Option* folder = process.option("dir");
            folder != nullptr && folder->value.is_known())
            process.directory = folder->value;
        const ProcessId id = builder_.add(std::move(process));
        add_tcp(id);
        add_unix(id);
        for (const auto& [name, role] :
             {std::pair{"logfile", PathRole::log}, {"pidfile", PathRole::pid}, {"aclfile", PathRole::config}, {"dir", PathRole::data}})
            add_path(id, name, role);
        return id;
    }

    void add_tcp(ProcessId id) {
        const Process process = builder_.at(id);
        const Option* port = process.option("port");
        const Option* tls_port = process.option("tls-port");
        if (tls_port != nullptr) add_port(process, id, *tls_port, Protocol::tls);
        if (port != nullptr) return add_port(process, id, *port, Protocol::redis);
        if (!process.is_fully_read) return;
        Option fallback;
        fallback.value = Value<std::string>::by_default("6379");
        fallback.span = process.span;
        add_port(process, id, fallback, Protocol::redis);
    }

    void add_port(const Process& process, ProcessId id, const Option& port, Protocol protocol) {
        const Span span = port.value.span_or(port.span);
        if (!port.value.is_known())
            return add(id, Value<Endpoint>::unknown("the port is not known", span), span, protocol);
        if (*port.value == "0") return;
        const auto number = parse_port(*port.value);
        if (!number)
            return add(id, Value<Endpoint>::unknown("it is no port", span), span, protocol);
        const Option* bind = process.option("bind");
        if (bind != nullptr && !bind->value.is_known())
            return add(id, Value<Endpoint>::unknown("the address is not known", span), span,
                       protocol);
        // Without `bind` redis listens everywhere; protected mode then refuses strangers.
        for (std::string_view host :
             split(bind == nullptr ? std::string_view("*") : std::string_view(*bind->value), ' ')) {
            if (host.starts_with('-')) host.remove_prefix(1);
            if (host.empty()) continue;
            if (host == "::*") host = "::";
            const auto address = tcp_endpoint(host, *port.value);
            const bool is_default = bind == nullptr && !port.value.is_stated();
            add(id,
                !address     ? Value<Endpoint>::unknown("it is no address", span)
                : is_default ? Value<Endpoint>::by_default(*address)
                             : Value<Endpoint>::known(*address, span),
                span, protocol);
        }
    }

    void add_unix(ProcessId id) {
        const Process process = builder_.at(id);
        const Option* socket = process.option("unixsocket");
        if (socket == nullptr || (socket->value.is_known() && socket->value->empty())) return;
        add(id, unix_endpoint(socket->value, process.directory),
            socket->value.span_or(socket->span), Protocol::redis);
        Listener& listener = builder_.graph.listeners.back();
        listener.owner = process.user;
        listener.group = process.group;
        const Option* mode = process.option("unixsocketperm");
        if (mode == nullptr || !mode->value.is_known()) return;
        std::uint32_t bits = 0;
        for (const char c : *mode->value)
            bits = (bits * 8 + static_cast<std::uint32_t>(c - '0')) & 07777u;
        listener.mode = Value<Mode>::known(Mode{bits}, mode->value.span());
    }

    void add_path(ProcessId id, std::string_view name, PathRole role) {
        const Process& process = builder_.at(id);
        const Option* option = process.option(name);
        if (option == nullptr || !option->value.is_known() || !option->value->starts_with('/'))
            return;
        builder_.graph.path_uses.push_back(
            {normal_path(*option->value), role, id, role != PathRole::config, option->value.span()});
    }

    void add(ProcessId id, Value<Endpoint> endpoint, Span span, Protocol protocol) {
        Listener listener;
        listener.process = id;
        listener.protocol = protocol;
        listener.span = span;
        listener.endpoint = std::move(endpoint);
        builder_.add(std::move(listener));
    }

    const Workspace& workspace_;
    GraphBuilder& builder_;
    Reporter& report_;
    std::set<FileId> used_;
};

}  // namespace

static constexpr std::array<std::string_view, 4> globs{"redis.conf", "redis*.conf", "*.redis",
                                                       "redis/*.conf"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

static void lower_redis(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    for (const std::shared_ptr<const Document>& document : workspace.documents("redis"))
        stackc::redis::check(*document, report);
    RedisReader(workspace, builder, report).run();
}

extern constexpr Frontend redis{
    .name = "redis",
    .stage = 20,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = stackc::redis::looks_like_redis,
    .parse = stackc::redis::parse,
    .lower = lower_redis,
    .explain = stackc::redis::explain,
};

}  // namespace stackc::frontends
