#include "tools/session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <mutex>
#include <tuple>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "compiler/graph/places.h"
#include "compiler/graph/roots.h"
#include "tools/session/copy_sources.h"
#include "tools/session/deployments.h"
#include "tools/session/discovery.h"
#include "tools/session/machine.h"
#include "tools/session/page.h"
#include "tools/session/parallel.h"
#include "tools/session/raw_texts.h"
#include "tools/session/settle.h"
#include "tools/session/workspace_files.h"

namespace stackc {

const Frontend* find_frontend(std::string_view dialect) {
    for (const Frontend* frontend : frontends::all()) {
        if (frontend->name == dialect) return frontend;
    }
    return nullptr;
}

Span origin_of(const Analysis& analysis, Span span) {
    const auto page = analysis.origins.find(span.file);
    return page == analysis.origins.end() ? span : Span{page->second, span.begin, span.end};
}

/// True when the front end knows files of that name.
static bool knows_name(const Frontend& frontend, const Path& path) {
    return std::any_of(frontend.globs.begin(), frontend.globs.end(),
                       [&](std::string_view glob) { return matches_glob(path, std::string(glob)); });
}

const Frontend* claim(const SourceFile& file, const SessionOptions& options) {
    for (const auto& [glob, dialect] : options.dialects) {
        if (matches_glob(file.path, glob)) return find_frontend(dialect);
    }
    const Frontend* best = nullptr;
    int best_score = 49;
    for (const Frontend* frontend : frontends::all()) {
        int score = frontend->claims == nullptr ? 0 : frontend->claims(file);
        if (knows_name(*frontend, file.path)) score += 50;
        if (score > best_score) {
            best = frontend;
            best_score = score;
        }
    }
    return best;
}

/// Names of files in dialects that stackc knows of but cannot read.
static std::string_view unread_dialect(const Path& path) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"gunicorn*.py", "gunicorn"},
        {"redis*.conf", "redis"},
    };
    for (const auto& [glob, dialect] : names) {
        if (matches_glob(path, std::string(glob))) return dialect;
    }
    return {};
}

/// True when the name alone says that the file is configuration.
static bool is_named_like_configuration(const Path& path, const SessionOptions& options) {
    const auto names = [&](const auto& entry) { return matches_glob(path, entry.first); };
    if (std::any_of(options.dialects.begin(), options.dialects.end(), names)) return true;
    const std::span<const Frontend* const> all = frontends::all();
    if (std::any_of(all.begin(), all.end(), [&](const Frontend* each) { return knows_name(*each, path); })) return true;
    return !unread_dialect(path).empty();
}

/// Endings of files that hold other things, whose text may well quote a configuration.
static bool is_named_otherwise(const Path& path) {
    static constexpr std::string_view endings[] = {
        ".bmp", ".c",   ".cc",   ".cpp", ".css", ".csv",  ".db",  ".gif", ".go",  ".gz",    ".h",     ".html", ".ico",
        ".jpg", ".js",  ".json", ".log", ".map", ".md",   ".mo",  ".mp4", ".pdf", ".png",   ".po",    ".py",   ".pyc",
        ".rb",  ".rst", ".sass", ".scss", ".sh", ".so",   ".sql", ".svg", ".tar", ".ts",    ".tsx",   ".ttf",  ".webp",
        ".woff", ".woff2", ".xml", ".yaml", ".yml", ".zip", ".jpeg", ".jsx", ".vue", ".sqlite3", ".lock"};
    const std::string ending = to_lower(path.extension().string());
    return std::find(std::begin(endings), std::end(endings), ending) != std::end(endings);
}

/// A file that is read once something starts it.
static bool is_script(const Path& path) {
    const Path ending = path.extension();
    return ending == ".sh" || ending == ".bash";
}

/// A larger file without a telling name is data, not configuration, and is not read.
static constexpr std::uint64_t most_to_guess_from = 1u << 20u;

/// What is known of one text: parsed once for as long as it stays the same.
namespace {
struct Parsed {
    std::shared_ptr<const SourceText> source;
    const Frontend* frontend = nullptr;
    std::shared_ptr<const Document> document;
    std::vector<Diagnostic> diagnostics;
};
/// By file and the dialect that it was asked to be read in (empty: found out).
using ParseCache = std::map<std::pair<FileId, std::string>, Parsed>;
}  // namespace

struct Session::Cache {
    std::shared_ptr<SourceMap> sources = std::make_shared<SourceMap>();
    ParseCache parsed;
};

Session::Session(const FileSystem& files, SessionOptions options)
    : files_(files), options_(std::move(options)), cache_(std::make_unique<Cache>()) {}
Session::~Session() = default;

namespace {

/// One run of the phases.
class Run final : public Workspace {
  public:
    Run(const FileSystem& files, const SessionOptions& options, SourceMap& sources, ParseCache& cache)
        : files_(files), options_(options), sources_(sources), cache_(cache), workspace_(files, options) {}

    Analysis analyse(std::span<const Path> roots) {
        report_config();
        find(roots);
        while (!waiting_.empty()) load_waiting();
        for (const auto& [path, loaded] : loaded_) account_for(path, loaded);
        lower();
        for (Diagnostic& diagnostic : check_raw_texts(analysis_.graph, sources_)) reported_.push_back(std::move(diagnostic));
        std::vector<Diagnostic> found = run_rules(analysis_.graph, options_.rules);
        for (Diagnostic& diagnostic : found) reported_.push_back(std::move(diagnostic));
        std::erase_if(reported_, [&](const Diagnostic& each) { return is_usual_on_page(each); });
        settle(std::move(reported_), options_, analysis_, sources_);
        return std::move(analysis_);
    }

    const SourceMap& sources() const override { return sources_; }

    std::vector<std::shared_ptr<const Document>> documents(std::string_view dialect) const override {
        std::vector<std::shared_ptr<const Document>> found;
        for (const auto& [path, document] : by_path_) {
            if (document->dialect() == dialect) found.push_back(document);
        }
        return found;
    }

    std::shared_ptr<const Document> document(FileId file) const override {
        const auto found = by_path_.find(sources_.path(file));
        return found == by_path_.end() ? nullptr : found->second;
    }

    Resolved resolve(std::string_view pattern, bool is_glob, FileId from,
                     std::span<const std::string> bases) const override {
        const std::optional<WorkspaceFiles::Found> inside = resolve_in_container(pattern, is_glob, from);
        const WorkspaceFiles::Found found = inside ? *inside : workspace_.resolve(pattern, is_glob, sources_.path(from), bases);
        Resolved result;
        result.is_inside = found.is_inside;
        for (const Path& path : found.paths) {
            const Path normal = path.lexically_normal();
            const auto name = names_.find(normal);
            const auto document = by_path_.find(name == names_.end() ? normal : name->second);
            if (document != by_path_.end()) result.documents.push_back(document->second);
            else result.unread.push_back(path);
        }
        return result;
    }

    std::shared_ptr<const Document> open(std::string_view path, std::string_view dialect, FileId from,
                                         std::span<const std::string> bases) const override {
        const std::optional<WorkspaceFiles::Found> inside = resolve_in_container(path, false, from);
        const std::optional<Path> found = inside && !inside->paths.empty() ? inside->paths.front() : workspace_.find_one(path, sources_.path(from), bases);
        if (!found) return nullptr;
        const auto name = names_.find(found->lexically_normal());
        const Path normal = name == names_.end() ? found->lexically_normal() : name->second;
        const auto read = by_path_.find(normal);
        if (read != by_path_.end() && read->second->dialect() != dialect) return nullptr;
        const std::shared_ptr<const Document> document = read != by_path_.end() ? read->second : read_now(normal, dialect);
        if (document != nullptr) opened_.push_back({from, document});
        return document;
    }

    std::optional<std::string> target_path(FileId file) const override {
        return workspace_.target_path(sources_.path(file));
    }

    std::string_view forced_context(FileId file) const override {
        return roots_.contains(sources_.path(file)) ? std::string_view(options_.context) : std::string_view{};
    }

  private:
    struct Wanted {
        Path path;
        std::string dialect;   // known from who names it
        bool is_root = false;  // named by the user
    };

    /// A file that was read, and as what.
    struct Loaded {
        FileId id{};
        const Parsed* parsed = nullptr;
        bool is_guess = false;  // nobody said which dialect it is
        bool is_root = false;
    };

    /// What `from` names, read while lowering.
    struct Opened {
        FileId from{};
        std::shared_ptr<const Document> document;
    };

    std::shared_ptr<const Document> read_now(const Path& path, std::string_view dialect) const {
        const FileStatus status = files_.status(path);
        if (status.kind != FileKind::regular || status.size > most_to_guess_from) return nullptr;
        const Result<std::string, IoError> text = files_.read(path);
        if (!text.ok()) return nullptr;
        const FileId id = keep_text(path, *text);
        Parsed& parsed = cache_[{id, std::string(dialect)}];
        if (parsed.source != sources_.file(id).source) parsed = parse(sources_.file(id), {path, std::string(dialect), false});
        return parsed.document;
    }

    /// Counts what was read while lowering to what was read before.
    void take_in_opened(Graph& graph) {
        for (const Opened& each : opened_) {
            const Path& path = each.document->source().path;
            links_.emplace_back(sources_.path(each.from), path);
            if (!by_path_.emplace(path, each.document).second) continue;
            graph.documents.push_back(each.document);
            analysis_.files.push_back({each.document->file(), path, std::string(each.document->dialect()), true});
        }
    }

    /// What a path means to a file that speaks of containers, or lies in one: what is mounted or
    /// copied there. Nothing where the path is not the container's; never one of this machine.
    std::optional<WorkspaceFiles::Found> resolve_in_container(std::string_view pattern, bool is_glob, FileId from) const {
        if (graph_ == nullptr || !pattern.starts_with('/')) return std::nullopt;
        const std::string here = sources_.path(from).string();
        bool is_about_containers = false;
        std::set<Path> candidates;  // a compose file may speak of several images
        WorkspaceFiles::Found found;
        for (const Container& container : graph_->containers) {
            const bool is_said = container.file == from || container.image_file == from;
            is_about_containers = is_about_containers || is_said;
            if (!is_said && !path_in(container, here)) continue;
            const std::optional<std::string> place = workspace_path(container, pattern);
            if (!place) continue;
            if (!candidates.insert(*place).second) continue;
            if (is_glob) found.paths = expand_glob(files_, *place);
            else if (files_.status(*place).kind != FileKind::none) found.paths = {Path(*place)};
        }
        if (!found.paths.empty() && candidates.size() == 1) return found;
        const bool is_elsewhere = is_about_containers && (options_.is_live || options_.sysroot);
        return is_elsewhere ? std::optional(WorkspaceFiles::Found{}) : std::nullopt;
    }

    void want(Wanted wanted) {
        wanted.path = wanted.path.lexically_normal();
        if (seen_.contains(wanted.path)) return;
        workspace_.add(wanted.path);
        wanted.path = name_of(wanted.path);
        if (seen_.insert(wanted.path).second) waiting_.push_back(std::move(wanted));
    }

    /// The one name under which a file is read, however many links lead to it: its own where that
    /// lies in the workspace, else the first link. A site in sites-available is not checked again
    /// in sites-enabled.
    Path name_of(const Path& path) {
        const auto known = names_.find(path);
        if (known != names_.end()) return known->second;
        Path name = path;
        if (!files_.status(path).is_link) {
            const auto link = first_links_.find(path);
            if (link != first_links_.end()) name = link->second;
        } else {
            const Path target = files_.canonical(path);
            const bool is_here = searched_.contains(target) || seen_.contains(target);
            name = is_here ? target : first_links_.try_emplace(target, path).first->second;
        }
        return names_.emplace(path, std::move(name)).first->second;
    }

    void report_config() {
        if (options_.config == nullptr) return;
        const ConfigSource& config = *options_.config;
        if (config.problems.empty()) return;
        const FileId id = sources_.set(config.path, config.text);
        Reporter report(reported_);
        for (const ConfigProblem& problem : config.problems) {
            DiagnosticBuilder built = report.at(problem.rule, {id, problem.begin, problem.end}, problem.message);
            if (!problem.note.empty()) built.note(problem.note);
        }
        analysis_.has_unreadable = true;
    }

    void find(std::span<const Path> roots) {
        for (const Path& given : roots) {
            Path root = std::filesystem::absolute(given).lexically_normal();
            if (!root.has_filename()) root = root.parent_path();
            if (files_.status(root).kind != FileKind::directory) {
                roots_.insert(name_of(root));
                want({root, options_.forced_dialect, true});
                continue;
            }
            const Discovery discovered = discover(files_, root, options_.excludes);
            for (const IoError& error : discovered.errors) report_io(error, true);
            for (const IoError& error : discovered.dangling) report_io(error, false);
            searched_.insert(discovered.files.begin(), discovered.files.end());
            for (const Path& path : discovered.files) {
                if (may_be_configuration(path)) {
                    want({path, "", false});
                    continue;
                }
                ++analysis_.not_configuration;
                if (is_script(path)) workspace_.add(path);
            }
        }
    }

    /// Whether a file that the search came upon is worth reading.
    bool may_be_configuration(const Path& path) const {
        if (is_named_like_configuration(path, options_)) return true;
        if (is_named_otherwise(path)) return false;
        const FileStatus status = files_.status(path);
        return status.kind != FileKind::other && status.size <= most_to_guess_from;
    }

    /// A finding about a file as a whole, at its start. What may be no configuration at all is
    /// mentioned, but does not fail the run.
    void report_io(const IoError& error, bool is_certain) {
        const Path path = error.path.lexically_normal();
        const FileId* known = sources_.find(path);
        const FileId id = known != nullptr ? *known : sources_.set(path, "");
        Reporter report(reported_);
        DiagnosticBuilder built =
            report.at("STC001", {id, 0, 0}, fmt::format("cannot read `{}`: {}", quoted(path.string()), error.reason));
        if (!is_certain) built.uncertain();
        if (is_certain) analysis_.has_unreadable = true;
        analysis_.files.push_back({id, path, "", false});
    }

    /// Reads and parses all files that wait, on several threads, and follows what they name. The
    /// outcome does not depend on which thread is done first.
    void load_waiting() {
        const std::vector<Wanted> wave(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
        waiting_.clear();
        std::vector<std::optional<Result<std::string, IoError>>> texts(wave.size());
        parallel_for(options_.jobs, wave.size(), [&](std::size_t i) { texts[i] = files_.read(wave[i].path); });
        std::vector<FileId> ids(wave.size());
        std::vector<Parsed*> slots(wave.size());
        for (std::size_t i = 0; i < wave.size(); ++i) {
            if (!texts[i]->ok()) continue;
            ids[i] = keep_text(wave[i].path, **std::move(texts[i]));
            slots[i] = &cache_[{ids[i], wave[i].dialect}];
        }
        parallel_for(options_.jobs, wave.size(), [&](std::size_t i) {
            if (slots[i] != nullptr && !reads_as_page(wave[i]) && slots[i]->source != sources_.file(ids[i]).source) *slots[i] = parse(sources_.file(ids[i]), wave[i]);
            show_progress();
        });
        for (std::size_t i = 0; i < wave.size(); ++i) {
            if (slots[i] == nullptr) report_io(texts[i]->error(), wave[i].is_root || !wave[i].dialect.empty() || is_named_like_configuration(wave[i].path, options_));
            else if (reads_as_page(wave[i])) take_in_page(wave[i].path, ids[i]);
            else take_in(wave[i], ids[i], *slots[i]);
        }
        for (std::size_t i = 0; i < wave.size(); ++i) {
            if (slots[i] != nullptr && !reads_as_page(wave[i])) follow_all(ids[i], *slots[i]);
        }
    }

    FileId keep_text(const Path& path, std::string text) const {
        const FileId* known = sources_.find(path);
        const bool is_same = known != nullptr && sources_.text(*known) == text;
        return is_same ? *known : sources_.set(path, std::move(text));
    }

    void show_progress() {
        if (!options_.progress) return;
        const std::lock_guard lock(progress_guard_);
        options_.progress(++done_, seen_.size());
    }

    void take_in(const Wanted& wanted, FileId id, const Parsed& parsed) {
        loaded_[wanted.path] = {id, &parsed, wanted.dialect.empty() && !is_dialect_set(wanted.path), wanted.is_root};
        if (parsed.document == nullptr) by_path_.erase(wanted.path);
        else by_path_[wanted.path] = parsed.document;
    }

    /// A page is read when somebody names it: what stands in one may be an example of anything.
    static bool reads_as_page(const Wanted& wanted) { return wanted.is_root && wanted.dialect.empty() && is_page(wanted.path); }

    /// Reads each block of a page as a file of its own. They are one deployment.
    void take_in_page(const Path& path, FileId id) {
        const Page page = read_page(sources_.text(id));
        AnalysedFile file{id, path, "markdown", true};
        if (!page.is_whole) unread_.push_back({id, "markdown"});
        std::size_t number = 0;
        for (const PageBlock& block : page.blocks) {
            const Path name = fmt::format("{}#{}", path.string(), ++number) / Path(block.name.empty() ? "block" : block.name);
            const Wanted wanted{name.lexically_normal(), block.dialect, false};
            if (!block.dialect.empty() && find_frontend(block.dialect) == nullptr) continue;
            const FileId known = keep_text(wanted.path, block.text);
            Parsed& parsed = cache_[{known, wanted.dialect}];
            if (parsed.source != sources_.file(known).source) parsed = parse(sources_.file(known), wanted);
            if (parsed.document == nullptr) continue;
            seen_.insert(wanted.path);
            workspace_.add(wanted.path);
            analysis_.origins[known] = id;
            reported_.insert(reported_.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
            file.is_understood = file.is_understood && !parsed.document->has_errors();
            by_path_[wanted.path] = parsed.document;
            links_.emplace_back(path, wanted.path);
            follow_all(known, parsed);
        }
        analysis_.files.push_back(std::move(file));
    }

    /// What is wrong in a file but not on a page: two blocks in one language are steps or
    /// alternatives, not two files at once, and a stand-in is for the reader to replace.
    bool is_usual_on_page(const Diagnostic& diagnostic) const {
        const FileId first = diagnostic.primary.span.file;
        const auto page = analysis_.origins.find(first);
        if (page == analysis_.origins.end()) return false;
        if (diagnostic.rule == "XST076") return true;
        const Document* block = analysis_.graph.document_of(first);
        return std::any_of(diagnostic.related.begin(), diagnostic.related.end(), [&](const Label& label) {
            if (label.span.file == first || !analysis_.origins.contains(label.span.file)) return false;
            const Document* other = analysis_.graph.document_of(label.span.file);
            return block != nullptr && other != nullptr && block->dialect() == other->dialect();
        });
    }

    void follow_all(FileId id, const Parsed& parsed) {
        if (parsed.document == nullptr || parsed.frontend->references == nullptr) return;
        for (const FileReference& reference : parsed.frontend->references(*parsed.document)) {
            follow(id, reference, std::string(parsed.frontend->name));
        }
    }

    /// True when the config file says which dialect files of that path are in.
    bool is_dialect_set(const Path& path) const {
        return std::any_of(options_.dialects.begin(), options_.dialects.end(), [&](const auto& entry) { return matches_glob(path, entry.first); });
    }

    /// Reports what was found while parsing, once it is settled as what each file is read.
    void account_for(const Path& path, const Loaded& loaded) {
        const Parsed& parsed = *loaded.parsed;
        reported_.insert(reported_.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        if (parsed.document == nullptr) return not_ours({path, "", loaded.is_root}, loaded.id, std::string(unread_dialect(path)));
        analysis_.files.push_back({loaded.id, path, std::string(parsed.frontend->name), !parsed.document->has_errors()});
        if (is_unparsable(*parsed.document)) analysis_.has_unreadable = true;
    }

    /// True when nothing at all could be made of the text.
    static bool is_unparsable(const Document& document) {
        const std::span<const Node> nodes = document.nodes();
        return document.has_errors() && std::none_of(nodes.begin(), nodes.end(), [](const Node& node) {
                   return node.kind == NodeKind::statement || node.kind == NodeKind::block;
               });
    }

    Parsed parse(const SourceFile& file, const Wanted& wanted) const {
        Parsed result;
        result.source = file.source;
        result.frontend = wanted.dialect.empty() ? claim(file, options_) : find_frontend(wanted.dialect);
        const bool is_left = result.frontend != nullptr && result.frontend->is_read_on_demand && wanted.dialect.empty() && !wanted.is_root;
        if (is_left) result.frontend = nullptr;
        if (result.frontend == nullptr) return result;
        Reporter report(result.diagnostics);
        check_bytes(file, report);
        if (result.frontend->parse == nullptr) return result;  // known by its command line only
        result.document = std::make_shared<const Document>(result.frontend->parse(file, report));
        return result;
    }

    static void check_bytes(const SourceFile& file, Reporter& report) {
        const std::size_t nul = file.text().find('\0');
        if (nul != std::string_view::npos) {
            const auto at = static_cast<std::uint32_t>(nul);
            report.at("STC005", {file.id, at, at + 1}, "the file holds a NUL byte, which no configuration language allows");
        }
        if (!is_utf8(file.text())) {
            std::uint32_t at = 0;
            while (is_utf8(file.text().substr(at, utf8_length(file.text().substr(at))))) {
                at += static_cast<std::uint32_t>(utf8_length(file.text().substr(at)));
            }
            report.at("STC006", {file.id, at, at + 1}, fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(file.text()[at])));
        }
    }

    void not_ours(const Wanted& wanted, FileId id, const std::string& dialect) {
        Reporter report(reported_);
        if (!dialect.empty()) {
            report.at("STC002", {id, 0, 0}, fmt::format("this looks like a {} file, which stackc does not read yet", dialect));
            unread_.push_back({id, dialect});
            analysis_.files.push_back({id, wanted.path, dialect, false});
        } else if (wanted.is_root) {
            report.at("STC007", {id, 0, 0}, fmt::format("`{}` is in no dialect that stackc knows", quoted(wanted.path.filename().string())))
                .note("name the dialect with `--as`, or in `[files]` of stackc.toml");
            analysis_.has_unreadable = true;
            analysis_.files.push_back({id, wanted.path, "", false});
        } else {
            ++analysis_.not_configuration;
        }
    }

    void follow(FileId from, const FileReference& reference, const std::string& dialect) {
        const WorkspaceFiles::Found found =
            workspace_.resolve(reference.pattern, reference.is_glob, sources_.path(from), reference.bases);
        for (const Path& path : found.paths) {
            const Path normal = name_of(path.lexically_normal());
            const std::string& named = reference.dialect.empty() ? dialect : reference.dialect;
            links_.emplace_back(sources_.path(from), normal);
            const auto loaded = loaded_.find(normal);
            if (loaded == loaded_.end()) want({normal, named, false});
            else correct(normal, loaded->second, named);
        }
    }

    /// Who includes a file knows its dialect better than its name and content tell.
    void correct(const Path& path, Loaded& loaded, const std::string& dialect) {
        const Frontend* read_as = loaded.parsed->frontend;
        if (!loaded.is_guess || (read_as != nullptr && read_as->name == dialect)) return;
        if (find_frontend(dialect) == nullptr) return;
        loaded.is_guess = false;
        waiting_.push_back({path, dialect, loaded.is_root});
    }

    void lower() {
        GraphBuilder builder;
        graph_ = &builder.graph;
        builder.graph.target = options_.target;
        for (const auto& [path, document] : by_path_) builder.graph.documents.push_back(document);
        builder.graph.unread_files = unread_;
        Reporter report(reported_);
        std::vector<const Frontend*> order(frontends::all().begin(), frontends::all().end());
        std::stable_sort(order.begin(), order.end(), [](const Frontend* a, const Frontend* b) { return a->stage < b->stage; });
        read_accounts(files_, options_, builder.graph);
        for (const Frontend* frontend : order) {
            if (frontend->lower != nullptr) frontend->lower(*this, builder, report);
        }
        take_in_opened(builder.graph);
        place_in_roots(builder.graph);
        resolve_handed_sockets(builder.graph);
        place_in_containers(builder.graph);
        builder.graph.deployments = deployments(builder.graph);
        read_machine(files_, options_, builder.graph, report);
        report_copy_sources(files_, builder.graph, report);
        graph_ = nullptr;
        analysis_.graph = std::move(builder.graph);
    }

    /// Every file that may matter to a deployment, and what it is to it.
    std::vector<DeploymentFile> deployment_files(const Graph& graph) const {
        std::set<FileId> fronts, backs;
        for (const Process& process : graph.processes) {
            (process.kind == ServerKind::nginx ? fronts : backs).insert(process.span.file);
        }
        for (const Program& program : graph.programs) {
            // A container is what its process is: that of an nginx is no back.
            if (program.manager != ManagerKind::docker) backs.insert(program.file);
        }
        for (const Site& site : graph.sites) fronts.insert(site.file);
        std::vector<DeploymentFile> files;
        for (const auto& [path, document] : by_path_) {
            const FileId id = document->file();
            // Settings belong to the processes that use them, of whichever deployments these are.
            if (document->dialect() == "django") continue;
            files.push_back({id, path, fronts.contains(id), backs.contains(id), document->dialect() == "stack"});
        }
        for (const UnreadFile& unread : unread_) files.push_back({unread.file, sources_.path(unread.file)});
        // A page joins its blocks, though it says nothing itself.
        for (const auto& [block, page] : analysis_.origins) {
            const bool is_known = std::any_of(files.begin(), files.end(), [&](const DeploymentFile& file) { return file.id == page; });
            if (!is_known) files.push_back({page, sources_.path(page)});
        }
        return files;
    }

    std::map<FileId, std::uint32_t> deployments(const Graph& graph) const {
        const std::vector<DeploymentFile> files = deployment_files(graph);
        std::vector<std::pair<FileId, FileId>> links;
        for (const auto& [from, to] : links_) links.emplace_back(*sources_.find(from), *sources_.find(to));
        join_named(files, links);
        for (const Process& process : graph.processes) {
            // Which nginx a bare `nginx` means is told by where the files lie, not the other way round.
            if (!process.program || process.kind == ServerKind::nginx) continue;
            links.emplace_back(process.span.file, graph.at(*process.program).file);
            if (process.config) links.emplace_back(*process.config, graph.at(*process.program).file);
        }
        for (const Process& process : graph.processes) {
            for (const ContainerId id : process.containers) links.emplace_back(process.span.file, graph.at(id).file);
        }
        for (const Container& container : graph.containers) {
            if (container.image_file) links.emplace_back(container.file, *container.image_file);
        }
        return find_deployments(files, links);
    }

    /// Files of one machine are together, and so are the few that a person names side by side.
    void join_named(std::span<const DeploymentFile> files, std::vector<std::pair<FileId, FileId>>& links) const {
        const bool is_one_machine = options_.is_live || options_.sysroot;
        const bool are_few = roots_.size() <= most_pieces;
        const DeploymentFile* first = nullptr;
        for (const DeploymentFile& file : files) {
            if (file.stands_alone) continue;
            if (!is_one_machine && !(are_few && roots_.contains(file.path))) continue;
            if (first == nullptr) first = &file;
            links.emplace_back(first->id, file.id);
        }
    }

    const FileSystem& files_;
    const SessionOptions& options_;
    SourceMap& sources_;
    ParseCache& cache_;
    WorkspaceFiles workspace_;
    std::set<Path> seen_;
    std::set<Path> searched_;             // what the search of folders came upon
    std::map<Path, Path> names_;          // of each path, the one under which the file is read
    std::map<Path, Path> first_links_;    // by where it leads: the link that came first
    std::set<Path> roots_;
    std::map<Path, Loaded> loaded_;
    std::mutex progress_guard_;
    std::size_t done_ = 0;
    std::deque<Wanted> waiting_;
    std::map<Path, std::shared_ptr<const Document>> by_path_;
    std::vector<std::pair<Path, Path>> links_;
    std::vector<UnreadFile> unread_;
    mutable std::vector<Opened> opened_;  // a workspace only tells, but it tells more when asked
    const Graph* graph_ = nullptr;        // while it is made
    std::vector<Diagnostic> reported_;
    Analysis analysis_;
};

}  // namespace

Analysis Session::analyse(std::span<const Path> roots) {
    Analysis result = Run(files_, options_, *cache_->sources, cache_->parsed).analyse(roots);
    // Callers keep the texts that they were told of, whatever the next run reads.
    result.sources = std::make_shared<const SourceMap>(*cache_->sources);
    return result;
}

Analysis Session::analyse_text(const Path& name, std::string text) {
    OverlayFileSystem overlay(files_);
    const Path path = std::filesystem::absolute(name).lexically_normal();
    overlay.set(path, std::move(text));
    const std::vector<Path> roots{path};
    Analysis result = Run(overlay, options_, *cache_->sources, cache_->parsed).analyse(roots);
    result.sources = std::make_shared<const SourceMap>(*cache_->sources);
    return result;
}

}  // namespace stackc
