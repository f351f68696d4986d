#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

namespace {

/// A file that somebody opens for writing and whose folder must be there.
struct Output {
    std::string path;
    Span span;
    std::string words;  // what happens without the folder
};

/// By folder and deployment; a file of no deployment is one by itself.
using Folders = std::map<std::pair<std::string, std::pair<bool, std::uint32_t>>, std::vector<Output>>;

/// Of a system, and of the packages that run in deployments: Debian 12.
constexpr std::array<std::string_view, 27> made_by_packages{
    "apache2",   "apt",        "audit",       "cups",     "dpkg",  "httpd",  "initctl",
    "installer", "journal",    "letsencrypt", "lock",     "log",   "lxc",    "mysql",
    "nginx",     "postgresql", "private",     "rabbitmq", "redis", "screen", "shm",
    "sshd",      "sudo",       "supervisor",  "systemd",  "user",  "uwsgi"};

}  // namespace

/// "/var/log/shop" for "/var/log/shop/web/error.log": the folder that somebody has to make. What
/// lies elsewhere may come with the project itself.
static std::optional<std::string> needed_folder(std::string_view path) {
    for (const std::string_view base : {std::string_view("/var/log/"), std::string_view("/run/")}) {
        if (!path.starts_with(base)) continue;
        const std::size_t end = path.find('/', base.size());
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view name = path.substr(base.size(), end - base.size());
        const bool is_there = std::find(made_by_packages.begin(), made_by_packages.end(), name) !=
                              made_by_packages.end();
        if (is_there || name.empty()) return std::nullopt;
        return std::string(path.substr(0, end));
    }
    return std::nullopt;
}

static std::string last_words(const Graph& graph, const PathUse& use) {
    const Document* document = graph.document_of(use.span.file);
    if (!use.process && document != nullptr && document->dialect() == "supervisor")
        return fmt::format(
            "supervisord does not start, and all its programs are down: `The directory named as "
            "part of the path {} does not exist`",
            quoted(use.path));
    if (!use.process) return {};
    const ServerKind kind = graph.at(*use.process).kind;
    if (kind == ServerKind::nginx)
        return fmt::format(
            "nginx does not start: `[emerg] open() \"{}\" failed (2: No such file or directory)`",
            quoted(use.path));
    return fmt::format("{} exits as it opens `{}`: `No such file or directory`", to_text(kind),
                       quoted(use.path));
}

/// Whether it may be in a container, whose image has the folder or not.
static bool may_be_in_container(const Graph& graph, FileId file) {
    return std::any_of(graph.containers.begin(), graph.containers.end(), [&](const Container& container) {
        return graph.are_together(container.file, file);
    });
}

static bool may_be_elsewhere(const Graph& graph, const PathUse& use) {
    return use.process ? !runs_here(graph, graph.at(*use.process)) : may_be_in_container(graph, use.span.file);
}

static void add(const Graph& graph, Output output, Folders& folders) {
    const auto folder = needed_folder(output.path);
    const auto deployment = graph.deployments.find(output.span.file);
    const bool is_alone = deployment == graph.deployments.end();
    const std::pair group(is_alone, is_alone ? output.span.file.value : deployment->second);
    if (folder) folders[{*folder, group}].push_back(std::move(output));
}

/// The value of `--logfile=x`, `--logfile x` and `-f x`.
static void add_files_of_celery(const Graph& graph, const Program& program, Folders& folders) {
    const auto is_celery = [](const Argument& word) {
        return word.text == "celery" || word.text.ends_with("/celery");
    };
    const bool is_meant = runs_here(program) &&
                          std::any_of(program.command.begin(), program.command.end(), is_celery);
    for (std::size_t i = 0; is_meant && i < program.command.size(); ++i) {
        const Argument& word = program.command[i];
        for (const std::string_view flag : {"--logfile", "--pidfile", "-f"}) {
            std::string_view value;
            if (word.text == flag && i + 1 < program.command.size())
                value = program.command[i + 1].text;
            if (word.text.starts_with(std::string(flag) + "="))
                value = std::string_view(word.text).substr(flag.size() + 1);
            if (value.starts_with('/') && !word.has_hole)
                add(graph,
                    {normal_path(value), word.span,
                     "celery exits: `FileNotFoundError: [Errno 2] No such file or directory`"},
                    folders);
        }
    }
}

/// `StandardOutput=append:/var/log/shop/web.log`.
static void add_files_of_units(const Graph& graph, Folders& folders) {
    for (const auto& document : graph.documents) {
        if (document->dialect() != "systemd" || may_be_in_container(graph, document->file())) continue;
        for (const std::string_view key : {"StandardOutput", "StandardError"}) {
            for (const UnitSetting& setting : settings_in(*document, "Service", key)) {
                const std::size_t colon = setting.value.find(":/");
                const std::string_view scheme = setting.value.substr(0, colon);
                if (colon == std::string_view::npos ||
                    (scheme != "append" && scheme != "file" && scheme != "truncate"))
                    continue;
                add(graph,
                    {normal_path(setting.value.substr(colon + 1)), setting.span,
                     "systemd does not start the service: `status=209/STDOUT`"},
                    folders);
            }
        }
    }
}

/// Whether a setting such as `LogsDirectory=shop api` of a unit makes the folder.
static bool is_made_by_unit(const Document& unit, const std::string& folder) {
    for (const auto& [key, base] :
         {std::pair<std::string_view, std::string_view>{"LogsDirectory", "/var/log/"},
          {"RuntimeDirectory", "/run/"}}) {
        for (const UnitSetting& setting : settings_in(unit, "Service", key)) {
            for (const std::string_view name : split(setting.value, ' ')) {
                const std::string made = std::string(base) + std::string(name);
                if (!name.empty() && (made == folder || made.starts_with(folder + "/")))
                    return true;
            }
        }
    }
    return false;
}

/// Whether a line of a script, image, playbook or unit speaks of the folder as of one to make.
static bool is_made_by_line(const Document& document, const std::string& folder) {
    const std::string_view name = std::string_view(folder).substr(folder.rfind('/') + 1);
    const bool is_list = document.dialect() == "yaml" || document.dialect() == "ansible";
    for (const std::string_view line : split(document.text(), '\n')) {
        const bool makes = is_list || line.find("mkdir") != std::string_view::npos ||
                           line.find("install -") != std::string_view::npos;
        const bool is_spoken_of =
            line.find(folder) != std::string_view::npos ||
            (line.find(name) != std::string_view::npos && line.find('$') != std::string_view::npos);
        if (makes && is_spoken_of) return true;
    }
    return false;
}

static bool is_made(const Graph& graph, FileId from, const std::string& folder) {
    const bool is_known =
        std::any_of(graph.paths_made.begin(), graph.paths_made.end(), [&](const PathMade& made) {
            return made.path == folder || made.path.starts_with(folder + "/");
        });
    return is_known ||
           std::any_of(graph.documents.begin(), graph.documents.end(), [&](const auto& document) {
               return graph.are_together(from, document->file()) &&
                      ((document->dialect() == "systemd" && is_made_by_unit(*document, folder)) ||
                       is_made_by_line(*document, folder));
           });
}

/// A socket in the folder is another rule's.
static Folders find_folders(const Graph& graph) {
    Folders folders;
    for (const PathUse& use : graph.path_uses) {
        const Document* document = graph.document_of(use.span.file);
        const bool is_described = document != nullptr && document->dialect() == "stack";
        const bool is_meant = use.is_written &&
                              (use.role == PathRole::log || use.role == PathRole::pid) &&
                              !is_described;
        const std::string words = is_meant && !may_be_elsewhere(graph, use)
                                      ? last_words(graph, use)
                                      : std::string();
        if (!words.empty()) add(graph, {use.path, use.span, words}, folders);
    }
    for (const Program& program : graph.programs) add_files_of_celery(graph, program, folders);
    add_files_of_units(graph, folders);
    return folders;
}

static std::string_view advice(const Graph& graph, const std::string& folder, FileId file) {
    const Document* document = graph.document_of(file);
    const bool is_unit = document != nullptr && document->dialect() == "systemd";
    if (folder.starts_with("/run/"))
        return is_unit ? "`RuntimeDirectory=` makes it at each start; what lies below /run is gone "
                         "after each boot"
                       : "a line of tmpfiles.d makes it at each boot; what lies below /run is gone "
                         "then";
    return is_unit
               ? "`LogsDirectory=` makes it, for the service's user"
               : "make it where the project is installed, `install -d`, for the user who writes";
}

static void find_unmade_folders(const Graph& graph, Reporter& report) {
    if (graph.target.knows_paths) return;
    for (auto& [key, outputs] : find_folders(graph)) {
        const std::string& folder = key.first;
        const Output& first = outputs.front();
        if (is_made(graph, first.span.file, folder)) continue;
        auto found = report.at(first.span,
                               fmt::format("nothing here makes the folder `{}`", quoted(folder)));
        std::set<Span> told{first.span};
        for (const Output& other : outputs)
            if (told.insert(other.span).second)
                found.label(other.span, "it must be there for this file too");
        found.note(fmt::format("where it is missing, {}", first.words))
            .note(std::string(advice(graph, folder, first.span.file)));
    }
}

extern constexpr Rule xst152_output_folder_not_made{
    .summary = "a folder for logs or pid files that none of the files makes",
    .why =
        "supervisor, gunicorn, daphne, uWSGI, celery and nginx make files, not folders. On the "
        "machine where it was made by hand it "
        "works; on the next one supervisord does not start at all, `The directory named as part of "
        "the path … does not exist`, and the "
        "servers exit with `No such file or directory`.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "supervisor uwsgi gunicorn systemd nginx",
    .sources =
        "observed:supervisor-4.2.5 observed:uwsgi-2.0.21 observed:gunicorn-20.1.0 "
        "observed:daphne-4.0.0 observed:nginx-1.22.1",
    .bad = R"(#> gunicorn.conf.py
bind = "unix:/run/shop.sock"
errorlog = "/var/log/shop/error.log"
accesslog = "/var/log/shop/access.log"
#> supervisor/shop.conf
[program:shop]
command = /srv/shop/venv/bin/gunicorn -c /srv/shop/gunicorn.conf.py shop.wsgi
directory = /srv/shop
user = deploy
stdout_logfile = /var/log/shop/web.log
redirect_stderr = true
)",
    .good = R"(#> supervisor/shop.conf
[program:shop]
command = /srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
directory = /srv/shop
user = deploy
stdout_logfile = /var/log/supervisor/shop.log
redirect_stderr = true
)",
    .check = find_unmade_folders,
};

}  // namespace stackc::rules
