// systemd services: what they start, as whom, where, and how they stop it.
#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/systemd/unit.h"
#include "compiler/graph/endpoint.h"

namespace stackc::frontends {

namespace {

/// Reads one [Service]. Facts: systemd 252 systemd.service(5), systemd.exec(5), systemd.kill(5).
class ServiceReader {
  public:
    ServiceReader(const Workspace& workspace, const Document& document) : workspace_(workspace), document_(document) {}

    /// Nothing where the unit starts nothing.
    std::optional<Program> read() {
        const std::vector<const Node*> starts = systemd::find(document_, "Service", "ExecStart");
        if (starts.empty()) return std::nullopt;
        program_.manager = ManagerKind::systemd;
        program_.name = document_.source().path.stem().string();
        program_.name_span = starts.back()->name.span;
        program_.span = starts.back()->span;
        program_.file = document_.file();
        program_.is_fully_read = !ini::is_template(document_) && !is_activated() && starts.size() == 1;
        program_.user = text("User");
        program_.group = text("Group");
        program_.directory = directory();
        program_.umask = umask();
        read_environment();
        read_stop();
        read_command(*starts.back());
        return std::move(program_);
    }

    /// RuntimeDirectory=shop makes /run/shop at every start.
    std::vector<PathMade> folders() const {
        std::vector<PathMade> made;
        for (const Node* entry : systemd::find(document_, "Service", "RuntimeDirectory")) {
            const Value<std::string> names = value(*entry);
            if (!names.is_known()) continue;
            for (const std::string_view name : split(*names, ' ')) {
                if (trim(name).empty()) continue;
                PathMade path;
                path.path = join_path("/run", trim(name));
                path.mode = runtime_mode();
                path.owner = or_root(text("User"));
                path.group = or_root(text("Group"));
                path.span = entry->span;
                made.push_back(std::move(path));
            }
        }
        return made;
    }

  private:
    /// A value with specifiers or placeholders cannot be known.
    static Value<std::string> value_of(const MappedText& text) {
        const bool has_hole = text.text().find('%') != std::string::npos || ini::has_template_hole(text.text());
        if (has_hole) return Value<std::string>::unknown("it holds a specifier or a placeholder", text.span());
        return text.value();
    }
    Value<std::string> value(const Node& entry) const { return value_of(systemd::value_of(document_, entry)); }

    /// The last assignment counts.
    Value<std::string> text(std::string_view key) const {
        const std::vector<const Node*> uses = systemd::find(document_, "Service", key);
        if (uses.empty() || document_.args(*uses.back()).empty()) return {};
        return value(*uses.back());
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
    Value<Mode> runtime_mode() const { return mode_or("RuntimeDirectoryMode", Mode{0755}); }

    void read_environment() {
        for (const Node* entry : systemd::find(document_, "Service", "Environment")) {
            for (const Argument& word : split_words(systemd::value_of(document_, *entry)).words) {
                const std::size_t equals = word.text.find('=');
                if (equals == std::string::npos) continue;
                const std::string value = word.text.substr(equals + 1);
                const bool is_known = value.find('%') == std::string::npos && !ini::has_template_hole(value);
                program_.environment.push_back({word.text.substr(0, equals),
                                                is_known ? Value<std::string>::known(value, word.span)
                                                         : Value<std::string>::unknown("it holds a specifier", word.span),
                                                {},
                                                word.span});
            }
        }
    }

    void read_stop() {
        const Value<std::string> signal = text("KillSignal");
        if (!systemd::find(document_, "Service", "ExecStop").empty()) {
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

    /// The variable's value where the unit states it; a file of variables may say anything.
    std::optional<std::string> variable(std::string_view name) const {
        if (!systemd::find(document_, "Service", "EnvironmentFile").empty()) return std::nullopt;
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
        word.has_hole = word.has_hole || word.text.find_first_of("$%") != std::string::npos || ini::has_template_hole(word.text);
    }

    void read_command(const Node& start) {
        const MappedText line = systemd::value_of(document_, start);
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

    /// Whether a socket unit opens the sockets and hands them over.
    bool is_activated() const {
        for (const std::string_view key : {"Requires", "Wants", "After", "BindsTo"}) {
            for (const Node* entry : systemd::find(document_, "Unit", key)) {
                if (systemd::value_of(document_, *entry).text().find(".socket") != std::string::npos) return true;
            }
        }
        if (!systemd::find(document_, "Service", "Sockets").empty()) return true;
        if (!systemd::find(document_, "Install", "Also").empty()) return true;
        static const std::vector<std::string> here{"."};
        const std::string name = document_.source().path.stem().string() + ".socket";
        const Workspace::Resolved found = workspace_.resolve(name, false, document_.file(), here);
        return !found.documents.empty() || !found.unread.empty();
    }

    const Workspace& workspace_;
    const Document& document_;
    Program program_;
};

}  // namespace

static void lower_systemd(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const std::shared_ptr<const Document>& document : workspace.documents("systemd")) {
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

static constexpr std::array<std::string_view, 1> globs{"*.service"};
static constexpr std::array<std::string_view, 2> comment_signs{"#", ";"};

extern constexpr Frontend systemd{
    .name = "systemd",
    .stage = 10,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_service,
    .parse = stackc::systemd::parse,
    .lower = lower_systemd,
};

}  // namespace stackc::frontends
