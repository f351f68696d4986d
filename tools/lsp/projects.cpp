#include "tools/lsp/projects.h"

#include <algorithm>

#include "tools/session/discovery.h"

namespace stackc::lsp {

static bool is_below(const Path& path, const Path& folder) {
    const auto [end, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

Project::Project(const FileSystem& files, const OptionsFor& options_for, Path root)
    : files_(files), options_for_(options_for), root_(std::move(root)),
      session_(std::make_unique<Session>(files, read_options())) {}

SessionOptions Project::read_options() const {
    const bool is_folder = files_.status(root_).kind == FileKind::directory;
    const Path folder = is_folder ? root_ : root_.parent_path();
    SessionOptions options = options_for_(files_, folder);
    options.root = folder;
    // An editor opens what it likes; that a file is in no dialect of ours is no finding there.
    options.rules.ignore.emplace_back("STC007");
    return options;
}

/// Starts a new session when stackc.toml says something else than it did.
void Project::follow_config() {
    const auto text = [](const SessionOptions& options) {
        return options.config == nullptr ? std::pair<Path, std::string>{} : std::pair{options.config->path, options.config->text};
    };
    SessionOptions now = read_options();
    if (text(now) != text(options())) session_ = std::make_unique<Session>(files_, std::move(now));
}

bool Project::covers(const Path& path) const { return is_below(path, root_); }

bool Project::has_seen(const Path& path) const {
    if (!analysis_) return false;
    return std::any_of(analysis_->files.begin(), analysis_->files.end(),
                       [&](const AnalysedFile& file) { return file.path == path; });
}

void Project::refresh() {
    is_stale_ = false;
    follow_config();
    const Path roots[] = {root_};
    analysis_ = std::make_shared<const Analysis>(session_->analyse(roots));
    const auto& documents = analysis_->graph.documents;
    const bool is_broken = std::any_of(documents.begin(), documents.end(),
                                       [](const auto& document) { return document->has_errors(); });
    if (!is_broken) last_good_ = analysis_;
}

Projects::Projects(const FileSystem& disk, OptionsFor options_for)
    : overlay_(disk), options_for_(std::move(options_for)) {}

void Projects::add_folder(const Path& folder) {
    folders_[folder] = std::make_unique<Project>(overlay_, options_for_, folder);
    are_lone_files_stale_ = true;
}

void Projects::remove_folder(const Path& folder) {
    folders_.erase(folder);
    are_lone_files_stale_ = true;
}

void Projects::open(const Path& path, Buffer buffer) {
    overlay_.set(path, buffer.text);
    buffers_[path] = std::move(buffer);
    are_lone_files_stale_ = true;
    touch(path);
}

void Projects::change(const Path& path, std::int64_t version, const Json& changes, Encoding encoding) {
    const auto found = buffers_.find(path);
    if (found == buffers_.end()) throw InvalidParams{"a change of a document that is not open"};
    apply_changes(found->second.text, changes, encoding);
    found->second.version = version;
    overlay_.set(path, found->second.text);
    touch(path);
}

void Projects::close(const Path& path) {
    if (buffers_.erase(path) == 0) return;
    overlay_.erase(path);
    lone_files_.erase(path);
    touch(path);
}

const Buffer* Projects::buffer(const Path& path) const {
    const auto found = buffers_.find(path);
    return found == buffers_.end() ? nullptr : &found->second;
}

void Projects::touch_all() {
    for (auto& [path, project] : folders_) project->touch();
    for (auto& [path, project] : lone_files_) project->touch();
    are_lone_files_stale_ = true;
}

void Projects::touch(const Path& path) {
    for (auto* projects : {&folders_, &lone_files_}) {
        for (auto& [root, project] : *projects) {
            if (project->covers(path) || project->has_seen(path)) project->touch();
        }
    }
    are_lone_files_stale_ = true;
}

bool Projects::is_stale() const {
    if (are_lone_files_stale_) return true;
    const auto is_stale = [](const auto& entry) { return entry.second->is_stale(); };
    return std::any_of(folders_.begin(), folders_.end(), is_stale) ||
           std::any_of(lone_files_.begin(), lone_files_.end(), is_stale);
}

/// Whether an open file is no part of any folder's analysis, and not left out on purpose.
bool Projects::is_wanted_alone(const Path& path) const {
    for (const auto& [root, project] : folders_) {
        if (project->has_seen(path)) return false;
        if (!project->covers(path)) continue;
        const auto& excludes = project->options().excludes;
        const bool is_excluded = std::any_of(excludes.begin(), excludes.end(),
                                             [&](const std::string& glob) { return matches_glob(path, glob); });
        if (is_excluded) return false;
    }
    return true;
}

void Projects::refresh_lone_files() {
    for (const auto& [path, buffer] : buffers_) {
        if (!is_wanted_alone(path)) lone_files_.erase(path);
        else if (!lone_files_.contains(path)) lone_files_[path] = std::make_unique<Project>(overlay_, options_for_, path);
    }
    are_lone_files_stale_ = false;
    for (auto& [path, project] : lone_files_) {
        if (project->is_stale()) project->refresh();
    }
}

void Projects::refresh() {
    const auto start = std::chrono::steady_clock::now();
    for (auto& [root, project] : folders_) {
        if (project->is_stale()) project->refresh();
    }
    refresh_lone_files();
    last_duration_ = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

const Project* Projects::project_of(const Path& path) const {
    const Project* best = nullptr;
    for (const Project* project : all()) {
        if (!project->has_seen(path)) continue;
        // The innermost folder that holds it, rather than one that only includes it.
        const bool is_better = best == nullptr || (project->covers(path) && (!best->covers(path) || project->root() > best->root()));
        if (is_better) best = project;
    }
    return best;
}

std::optional<View> Projects::view(const Path& path) {
    if (is_stale()) refresh();
    const Project* project = project_of(path);
    if (project == nullptr) return std::nullopt;
    const FileId* file = project->analysis()->sources->find(path);
    if (file == nullptr) return std::nullopt;
    View result{project->analysis(), project->last_good(), &project->options(), *file, nullptr};
    for (const auto& document : project->analysis()->graph.documents) {
        if (document->file() == *file) result.document = document;
    }
    return result;
}

std::vector<const Project*> Projects::all() const {
    std::vector<const Project*> result;
    for (const auto& [path, project] : folders_) result.push_back(project.get());
    for (const auto& [path, project] : lone_files_) result.push_back(project.get());
    return result;
}

}  // namespace stackc::lsp
