// The ini dialects against the programs that read them: whatever uWSGI and supervisor take, no
// rule says that they refuse it, and what they make of each value is what stackc makes of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "compiler/base/text.h"
#include "compiler/frontends/uwsgi/options.h"
#include "compiler/frontends/uwsgi/sections.h"
#include "tests/real/agreement.h"

using namespace stackc;
using namespace stackc::tests;

namespace {

struct Figures {
    std::size_t files = 0, accepted = 0, refused = 0, seen_refusals = 0;
    std::size_t values = 0, equal = 0, unknown = 0;
    std::map<std::string, std::size_t> reasons;  // why what is unknown is so
    std::vector<std::string> differences;

    void compare(const std::string& where, const std::string& theirs,
                 const Value<std::string>& ours) {
        ++values;
        if (!ours.is_known()) {
            ++unknown;
            const std::string& why = ours.why_unknown();  // the name in it differs
            ++reasons[why.substr(why.rfind('`') + 1)];
        } else if (*ours == theirs)
            ++equal;
        else
            differences.push_back(where + ": theirs `" + theirs + "`, ours `" + *ours + "`");
    }

    void print(std::string_view program) const {
        std::cout << program << ": " << files << " files, " << accepted << " accepted, " << refused
                  << " refused (" << seen_refusals << " of them with an error of ours); " << values
                  << " values, " << equal << " equal, " << unknown << " unknown, "
                  << differences.size() << " different\n";
        for (const auto& [reason, count] : reasons)
            std::cout << "  unknown " << count << " times:" << (reason.starts_with(' ') ? "" : " ") << reason << "\n";
        for (const std::string& difference : differences) std::cout << "  " << difference << "\n";
    }
};

bool has_error(const Analysis& analysis) {
    return std::any_of(
        analysis.diagnostics.begin(), analysis.diagnostics.end(),
        [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

// ------------------------------------------------------------------------------ uWSGI

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Which settings uWSGI shows that are no settings of the instance itself.
bool is_control(const std::string& name) {
    const uwsgi::OptionFacts* option = uwsgi::find_option(name);
    return uwsgi::is_block_end(name) || (option != nullptr && option->type == "logic");
}

/// What `call:show_config` printed; nothing where uWSGI ended before.
std::optional<Pairs> shown_config(const std::string& output) {
    Pairs pairs;
    bool is_inside = false, was_shown = false;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        // With `log-date` each line starts with `Fri Nov 20 05:38:16 2026 - `.
        if (line.size() > 27 && line.substr(24, 3) == " - ") line.erase(0, 27);
        if (line == ";uWSGI instance configuration") {
            is_inside = was_shown = true;
            continue;
        }
        if (line.starts_with(";end of configuration")) is_inside = false;
        const std::size_t equals = line.find(" = ");
        if (!is_inside || equals == std::string::npos) continue;
        std::string name = line.substr(0, equals);
        const std::string value = line.substr(equals + 3);
        if (name == "hook-asap" && (value == "call:show_config" || value == "exit:0")) continue;
        // What stands around the <script> of an <app> has no meaning.
        if (!is_control(name) && name != "app") pairs.emplace_back(std::move(name), value);
    }
    if (!pairs.empty()) pairs.erase(pairs.begin());  // our own argument
    return was_shown ? std::optional(pairs) : std::nullopt;
}

/// `@(exec://…)` and the like would start other programs or reach for the network.
bool is_harmless(const std::string& text) {
    return text.find("://(") == std::string::npos && text.find("exec://") == std::string::npos &&
           text.find("@(http") == std::string::npos;
}

/// The option by which uWSGI is told of a file of that form.
std::string form_option(const Path& file) {
    switch (uwsgi::form_of(file)) {
        case uwsgi::Form::ini:
            return "--ini";
        case uwsgi::Form::xml:
            return "--xml";
        case uwsgi::Form::yaml:
            return "--yaml";
        case uwsgi::Form::json:
            return "--json";
    }
    return "";
}

void compare_uwsgi(const Path& file, Figures& figures) {
    const std::string text = read_text(file);
    if (!is_harmless(text)) return;
    const Folder folder;
    const Path copy = folder.write(file.filename().string(), text);
    const tests::Outcome theirs = tests::run(
        "cd '" + folder.path().string() +
        "' && env -i PATH=/usr/bin:/bin timeout -s KILL 10 uwsgi --hook-asap call:show_config "
        "--hook-asap exit:0 " +
        form_option(copy) + " '" + copy.string() + "' </dev/null");
    const Analysis analysis = lint(copy, "uwsgi");
    ++figures.files;
    const std::optional<Pairs> pairs = shown_config(theirs.output);
    INFO(file.string() << "\n" << theirs.output.substr(0, 2000));
    if (!pairs || theirs.exit_code != 0) {
        ++figures.refused;
        if (has_error(analysis)) ++figures.seen_refusals;
        return;
    }
    ++figures.accepted;
    CHECK(refusals(analysis, "UWS") == std::vector<std::string>{});
    if (analysis.graph.processes.empty()) return;
    const Process& process = analysis.graph.processes.front();
    // What stands in a block may be there or not.
    if (!process.is_fully_read) return;
    REQUIRE(process.options.size() == pairs->size());
    for (std::size_t i = 0; i < pairs->size(); ++i) {
        const auto& [name, value] = (*pairs)[i];
        CHECK(process.options[i].name == uwsgi::canonical_name(name));
        figures.compare(file.string() + " " + name, value, process.options[i].value);
    }
}

// ------------------------------------------------------------------------------ supervisor

std::string words(const std::vector<Argument>& arguments) {
    std::string text;
    for (const Argument& argument : arguments) text += argument.text + "\x1f";
    return text;
}

void compare_program(const nlohmann::json& theirs, const Program& ours, const std::string& where,
                     Figures& figures) {
    const auto value_of = [&](const char* key) {
        return theirs[key].is_null() ? std::string() : theirs[key].get<std::string>();
    };
    const bool has_holes = std::any_of(ours.command.begin(), ours.command.end(),
                                       [](const Argument& word) { return word.has_hole; });
    if (!theirs["argv"].is_null()) {
        std::string argv;
        for (const auto& word : theirs["argv"]) argv += word.get<std::string>() + "\x1f";
        const Span span = ours.name_span;
        figures.compare(where + " command", argv,
                        has_holes ? Value<std::string>::unknown(ours.command_text.why_unknown(), span)
                                  : Value<std::string>::known(words(ours.command), span));
    }
    if (!ours.directory.is_absent())
        figures.compare(where + " directory", value_of("directory"), ours.directory);
    for (const EnvVariable& variable : ours.environment) {
        const auto& environment = theirs["environment"];
        figures.compare(where + " " + variable.name,
                        environment.contains(variable.name)
                            ? environment[variable.name].get<std::string>()
                            : "?",
                        variable.value);
    }
    const Value<std::string> wait =
        ours.stop_wait.is_known()
            ? Value<std::string>::by_default(std::to_string(ours.stop_wait->ms / 1000))
            : Value<std::string>::unknown("", ours.name_span);
    figures.compare(where + " stopwaitsecs", std::to_string(theirs["stopwaitsecs"].get<int>()),
                    wait);
}

void compare_supervisor(const Path& file, const nlohmann::json& theirs, const Path& copy,
                        Figures& figures) {
    const Analysis analysis = lint(copy, "supervisor");
    ++figures.files;
    INFO(file.string() << "\n" << theirs.dump());
    if (!theirs["accepted"].get<bool>()) {
        ++figures.refused;
        if (has_error(analysis))
            ++figures.seen_refusals;
        else
            std::cout << "  refused without an error of ours: " << file.string() << ": "
                      << theirs["message"].get<std::string>() << "\n";
        return;
    }
    ++figures.accepted;
    CHECK(refusals(analysis, "SUP") == std::vector<std::string>{});
    for (const Program& program : analysis.graph.programs) {
        const auto found = std::find_if(
            theirs["programs"].begin(), theirs["programs"].end(), [&](const nlohmann::json& one) {
                return one["name"] == program.process_name.value_or(program.name) ||
                       one["group"] == program.name;
            });
        if (found == theirs["programs"].end()) continue;
        compare_program(*found, program, file.string() + " " + program.name, figures);
    }
}

}  // namespace

TEST_CASE("uWSGI and stackc make the same of every ini of the corpus", "[real]") {
    if (tests::is_missing("uwsgi")) return;
    Figures figures;
    for (const Path& file : seeds_with({"[uwsgi]"})) compare_uwsgi(file, figures);
    figures.print("uWSGI");
    CHECK(figures.differences.empty());
}

TEST_CASE("uWSGI and stackc make the same of XML, YAML and JSON", "[real]") {
    if (tests::is_missing("uwsgi")) return;
    Figures figures;
    const std::vector<Path> files = seeds([](const Path& path) {
        return uwsgi::form_of(path) != uwsgi::Form::ini &&
               path.filename().string().find("uwsgi") != std::string::npos &&
               read_text(path).find("hosts:") == std::string::npos;
    });
    for (const Path& file : files) compare_uwsgi(file, figures);
    figures.print("uWSGI in XML, YAML and JSON");
    CHECK(figures.differences.empty());
}

TEST_CASE("supervisor and stackc make the same of every file of the corpus", "[real]") {
    const Folder folder;
    std::vector<std::pair<Path, Path>> files;  // original, copy
    std::string list;
    for (const Path& file :
         seeds_with({"[program:", "[supervisord]", "[fcgi-program:", "[eventlistener:"})) {
        const Path copy =
            folder.write(std::to_string(files.size()) + "/supervisord.conf", read_text(file));
        list += " '" + copy.string() + "'";
        files.emplace_back(file, copy);
    }
    const tests::Outcome theirs =
        tests::run("cd '" + folder.path().string() +
                   "' && env -i PATH=/usr/bin:/bin /usr/bin/python3 '" STACKC_SOURCE_DIR
                   "/tests/real/supervisor_values.py'" +
                   list);
    if (theirs.exit_code == 3) {
        std::cout << "SKIPPED: no supervisor\n";
        return;
    }
    INFO(theirs.output.substr(0, 3000));
    REQUIRE(theirs.exit_code == 0);
    Figures figures;
    std::istringstream lines(theirs.output);
    std::size_t at = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('{')) continue;
        REQUIRE(at < files.size());
        compare_supervisor(files[at].first, nlohmann::json::parse(line), files[at].second, figures);
        ++at;
    }
    CHECK(at == files.size());
    figures.print("supervisor");
    CHECK(figures.differences.empty());
}
