#include "compiler/frontends/supervisor/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/supervisor/checks.h"
#include "compiler/frontends/supervisor/options.h"
#include "compiler/graph/endpoint.h"

namespace stackc::supervisor {

/// More copies than anybody runs; each makes a process of the graph.
static constexpr std::uint64_t most_copies = 256;

std::optional<bool> parse_boolean(std::string_view text) {
    for (const std::string_view word : {"yes", "true", "on", "1"}) {
        if (equals_ignoring_case(text, word)) return true;
    }
    for (const std::string_view word : {"no", "false", "off", "0"}) {
        if (equals_ignoring_case(text, word)) return false;
    }
    return std::nullopt;
}

std::optional<std::string> parse_signal(std::string_view text) {
    // signal(7) on x86-64.
    static constexpr std::array<std::string_view, 32> names{
        "",     "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
        "SEGV", "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
        "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS"};
    text = trim(text);
    if (const auto number = parse_number(text)) {
        if (*number == 34 || *number == 64) return *number == 34 ? "RTMIN" : "RTMAX";
        // 0 passes, as one of Python's SIG_DFL: supervisor then sends nothing.
        if (*number == 0) return "0";
        if (*number >= names.size()) return std::nullopt;
        return std::string(names[*number]);
    }
    std::string name = to_lower(text);
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    if (name.starts_with("SIG")) name.erase(0, 3);
    if (name == "POLL") return "IO";
    if (name == "CLD") return "CHLD";
    if (name == "RTMIN" || name == "RTMAX") return name;
    const bool is_known = std::find(names.begin() + 1, names.end(), name) != names.end();
    return is_known ? std::optional(name) : std::nullopt;
}

std::optional<std::uint64_t> number_of(const Section& section, std::string_view name,
                                       std::uint64_t fallback) {
    const Key* key = section.find(name);
    if (key == nullptr) return fallback;
    if (!key->value.is_known()) return std::nullopt;
    return parse_number(trim(key->value.text()));
}

static void add_environment(FormatNames& names, const std::vector<EnvVariable>& variables) {
    for (const EnvVariable& variable : variables) {
        const std::string name = "ENV_" + variable.name;
        if (variable.value.is_known())
            names.set(name, *variable.value, variable.span);
        else
            names.set_unknown(name, variable.value.why_unknown(), variable.span);
    }
}

/// Names of every section: the folder of the file, the machine, what [supervisord] sets.
static FormatNames common_names(const Workspace& workspace, const Configuration& configuration,
                                const Section& section) {
    FormatNames names;
    const Span place = section.name_span;
    const std::optional<std::string> path = workspace.target_path(section.document->file());
    if (path)
        names.set("here", parent_path(*path), place);
    else
        names.set_unknown("here", "the folder of this file on the target is not known", place);
    names.set_unknown("host_node_name", "it depends on the machine", place);
    const Section* supervisord = configuration.find("supervisord");
    const Key* environment = supervisord == nullptr ? nullptr : supervisord->find("environment");
    if (environment != nullptr)
        add_environment(names, read_environment(format(environment->value, names).text).variables);
    return names;
}

/// The [group:x] that a program is part of; its own name where there is none.
static std::string group_of(const Configuration& configuration, const Section& section) {
    const auto group = configuration.groups.find(section.label());
    return group == configuration.groups.end() ? section.label() : group->second;
}

FormatNames program_names(const Workspace& workspace, const Configuration& configuration,
                          const Section& section) {
    FormatNames names = common_names(workspace, configuration, section);
    names.set("program_name", section.label(), section.name_span);
    names.set("group_name", group_of(configuration, section), section.name_span);
    return names;
}

namespace {

class ProgramMaker {
  public:
    ProgramMaker(const Workspace& workspace, const Configuration& configuration,
                 const Section& section)
        : configuration_(configuration),
          section_(section),
          names_(program_names(workspace, configuration, section)) {}

    Program make() {
        program_.manager = ManagerKind::supervisor;
        program_.name = section_.label();
        program_.name_span = section_.name_span;
        program_.span = section_.span();
        program_.file = section_.document->file();
        program_.is_fully_read = !section_.is_template && !section_.document->has_errors();
        program_.is_fcgi = section_.kind() == "fcgi-program";
        fill_single();
        fill_inherited();
        fill_copies();
        read_setpriv();
        return std::move(program_);
    }

  private:
    /// A key's value with the names that hold for all copies.
    Value<std::string> text(std::string_view name) const {
        return text_of(section_.find(name), names_);
    }

    static Value<std::string> text_of(const Key* key, const FormatNames& names) {
        if (key == nullptr) return {};
        const Formatted formatted = format(key->value, names);
        if (!formatted.text.is_known())
            return Value<std::string>::unknown(formatted.text.why_unknown(), key->value.span());
        return Value<std::string>::known(formatted.text.text(), key->value.span());
    }

    template <class T, class Parse>
    static Value<T> convert(const Value<std::string>& value, Parse parse) {
        if (value.is_absent()) return {};
        if (value.is_unknown()) return Value<T>::unknown(value.why_unknown(), value.span());
        const auto made = parse(*value);
        if (!made) return Value<T>::unknown("supervisor does not take it", value.span());
        return Value<T>::known(T{*made}, value.span());
    }

    static std::optional<Mode> parse_mode(std::string_view text) {
        Mode mode;
        text = trim(text);
        if (text.starts_with("0o")) text.remove_prefix(2);
        if (text.empty() || text.size() > 6) return std::nullopt;
        for (const char c : text) {
            if (c < '0' || c > '7') return std::nullopt;
            mode.bits = (mode.bits * 8 + static_cast<std::uint32_t>(c - '0')) & 07777u;
        }
        return mode;
    }

    static std::optional<std::uint64_t> parse_count(std::string_view text) {
        return parse_number(trim(text));
    }

    void fill_single() {
        program_.user = text("user");
        program_.umask = convert<Mode>(text("umask"), parse_mode);
        program_.stop_signal = convert<std::string>(text("stopsignal"), parse_signal);
        if (program_.stop_signal.is_absent())
            program_.stop_signal = Value<std::string>::by_default("TERM");
        program_.stop_wait = convert<Duration>(
            text("stopwaitsecs"), [](std::string_view value) -> std::optional<Duration> {
                const auto seconds = parse_count(value);
                return seconds && *seconds < 1'000'000'000
                           ? std::optional(Duration{*seconds * 1000})
                           : std::nullopt;
            });
        if (program_.stop_wait.is_absent())
            program_.stop_wait = Value<Duration>::by_default(Duration{10'000});
        program_.autostart = convert<bool>(text("autostart"), parse_boolean);
        if (program_.autostart.is_absent()) program_.autostart = Value<bool>::by_default(true);
        program_.stop_as_group = convert<bool>(text("stopasgroup"), parse_boolean);
        if (program_.stop_as_group.is_absent())
            program_.stop_as_group = Value<bool>::by_default(false);
        program_.copies = convert<std::uint64_t>(text("numprocs"), parse_count);
        if (program_.copies.is_absent()) program_.copies = Value<std::uint64_t>::by_default(1);
        program_.socket = text("socket");
        program_.socket_mode = convert<Mode>(text("socket_mode"), parse_mode);
        program_.socket_owner = text("socket_owner");
    }

    /// `setpriv --reuid=USER --regid=GROUP …` runs the program as somebody else (setpriv(1)).
    void read_setpriv() {
        if (program_.command.empty() || !program_.command.front().text.ends_with("setpriv")) return;
        for (std::size_t i = 1; i < program_.command.size() && program_.command[i].text.starts_with('-'); ++i) {
            const Argument& word = program_.command[i];
            const auto take = [&](std::string_view option, Value<std::string>& value) {
                if (!word.has_hole && word.text.starts_with(option)) value = Value<std::string>::known(word.text.substr(option.size()), word.span);
            };
            take("--reuid=", program_.user);
            take("--regid=", program_.group);
        }
    }

    /// What supervisord itself is given holds for its children. Only where it daemonizes does it
    /// change folder and umask (supervisor 4.2.5 options.py `_daemonize`).
    void fill_inherited() {
        const Section* supervisord = configuration_.find("supervisord");
        if (supervisord == nullptr) return;
        if (program_.user.is_absent()) program_.user = text_of(supervisord->find("user"), names_);
        for (const EnvVariable& variable : environment_of(supervisord->find("environment"), names_))
            program_.environment.push_back(variable);
        const Key* nodaemon = supervisord->find("nodaemon");
        const bool daemonizes =
            nodaemon == nullptr || parse_boolean(nodaemon->value.text()) == false;
        if (!daemonizes) return;
        if (program_.umask.is_absent())
            program_.umask = convert<Mode>(text_of(supervisord->find("umask"), names_), parse_mode);
        supervisord_directory_ = text_of(supervisord->find("directory"), names_);
    }

    static std::vector<EnvVariable> environment_of(const Key* key, const FormatNames& names) {
        if (key == nullptr) return {};
        return read_environment(format(key->value, names).text).variables;
    }

    void fill_copies() {
        const std::uint64_t first = number_of(section_, "numprocs_start", 0).value_or(0);
        const std::uint64_t count = std::min(program_.copies.value_or(1), most_copies);
        const Key* command = section_.find("command");
        fill_copy(first, count);
        const bool differs =
            command != nullptr && command->value.text().find("%(process_num)") != std::string::npos;
        if (!differs) return;
        for (std::uint64_t i = 1; i < count; ++i) {
            const Formatted formatted = format(command->value, copy_names(first + i, count));
            program_.other_copies.push_back(split_words(formatted.text).words);
        }
    }

    FormatNames copy_names(std::uint64_t number, std::uint64_t count) const {
        FormatNames names = names_;
        names.set_number("process_num", number, section_.name_span);
        names.set_number("numprocs", count, section_.name_span);
        add_environment(names, environment_of(section_.find("environment"), names));
        return names;
    }

    void fill_copy(std::uint64_t number, std::uint64_t count) {
        const FormatNames names = copy_names(number, count);
        for (const EnvVariable& variable : environment_of(section_.find("environment"), names))
            program_.environment.push_back(variable);
        program_.directory = text_of(section_.find("directory"), names);
        if (program_.directory.is_absent()) program_.directory = supervisord_directory_;
        program_.process_name = text_of(section_.find("process_name"), names);
        if (program_.process_name.is_absent())
            program_.process_name = Value<std::string>::by_default(program_.name);
        const Key* command = section_.find("command");
        program_.command_text = text_of(command, names);
        if (command == nullptr) return;
        const SplitWords words = split_words(format(command->value, names).text);
        program_.command = words.words;
        if (!words.is_closed) program_.is_fully_read = false;
    }

    const Configuration& configuration_;
    const Section& section_;
    FormatNames names_;
    Program program_;
    Value<std::string> supervisord_directory_;
};

/// A log file that supervisord opens itself.
void add_log(GraphBuilder& builder, const Key* key, const FormatNames& names) {
    if (key == nullptr) return;
    const Formatted once = format(key->value, names);
    // Log file names are expanded twice (supervisor 4.2.5 options.py).
    const Formatted twice = once.problem ? once : format(once.text, names);
    if (!twice.text.is_known() || !twice.text.text().starts_with('/')) return;
    PathUse use;
    use.path = normal_path(twice.text.text());
    use.role = PathRole::log;
    use.is_written = true;
    use.span = key->value.span();
    builder.graph.path_uses.push_back(std::move(use));
}

}  // namespace

void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    const std::vector<Configuration> configurations = find_configurations(workspace);
    check_includes(workspace, configurations, report);
    for (const Configuration& configuration : configurations) {
        for (const Section& section : configuration.sections) {
            if (!is_program_kind(section.kind())) continue;
            FormatNames names = program_names(workspace, configuration, section);
            names.set_number("process_num", 0, section.name_span);
            names.set_number("numprocs", 1, section.name_span);
            builder.add(ProgramMaker(workspace, configuration, section).make());
            for (const std::string_view key : {"stdout_logfile", "stderr_logfile"})
                add_log(builder, section.find(key), names);
        }
        check(workspace, configuration, builder.graph.target, report);
    }
}

}  // namespace stackc::supervisor
