#include "tools/session/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "compiler/base/text.h"

namespace stackc {

/// More findings or places than this explain nothing.
static constexpr std::size_t most_causes = 3;
static constexpr std::size_t most_ends = 6;

/// The words of an address in a log: `unix:/run/a.sock:` (nginx ends it so), `/run/a.sock`,
/// `127.0.0.1:8000`.
static std::optional<Endpoint> parse_address(std::string_view text) {
    const bool is_path = text.starts_with("unix:") || text.starts_with('/');
    if (is_path) {
        while (text.ends_with(':')) text.remove_suffix(1);
        if (const auto socket = parse_unix(text)) return *socket;
        return std::nullopt;
    }
    if (const auto address = parse_tcp(text)) return *address;
    return std::nullopt;
}

static bool overlap(Span a, Span b) {
    return a.file == b.file && a.begin <= b.end && b.begin <= a.end;
}

namespace {

/// Finds the places that a symptom is about.
class EndFinder {
  public:
    EndFinder(const Analysis& analysis, const SymptomMatch& match)
        : analysis_(analysis), graph_(analysis.graph), match_(match) {}

    std::vector<Label> find() {
        if (const auto address = the_address()) find_address(*address);
        for (const char* name : {"file", "file2"}) {
            if (const std::string* file = about(name)) find_path(*file);
        }
        if (const std::string* config = about("config")) find_place(*config);
        for (const char* name : {"program", "program2"}) {
            if (const std::string* program = about(name))
                find_program(*program, ManagerKind::supervisor);
        }
        if (const std::string* unit = about("unit"))
            find_program(unit->substr(0, unit->rfind('.')), ManagerKind::systemd);
        if (const std::string* module = about("module")) find_module(*module);
        if (const std::string* upstream = about("upstream")) find_upstream(*upstream);
        if (const std::string* site = about("site")) find_site(*site);
        if (const std::string* user = about("user")) find_user(*user);
        if (ends_.empty()) find_server();
        if (ends_.size() > most_ends) ends_.resize(most_ends);
        return std::move(ends_);
    }

    /// Where the servers that the places belong to are configured and started.
    std::vector<Span> servers() const { return servers_; }

  private:
    void add_server(ProcessId id) {
        const Process& process = graph_.at(id);
        if (process.config) servers_.push_back({*process.config, 0, UINT32_MAX});
        servers_.push_back(process.span);
        if (process.program) add_program(graph_.at(*process.program));
    }

    void add_program(const Program& program) {
        servers_.push_back(program.span);
        for (const Argument& word : program.command) servers_.push_back(word.span);
    }

    const std::string* about(const char* name) const {
        const auto found = match_.about.find(name);
        return found == match_.about.end() || found->second.empty() ? nullptr : &found->second;
    }

    std::optional<Endpoint> the_address() const {
        for (const char* name : {"socket", "socket2"}) {
            if (const std::string* text = about(name)) return parse_address(*text);
        }
        const std::string *host = about("host"), *port = about("port");
        if (port == nullptr) return std::nullopt;
        return parse_address(fmt::format("{}:{}", host == nullptr ? "*" : *host, *port));
    }

    void add(Span span, std::string text) {
        const bool is_known = std::any_of(ends_.begin(), ends_.end(),
                                          [&](const Label& each) { return each.span == span; });
        if (!is_known && span.size() > 0) ends_.push_back({span, std::move(text)});
    }

    void find_address(const Endpoint& address) {
        const auto is_meant = [&](const Value<Endpoint>& target) {
            return target.is_known() && (*target == address || reaches(*target, address) ||
                                         reaches(address, *target));
        };
        for (const Connection& connection : graph_.connections) {
            if (std::any_of(connection.targets.begin(), connection.targets.end(), is_meant))
                add(connection.span, "nginx connects here");
        }
        // Findings about a group's address stand at the group's server.
        for (const Upstream& upstream : graph_.upstreams) {
            for (const UpstreamServer& server : upstream.servers) {
                if (is_meant(server.endpoint)) add(server.span, "by this address of the group");
            }
        }
        for (const Listener& listener : graph_.listeners) {
            if (!listener.endpoint.is_known() ||
                !(reaches(address, *listener.endpoint) || collides(address, *listener.endpoint)))
                continue;
            add(listener.span,
                fmt::format("{} listens here", to_text(graph_.at(listener.process).kind)));
            add_server(listener.process);
        }
        if (match_.symptom->program != "nginx") return;
        for (const Site& site : graph_.sites) {
            for (const SiteListen& listen : site.listens) {
                if (!listen.endpoint.is_known() || !collides(*listen.endpoint, address)) continue;
                add(listen.span, "nginx listens here");
                if (site.process) add_server(*site.process);
            }
        }
    }

    /// The folder from which nginx took the file: the longest `root` or `alias` that the path
    /// starts with, also where a slash is missing between the two.
    void find_path(const std::string& path) {
        const FilesAction* nearest_folder = nullptr;
        for (const Route& route : graph_.routes) {
            const auto* files = std::get_if<FilesAction>(&route.action);
            if (files == nullptr || !files->path.is_stated() || !path.starts_with(*files->path))
                continue;
            if (nearest_folder == nullptr || files->path->size() > nearest_folder->path->size())
                nearest_folder = files;
        }
        if (nearest_folder != nullptr)
            add(nearest_folder->path.span(), "nginx takes files from here");
        for (const PathUse& use : graph_.path_uses) {
            if (use.path == path) add(use.span, "this is that path");
        }
        for (const Program& program : graph_.programs) {
            if (program.directory.is_stated() && *program.directory == path)
                add(program.directory.span(), "it is started in that folder");
            if (!program.command.empty() && program.command.front().text == path)
                add(program.command.front().span, "this starts it");
        }
    }

    /// A line of a file of the target: the file that is read whose path ends in most of its names.
    void find_place(const std::string& config) {
        const AnalysedFile* best = nullptr;
        std::ptrdiff_t best_parts = 0;
        for (const AnalysedFile& file : analysis_.files) {
            const Path target = config;
            auto a = target.end();
            auto b = file.path.end();
            std::ptrdiff_t parts = 0;
            while (a != target.begin() && b != file.path.begin() && *--a == *--b) ++parts;
            if (parts > best_parts) best = &file, best_parts = parts;
        }
        const std::string* line = about("line");
        const auto number = line == nullptr ? std::nullopt : parse_number(*line);
        if (best == nullptr || !number || *number == 0) return;
        const LineIndex& lines = analysis_.sources->lines(best->id);
        if (*number > lines.line_count()) return;
        const auto at = static_cast<std::uint32_t>(*number - 1);
        const std::string_view text = lines.line(at);
        const std::size_t indent =
            text.size() - trim(text).size() - (text.size() - trim_end(text).size());
        const std::uint32_t begin = lines.line_start(at) + static_cast<std::uint32_t>(indent);
        add({best->id, begin, begin + static_cast<std::uint32_t>(trim(text).size())},
            "this is that line");
    }

    void find_program(std::string_view name, ManagerKind manager) {
        const std::string_view group = name.substr(0, name.find(':'));
        for (const Program& program : graph_.programs) {
            if (program.manager != manager || (program.name != name && program.name != group))
                continue;
            add(program.name_span, fmt::format("{} starts it here", to_text(manager)));
            add_program(program);
            for (const Process& process : graph_.processes) {
                if (process.program == graph_.id_of(program)) add_server(graph_.id_of(process));
            }
            if (!program.command.empty())
                add(join(program.command.front().span, program.command.front().span),
                    "with this command");
        }
    }

    void find_module(const std::string& module) {
        const auto names = [&](std::string_view text) {
            const std::string_view before = text.substr(0, text.find(':'));
            return before == module || before.starts_with(module + ".");
        };
        for (const Process& process : graph_.processes) {
            if (process.module.is_stated() && names(*process.module)) {
                add(process.module.span(), "the application that it loads");
                add_server(graph_.id_of(process));
            }
            if (process.directory.is_stated() && process.module.is_stated() &&
                names(*process.module)) {
                add(process.directory.span(), "the folder that it is looked for in");
            }
        }
        for (const Program& program : graph_.programs) {
            for (const EnvVariable& variable : program.environment) {
                if (variable.value.is_stated() && names(*variable.value))
                    add(variable.value.span(), "this names the module");
            }
        }
    }

    void find_upstream(std::string_view name) {
        const std::string_view host = name.substr(0, name.find(':'));
        for (const Upstream& upstream : graph_.upstreams) {
            if (upstream.name != name && upstream.name != host) continue;
            add(upstream.span, "the group of servers");
            for (const UpstreamServer& server : upstream.servers)
                add(server.span, "one of its servers");
        }
        for (const Connection& connection : graph_.connections) {
            if (graph_.text(connection.span).find(host) != std::string_view::npos)
                add(connection.span, "nginx connects here");
        }
    }

    void find_site(const std::string& name) {
        for (const Site& site : graph_.sites) {
            for (const Value<std::string>& each : site.names) {
                if (each.is_stated() && *each == name) add(each.span(), "the site of that name");
            }
        }
        if (match_.symptom->program != "django") return;
        for (const SettingsModule& settings : graph_.settings) {
            if (const PythonValue* hosts = settings.find("ALLOWED_HOSTS"))
                add(hosts->span, "the hosts that Django answers to");
        }
    }

    void find_user(const std::string& name) {
        for (const Process& process : graph_.processes) {
            for (const Value<std::string>* account : {&process.user, &process.group}) {
                if (account->is_stated() && **account == name)
                    add(account->span(), "this names the account");
            }
        }
        for (const Program& program : graph_.programs) {
            if (program.user.is_stated() && *program.user == name)
                add(program.user.span(), "this names the account");
        }
    }

    /// The one server of the kind that wrote the line, where there is only one, and who connects
    /// to it.
    void find_server() {
        const Process* only = nullptr;
        std::size_t writers = 0;
        for (const Process& process : graph_.processes) {
            const bool is_writer =
                equals_ignoring_case(to_text(process.kind), match_.symptom->program);
            if (!is_writer || process.kind == ServerKind::nginx) continue;
            add_server(graph_.id_of(process));
            ++writers;
            only = &process;
        }
        if (writers != 1) return;
        const ProcessId id = graph_.id_of(*only);
        for (const Listener& listener : graph_.listeners) {
            if (listener.process != id || !listener.endpoint.is_known()) continue;
            for (const Connection& connection : graph_.connections) {
                const bool is_client = std::any_of(
                    connection.targets.begin(), connection.targets.end(),
                    [&](const Value<Endpoint>& target) {
                        return target.is_known() && reaches(*target, *listener.endpoint);
                    });
                if (is_client) add(connection.span, "nginx connects here");
            }
            add(listener.span, fmt::format("{} listens here", to_text(only->kind)));
        }
        add(only->span, fmt::format("this {} wrote it", to_text(only->kind)));
    }

    const Analysis& analysis_;
    const Graph& graph_;
    const SymptomMatch& match_;
    std::vector<Label> ends_;
    std::vector<Span> servers_;
};

/// Chooses the findings that may be behind a symptom.
class CauseFinder {
  public:
    CauseFinder(const Analysis& analysis, const Explained& explained)
        : analysis_(analysis),
          explained_(explained),
          rules_(split(explained.match.symptom->rules, ' ')) {}

    /// The nearest ones alone: a finding at the very place goes before one about the server.
    std::vector<Diagnostic> find() const {
        using Ranked = std::pair<std::size_t, const Diagnostic*>;
        std::map<Nearness, std::vector<Ranked>> found;
        for (const Diagnostic& diagnostic : analysis_.diagnostics) {
            const std::optional<std::size_t> rank = rank_of(diagnostic);
            const std::optional<Nearness> near = rank ? nearness_of(diagnostic, *rank) : std::nullopt;
            if (near) found[*near].emplace_back(*rank, &diagnostic);
        }
        std::vector<Diagnostic> causes;
        if (found.empty()) return causes;
        std::vector<Ranked>& chosen = found.begin()->second;
        // A guess among many is none.
        if (found.begin()->first == Nearness::far && chosen.size() > most_causes) return causes;
        std::stable_sort(chosen.begin(), chosen.end(),
                         [](const Ranked& a, const Ranked& b) {
                             return std::make_pair(a.first, a.second->severity) <
                                    std::make_pair(b.first, b.second->severity);
                         });
        for (const auto& [rank, diagnostic] : chosen) {
            if (causes.size() < most_causes) causes.push_back(*diagnostic);
        }
        return causes;
    }

  private:
    enum class Nearness : std::uint8_t {
        at_place,   // of a rule of the symptom, at a place that the line is about
        at_server,  // of a rule of the symptom, about a server that the line is about
        fails_at_place,
        fails_at_server,
        far  // of a rule of the symptom, where no server is known that the line is about
    };

    /// Where the finding's rule stands among those of the symptom; `*` is all that fail.
    std::optional<std::size_t> rank_of(const Diagnostic& diagnostic) const {
        const auto found = std::find(rules_.begin(), rules_.end(), diagnostic.rule);
        if (found != rules_.end()) return static_cast<std::size_t>(found - rules_.begin());
        const bool takes_all = std::find(rules_.begin(), rules_.end(), "*") != rules_.end();
        const bool fails =
            diagnostic.effect == Effect::refused || diagnostic.effect == Effect::fails;
        return takes_all && fails ? std::optional(rules_.size()) : std::nullopt;
    }

    std::optional<Nearness> nearness_of(const Diagnostic& diagnostic, std::size_t rank) const {
        // A server does not stop because another's file names it wrongly.
        if (rank == rules_.size()) {
            if (is_place(diagnostic.primary.span)) return Nearness::fails_at_place;
            if (is_of_server(diagnostic.primary.span)) return Nearness::fails_at_server;
            return std::nullopt;
        }
        std::vector<Span> places{diagnostic.primary.span};
        for (const Label& label : diagnostic.related) places.push_back(label.span);
        const auto any = [&](auto is_near) { return std::any_of(places.begin(), places.end(), is_near); };
        if (any([&](Span span) { return is_place(span); })) return Nearness::at_place;
        if (any([&](Span span) { return is_of_server(span); })) return Nearness::at_server;
        return explained_.servers.empty() ? std::optional(Nearness::far) : std::nullopt;
    }

    bool is_place(Span span) const {
        return std::any_of(explained_.ends.begin(), explained_.ends.end(), [&](const Label& end) {
            return overlap(span, end.span) ||
                   (explained_.match.about.contains("line") && are_close(span, end.span));
        });
    }

    bool is_of_server(Span span) const {
        return std::any_of(explained_.servers.begin(), explained_.servers.end(),
                           [&](Span server) { return overlap(span, server); });
    }

    /// Programs name the line at which they noticed, which may be the one after.
    bool are_close(Span a, Span b) const {
        if (a.file != b.file) return false;
        const LineIndex& lines = analysis_.sources->lines(a.file);
        const auto line = [&](std::uint32_t offset) {
            return lines.position(offset, Encoding::utf8).line;
        };
        return line(a.begin) <= line(b.begin) && line(a.end) + 3 >= line(b.begin);
    }

    const Analysis& analysis_;
    const Explained& explained_;
    std::vector<std::string_view> rules_;
};

}  // namespace

/// What makes two lines tell of the same thing: numbers in them may differ.
static std::string key_of(const SymptomMatch& match) {
    std::string key = fmt::format("{} {}", match.symptom->program, match.symptom->name);
    for (const auto& [name, value] : match.about) {
        if (name != "size") key += fmt::format("\n{}={}", name, value);
    }
    return key;
}

LogDiagnosis diagnose(std::string_view log, const Analysis& analysis) {
    const SymptomFinder finder;
    LogDiagnosis result;
    std::map<std::string, std::size_t> known;
    for (LogLine& line : read_log(log)) {
        SymptomMatch match = finder.find(line.text);
        if (match.symptom == nullptr) {
            if (sounds_like_failure(line.text))
                result.unknown.push_back(std::move(line));
            else
                ++result.others;
            continue;
        }
        const auto [slot, is_new] = known.try_emplace(key_of(match), result.explained.size());
        if (is_new)
            result.explained.push_back(
                {std::move(match), line.text, line.number, line.number, 0, {}, {}});
        Explained& explained = result.explained[slot->second];
        explained.last_line = line.number;
        ++explained.count;
    }
    for (Explained& explained : result.explained) {
        EndFinder ends(analysis, explained.match);
        explained.ends = ends.find();
        explained.servers = ends.servers();
        explained.causes = CauseFinder(analysis, explained).find();
    }
    const auto order = [](const Explained& each) {
        return std::make_tuple(each.causes.empty(), each.match.symptom->is_consequence);
    };
    std::stable_sort(result.explained.begin(), result.explained.end(),
                     [&](const Explained& a, const Explained& b) { return order(a) < order(b); });
    return result;
}

}  // namespace stackc
