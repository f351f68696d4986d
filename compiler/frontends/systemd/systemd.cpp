// systemd services: what they start, as whom, where, and how they stop it.
#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/systemd/help.h"
#include "compiler/frontends/systemd/checks.h"
#include "compiler/frontends/systemd/entries.h"
#include "compiler/frontends/systemd/sockets.h"
#include "compiler/frontends/systemd/unit.h"
#include "compiler/graph/endpoint.h"

namespace stackc::frontends {

using systemd::UnitEntry;

namespace {

/// The unit and the files of its `.d` folder, which systemd reads after it.
std::vector<std::shared_ptr<const Document>> unit_documents(const Workspace& workspace, const Document& unit) {
    std::vector<std::shared_ptr<const Document>> documents{workspace.document(unit.file())};
    static const std::vector<std::string> here{"."};
    const std::string pattern = unit.source().path.filename().string() + ".d/*.conf";
    for (const auto& drop_in : workspace.resolve(pattern, true, unit.file(), here).documents) {
        if (drop_in->dialect() == "systemd") documents.push_back(drop_in);
    }
    return documents;
}

/// Reads one [Service]. Facts: systemd 252 systemd.service(5), systemd.exec(5), systemd.kill(5).
class ServiceReader {
  public:
    ServiceReader(const Workspace& workspace, const Document& document)
        : workspace_(workspace), document_(document), entries_(unit_documents(workspace, document)) {}

    /// Nothing where the unit starts nothing.
    std::optional<Program> read() {
        const std::vector<UnitEntry> starts = entries_.list("Service", "ExecStart");
        if (starts.empty()) return std::nullopt;
        program_.manager = ManagerKind::systemd;
        program_.name = document_.source().path.stem().string();
        program_.name_span = starts.back().node->name.span;
        program_.span = starts.back().node->span;
        program_.file = document_.file();
        program_.is_fully_read = !ini::is_template(document_) && starts.size() == 1;
        program_.user = text("User");
        program_.group = text("Group");
        read_groups();
        read_sandbox();
        program_.directory = directory();
        program_.umask = umask();
        read_environment();
        read_stop();
        read_command(starts.back());
        read_sockets();
        return std::move(program_);
    }

    /// RuntimeDirectory=shop makes /run/shop at every start, the others what must last longer.
    std::vector<PathMade> folders() const {
        struct Kind {
            std::string_view key, parent, mode;
        };
        static constexpr std::array<Kind, 4> kinds{Kind{"RuntimeDirectory", "/run", "RuntimeDirectoryMode"},
                                                   Kind{"StateDirectory", "/var/lib", "StateDirectoryMode"},
                                                   Kind{"CacheDirectory", "/var/cache", "CacheDirectoryMode"},
                                                   Kind{"LogsDirectory", "/var/log", "LogsDirectoryMode"}};
        std::vector<PathMade> made;
        for (const Kind& kind : kinds) {
            for (const UnitEntry& entry : entries_.list("Service", kind.key)) add_folders(entry, kind.parent, mode_or(kind.mode, Mode{0755}), made);
        }
        return made;
    }

  private:
    void add_folders(const UnitEntry& entry, std::string_view parent, const Value<Mode>& mode, std::vector<PathMade>& made) const {
        const Value<std::string> names = value(entry);
        if (!names.is_known()) return;
        for (const std::string_view name : split(*names, ' ')) {
            if (trim(name).empty()) continue;
            PathMade path;
            path.path = join_path(parent, trim(name));
            path.mode = mode;
            path.owner = or_root(text("User"));
            path.group = or_root(text("Group"));
            path.span = entry.node->span;
            made.push_back(std::move(path));
        }
    }

    static Value<std::string> value_of(const MappedText& text) {
        if (ini::has_template_hole(text.text()))
            return Value<std::string>::unknown("it holds a placeholder", text.span());
        return text.value();
    }
    MappedText expanded(const UnitEntry& entry) const {
        return systemd::expand_specifiers(entry.value(), document_.source().path);
    }
    Value<std::string> value(const UnitEntry& entry) const { return value_of(expanded(entry)); }

    /// The last assignment counts, and an empty one takes it back.
    Value<std::string> text(std::string_view key) const {
        const std::vector<UnitEntry> uses = entries_.list("Service", key);
        return uses.empty() ? Value<std::string>{} : value(uses.back());
    }

    static Value<std::string> or_root(Value<std::string> name) {
        return name.is_absent() ? Value<std::string>::by_default("root") : name;
    }

    Value<std::string> directory() const {
        Value<std::string> folder = text("WorkingDirectory");
        if (folder.is_absent()) return Value<std::string>::by_default("/");
        if (!folder.is_known()) return folder;
        std::string_view path = *folder;
        if (path.starts_with('-')) path.remove_prefix(1);
        if (!path.starts_with('/')) return Value<std::string>::unknown("it is the user's home", folder.span());
        return Value<std::string>::known(std::string(path), folder.span());
    }

    static std::optional<Mode> parse_mode(std::string_view text) {
        std::uint32_t bits = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), bits, 8);
        const bool is_mode = error == std::errc{} && stop == text.data() + text.size() && bits <= 07777;
        return is_mode ? std::optional(Mode{bits}) : std::nullopt;
    }

    Value<Mode> mode_or(std::string_view key, Mode fallback) const {
        const Value<std::string> said = text(key);
        if (said.is_absent()) return Value<Mode>::by_default(fallback);
        const auto mode = said.is_known() ? parse_mode(*said) : std::nullopt;
        return mode ? Value<Mode>::known(*mode, said.span()) : Value<Mode>::unknown("it is no mode", said.span());
    }
    Value<Mode> umask() const { return mode_or("UMask", Mode{0022}); }

    /// systemd.exec(5) "SupplementaryGroups=": several names, several lines; an empty one starts anew.
    void read_groups() {
        for (const UnitEntry& entry : entries_.list("Service", "SupplementaryGroups")) {
            const Value<std::string> names = value(entry);
            if (!names.is_known()) {
                program_.extra_groups.push_back(names);
                continue;
            }
            for (const std::string_view name : split(*names, ' ')) {
                if (!trim(name).empty()) program_.extra_groups.push_back(Value<std::string>::known(std::string(trim(name)), names.span()));
            }
        }
    }

    void read_sandbox() {
        const Value<std::string> tmp = text("PrivateTmp");
        const auto is_yes = tmp.is_known() ? parse_boolean(*tmp) : std::nullopt;
        if (tmp.is_unknown() || (tmp.is_known() && !is_yes)) program_.has_private_tmp = Value<bool>::unknown("it is no yes or no", tmp.span());
        else if (is_yes) program_.has_private_tmp = Value<bool>::known(*is_yes, tmp.span());
        program_.root = text("RootDirectory");
        if (const Value<std::string> image = text("RootImage"); !image.is_absent())
            program_.root = Value<std::string>::unknown("it is mounted from an image", image.span());
        // Folders of the machine that stand in it may be the socket's.
        else if (!program_.root.is_absent() && !(entries_.list("Service", "BindPaths").empty() && entries_.list("Service", "BindReadOnlyPaths").empty()))
            program_.root = Value<std::string>::unknown("folders of the machine are mounted in it", program_.root.span());
    }

    /// systemd 252 basic/parse-util.c parse_boolean.
    static std::optional<bool> parse_boolean(std::string_view text) {
        for (const std::string_view word : {"1", "yes", "y", "true", "t", "on"}) {
            if (equals_ignoring_case(text, word)) return true;
        }
        for (const std::string_view word : {"0", "no", "n", "false", "f", "off"}) {
            if (equals_ignoring_case(text, word)) return false;
        }
        return std::nullopt;
    }

    void read_environment() {
        for (const UnitEntry& entry : entries_.list("Service", "Environment")) {
            for (const Argument& word : split_words(expanded(entry)).words) {
                const std::size_t equals = word.text.find('=');
                if (equals == std::string::npos) continue;
                const std::string value = word.text.substr(equals + 1);
                const bool is_known = !word.has_hole && !ini::has_template_hole(value);
                set_variable(word.text.substr(0, equals),
                             is_known ? Value<std::string>::known(value, word.span)
                                      : Value<std::string>::unknown("it holds a specifier", word.span),
                             word.span);
            }
        }
        // What a file says overrules `Environment=`, wherever the two stand.
        for (const UnitEntry& entry : entries_.list("Service", "EnvironmentFile")) read_environment_file(value(entry));
        program_.is_environment_known = program_.is_fully_read && !has_unread_variables_ && entries_.list("Service", "PassEnvironment").empty();
    }

    void set_variable(std::string_view name, Value<std::string> value, Span span) {
        std::erase_if(program_.environment, [&](const EnvVariable& one) { return one.name == name; });
        program_.environment.push_back({std::string(name), std::move(value), {}, span});
    }

    /// A file that is not here may say anything, one with `-` before it may not even be there.
    void read_environment_file(const Value<std::string>& said) {
        std::string_view path = said.is_known() ? std::string_view(*said) : std::string_view{};
        if (path.starts_with('-')) path.remove_prefix(1);
        const bool is_glob = path.find_first_of("*?[") != std::string_view::npos;
        const Workspace::Resolved found = path.starts_with('/') ? workspace_.resolve(path, is_glob, document_.file(), {}) : Workspace::Resolved{};
        has_unread_variables_ = has_unread_variables_ || !found.unread.empty() || found.documents.empty();
        for (const auto& document : found.documents) {
            if (document->dialect() != "env") has_unread_variables_ = true;
            else read_variables(*document);
        }
    }

    void read_variables(const Document& file) {
        for (const Node& node : file.nodes()) {
            if (node.kind != NodeKind::statement) continue;
            const std::span<const Word> values = file.args(node);
            Value<std::string> value = Value<std::string>::known("", node.span);
            if (!values.empty() && values[0].has_hole && values[0].value.find("{{") != std::string_view::npos)
                value = Value<std::string>::unknown("a template fills it in", values[0].span);
            else if (!values.empty()) value = Value<std::string>::known(std::string(values[0].value), values[0].span);
            set_variable(node.name.value, std::move(value), node.span);
        }
    }

    void read_stop() {
        const Value<std::string> signal = text("KillSignal");
        if (!entries_.list("Service", "ExecStop").empty()) {
            program_.stop_signal = Value<std::string>::unknown("ExecStop= stops it", program_.span);
        } else if (signal.is_known()) {
            program_.stop_signal = Value<std::string>::known(signal->starts_with("SIG") ? signal->substr(3) : *signal, signal.span());
        } else {
            program_.stop_signal = signal.is_absent() ? Value<std::string>::by_default("TERM") : signal;
        }
        // Only plain seconds are read; `DefaultTimeoutStopSec=` is 90 seconds.
        const Value<std::string> wait = text("TimeoutStopSec");
        const std::uint64_t seconds = wait.is_known() ? parse_number(*wait).value_or(0) : 0;
        if (wait.is_absent()) program_.stop_wait = Value<Duration>::by_default(Duration{90'000});
        else if (seconds > 0 && seconds < 1'000'000) program_.stop_wait = Value<Duration>::known(Duration{seconds * 1000}, wait.span());
    }

    /// The variable's value where it is stated; a file of variables that is not here may overrule it.
    std::optional<std::string> variable(std::string_view name) const {
        if (has_unread_variables_) return std::nullopt;
        for (auto known = program_.environment.rbegin(); known != program_.environment.rend(); ++known) {
            if (known->name == name) return known->value.is_known() ? std::optional(*known->value) : std::nullopt;
        }
        return std::nullopt;
    }

    /// `${NAME}` inside a word becomes its value.
    void expand(Argument& word) const {
        for (std::size_t open = word.text.find("${"); open != std::string::npos; open = word.text.find("${", open)) {
            const std::size_t close = word.text.find('}', open);
            const auto value = close == std::string::npos ? std::nullopt : variable(word.text.substr(open + 2, close - open - 2));
            if (!value) break;
            word.text.replace(open, close - open + 1, *value);
            open += value->size();
        }
        word.has_hole = word.has_hole || word.text.find('$') != std::string::npos || ini::has_template_hole(word.text);
    }

    void read_command(const UnitEntry& start) {
        const MappedText line = expanded(start);
        program_.command_text = value_of(line);
        SplitWords split = split_words(line);
        if (!split.is_closed) program_.is_fully_read = false;
        for (Argument& word : split.words) {
            if (word.text == ";") break;
            expand(word);
            program_.command.push_back(std::move(word));
        }
        if (program_.command.empty()) return;
        // "@", "-", ":", "+" and "!" before the path say how it is run.
        Argument& first = program_.command.front();
        while (!first.text.empty() && std::string_view("@-:+!").find(first.text[0]) != std::string_view::npos) {
            first.text.erase(0, 1);
            if (first.span.size() > first.text.size()) ++first.span.begin;
        }
    }

    /// The socket units that activate this service, where all of them could be read.
    struct SocketUnits {
        std::vector<std::shared_ptr<const Document>> documents;
        bool is_complete = true;
    };
    SocketUnits socket_units() const {
        std::vector<std::string> names;
        for (const UnitEntry& entry : entries_.list("Service", "Sockets")) add_names(entry, names);
        if (names.empty()) names.push_back(document_.source().path.stem().string() + ".socket");
        SocketUnits units;
        static const std::vector<std::string> here{"."};
        for (const std::string& name : names) {
            const Workspace::Resolved found = workspace_.resolve(name, false, document_.file(), here);
            for (const auto& document : found.documents) {
                if (document->dialect() == "systemd") units.documents.push_back(document);
            }
            if (!found.unread.empty()) units.is_complete = false;
        }
        if (units.documents.empty() && is_activated()) units.is_complete = false;
        return units;
    }

    static void add_names(const UnitEntry& entry, std::vector<std::string>& names) {
        const MappedText value = entry.value();
        for (const std::string_view name : split(value.text(), ' ')) {
            if (!trim(name).empty()) names.emplace_back(trim(name));
        }
    }

    /// Whether the unit speaks of a socket unit at all.
    bool is_activated() const {
        for (const std::string_view key : {"Requires", "Wants", "After", "BindsTo"}) {
            for (const UnitEntry& entry : entries_.list("Unit", key)) {
                const MappedText units = entry.value();
                for (const std::string_view unit : split(units.text(), ' ')) {
                    if (unit.ends_with(".socket")) return true;
                }
            }
        }
        return !entries_.list("Service", "Sockets").empty() || !entries_.list("Install", "Also").empty();
    }

    void read_sockets() {
        const SocketUnits units = socket_units();
        if (!units.is_complete) program_.is_fully_read = false;
        for (const std::shared_ptr<const Document>& document : units.documents) {
            if (!systemd::add_sockets(workspace_, *document, program_.sockets)) program_.is_fully_read = false;
        }
    }

    const Workspace& workspace_;
    const Document& document_;
    systemd::UnitEntries entries_;
    Program program_;
    bool has_unread_variables_ = false;  // in a file that is not here
};

}  // namespace

static void lower_systemd(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    for (const std::shared_ptr<const Document>& document : workspace.documents("systemd")) {
        systemd::check(*document, report);
        // A drop-in is read with its unit.
        if (document->source().path.extension() != ".service" && document->source().path.parent_path().extension() == ".d") continue;
        ServiceReader reader(workspace, *document);
        std::vector<PathMade> folders = reader.folders();
        builder.graph.paths_made.insert(builder.graph.paths_made.end(), folders.begin(), folders.end());
        if (std::optional<Program> program = reader.read()) builder.add(*std::move(program));
    }
}

static int looks_like_service(const SourceFile& file) {
    const bool has_service = ini::has_line(file.text(), "[Service]");
    const bool starts = ini::has_line(file.text(), "ExecStart=") || ini::has_line(file.text(), "ExecStart =");
    return has_service && starts ? 80 : 0;
}

static constexpr std::array<std::string_view, 6> globs{
    "*.service", "*.socket", "*.timer", "*.path", "*.service.d/*.conf", "*.socket.d/*.conf"};
static constexpr std::array<std::string_view, 2> comment_signs{"#", ";"};

/// The files of variables that a unit names.
static std::vector<FileReference> systemd_references(const Document& document) {
    std::vector<FileReference> found;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement || node.name.value != "EnvironmentFile" || document.args(node).empty()) continue;
        const Word& word = document.args(node)[0];
        std::string_view path = trim(word.value);
        if (path.starts_with('-')) path.remove_prefix(1);
        if (!path.starts_with('/') || path.find('%') != std::string_view::npos) continue;
        found.push_back({std::string(path), path.find_first_of("*?[") != std::string_view::npos, word.span, "env", {}});
    }
    return found;
}

extern constexpr Frontend systemd{
    .name = "systemd",
    .stage = 10,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_service,
    .parse = stackc::systemd::parse,
    .references = systemd_references,
    .lower = lower_systemd,
    .explain = stackc::systemd::explain,
};

}  // namespace stackc::frontends
