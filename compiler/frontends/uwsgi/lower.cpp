#include "compiler/frontends/uwsgi/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/server_command.h"
#include "compiler/frontends/uwsgi/checks.h"
#include "compiler/frontends/uwsgi/command.h"
#include "compiler/frontends/uwsgi/expansion.h"
#include "compiler/frontends/uwsgi/options.h"
#include "compiler/frontends/uwsgi/process.h"
#include "compiler/frontends/uwsgi/sections.h"
#include "compiler/frontends/uwsgi/value_checks.h"

namespace stackc::uwsgi {

namespace {

bool has_section(const Document& document, std::string_view name) {
    const std::vector<OptionSection> sections = sections_of(document);
    return std::any_of(sections.begin(), sections.end(),
                       [&](const OptionSection& one) { return one.name == name; });
}

class Lowering {
  public:
    Lowering(const Workspace& workspace, GraphBuilder& builder, Reporter& report)
        : workspace_(workspace), builder_(builder), report_(report) {}

    /// Gives the sections that some instance reads.
    std::set<ReadSection> run() {
        // Programs first: they say where and as whom an ini is started.
        for (std::uint32_t i = 0; i < builder_.graph.programs.size(); ++i) lower_program({i});
        for (const std::shared_ptr<const Document>& document : workspace_.documents("uwsgi"))
            find_included(*document);
        for (const std::shared_ptr<const Document>& document : workspace_.documents("uwsgi")) {
            if (!used_.contains(document->file()) && has_section(*document, "uwsgi"))
                lower_alone(*document);
        }
        return std::move(read_);
    }

  private:
    void lower_program(ProgramId id) {
        for_each_run(builder_, id, [&](const Program& program, const ResolvedCommand& command) {
            if (is_uwsgi_program(command.program)) lower_command(id, program, command);
        });
    }

    void lower_command(ProgramId id, const Program& program, const ResolvedCommand& command) {
        Launch launch;
        launch.from = program.file;
        if (program.directory.is_known()) launch.directory = *program.directory;
        for (const EnvVariable& variable : program.environment)
            launch.environment[variable.name] = variable.value;
        for (const EnvVariable& variable : command.environment)
            launch.environment[variable.name] = variable.value;
        Expander expander(workspace_, launch);
        CommandLine line = read_command(command.arguments);
        if (command.is_certain && !line.is_open) report_flags(line);
        for (const auto* variables : {&program.environment, &command.environment})
            add_environment(*variables, expander);
        for (Setting& setting : line.settings) expander.add_argument(std::move(setting));
        expander.finish();
        note_read(expander);

        Start start;
        start.name = program.name;
        start.span = program.name_span;
        start.program = id;
        start.started = process_of(id, program, command, ServerKind::uwsgi);
        if (!expander.files().empty()) start.config = expander.files().front();
        start.directory = launch.directory;
        start.is_fully_read = line.is_fully_read && expander.is_fully_read() &&
                              command.is_certain && program.is_fully_read;
        const ProcessId process = add_process(builder_, expander.settings(), start);
        lower_vassals(process, program);
    }

    /// uWSGI 2.0 core/uwsgi.c parse_sys_envs: `UWSGI_HTTP_SOCKET` is the option `http-socket`, and
    /// comes before the command line. Some names are uWSGI's own.
    static void add_environment(const std::vector<EnvVariable>& variables, Expander& expander) {
        static constexpr std::array<std::string_view, 8> own{
            "reloads",     "vassals-dir",   "emperor-fd", "broodlord-num",
            "emperor-fd-config", "emperor-proxy", "jail-pid",   "original-proc-name"};
        for (const EnvVariable& variable : variables) {
            if (!variable.name.starts_with("UWSGI_") || variable.value.is_absent()) continue;
            std::string name = to_lower(std::string_view(variable.name).substr(6));
            std::replace(name.begin(), name.end(), '_', '-');
            if (std::find(own.begin(), own.end(), name) != own.end()) continue;
            MappedText value(variable.span);
            if (variable.value.is_known())
                value = MappedText(*variable.value, variable.value.span_or(variable.span));
            else
                value.append_unknown("", variable.span, variable.value.why_unknown());
            expander.add_argument({std::move(name), value, variable.span, variable.span, true, false,
                                   false, variable.span.file});
        }
    }

    void report_flags(const CommandLine& line) {
        for (const FlagProblem& problem : line.problems) {
            const std::string meant(
                nearest_option(std::string_view(problem.flag).substr(2)).value_or(""));
            std::string advice;
            if (!problem.candidates.empty())
                advice = fmt::format(", but short for more than one, such as `--{}` and `--{}`",
                                     problem.candidates[0], problem.candidates[1]);
            else if (!meant.empty())
                advice = fmt::format("; did you mean `--{}`?", meant);
            report_
                .at("UWS027", problem.span,
                    fmt::format("`{}` is no flag of uWSGI{}", quoted(problem.flag, 60), advice))
                .note(problem.candidates.empty()
                          ? "uWSGI does not start: `unrecognized option`, `getopt_long() error`"
                          : "uWSGI does not start: `option … is ambiguous`, `getopt_long() error`");
        }
    }

    /// The files in an emperor's folder run as its vassals, under the emperor's user at most.
    void lower_vassals(ProcessId emperor, const Program& program) {
        const Option* option = builder_.at(emperor).option("emperor");
        if (option == nullptr || !option->value.is_known()) return;
        const bool is_glob = option->value->find('*') != std::string::npos;
        const std::string pattern = is_glob ? *option->value : *option->value + "/*";
        const std::vector<std::string> bases{program.directory.value_or("."), "."};
        for (const std::shared_ptr<const Document>& document :
             workspace_.resolve(pattern, true, program.file, bases).documents) {
            if (document->dialect() != "uwsgi" || !used_.insert(document->file()).second) continue;
            const Process master = builder_.at(emperor);
            const ProcessId vassal = lower_file(*document, master.program);
            Process& process = builder_.at(vassal);
            if (process.user.is_absent()) process.user = master.user;
            if (process.group.is_absent()) process.group = master.group;
        }
    }

    void lower_alone(const Document& document) { lower_file(document, std::nullopt); }

    ProcessId lower_file(const Document& document, std::optional<ProgramId> program) {
        Launch launch;
        launch.from = document.file();
        Expander expander(workspace_, launch);
        const std::optional<std::string> path = workspace_.target_path(document.file());
        expander.read(document, "", path);
        expander.finish();
        note_read(expander);

        Start start;
        start.name = document.source().path.stem().string();
        start.span = head_of(document);
        start.program = program;
        start.config = document.file();
        start.is_fully_read = expander.is_fully_read();
        return add_process(builder_, expander.settings(), start);
    }

    void note_read(const Expander& expander) {
        for (const MappedText& file : expander.missing()) {
            if (!missing_.insert(file.span()).second) continue;
            report_
                .at("UWS025", file.span(),
                    fmt::format("the file `{}` is not there", quoted(file.text())))
                .note(
                    fmt::format("uWSGI ends: `realpath() of {} failed: No such file or directory`",
                                quoted(file.text())));
        }
        check_values(expander, checked_, report_);
        used_.insert(expander.files().begin(), expander.files().end());
        read_.insert(expander.sections().begin(), expander.sections().end());
    }

    static Span head_of(const Document& document) {
        for (const OptionSection& section : sections_of(document)) {
            if (section.name == "uwsgi") return section.header;
        }
        return {document.file(), 0, 0};
    }

    /// Files that another one includes are no instances of their own.
    void find_included(const Document& document) {
        for (const Node& node : document.nodes()) {
            if (node.kind != NodeKind::statement || document.args(node).empty()) continue;
            const std::string_view key = node.name.value;
            if (!names_file(key)) continue;
            std::string pattern = split_section(document.args(node)[0].value).first;
            // %d is the folder of the file that says it.
            if (pattern.starts_with("%d")) pattern = "./" + pattern.substr(2);
            const std::vector<std::string> bases{"."};
            for (const auto& included :
                 workspace_.resolve(pattern, false, document.file(), bases).documents) {
                if (included->file() != document.file()) used_.insert(included->file());
            }
        }
    }

    const Workspace& workspace_;
    GraphBuilder& builder_;
    Reporter& report_;
    std::set<Span> missing_;
    std::set<Span> checked_;
    std::set<FileId> used_;
    std::set<ReadSection> read_;
};

}  // namespace

void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    check(workspace, Lowering(workspace, builder, report).run(), report);
}

}  // namespace stackc::uwsgi
