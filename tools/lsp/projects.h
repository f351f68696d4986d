// What the editor works on: each workspace folder, and each open file outside of them, is one
// project with a session of its own. Open buffers lie over the disk as if they were saved.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "tools/lsp/buffers.h"
#include "tools/session/session.h"

namespace stackc::lsp {

/// The options for the files below a folder, from the stackc.toml that `files` hold.
using OptionsFor = std::function<SessionOptions(const FileSystem& files, const Path& folder)>;

/// A session and what it found last.
class Project {
  public:
    /// `root` is a folder or a lone file; `files` and `options_for` must outlive the project.
    Project(const FileSystem& files, const OptionsFor& options_for, Path root);

    const Path& root() const { return root_; }
    const SessionOptions& options() const { return session_->options(); }
    bool covers(const Path& path) const;
    /// Whether the last analysis looked at `path`.
    bool has_seen(const Path& path) const;

    bool is_stale() const { return is_stale_; }
    void touch() { is_stale_ = true; }
    void refresh();

    /// Null before the first refresh.
    const std::shared_ptr<const Analysis>& analysis() const { return analysis_; }
    /// The last analysis in which every file could be understood; else the last one.
    const std::shared_ptr<const Analysis>& last_good() const { return last_good_ ? last_good_ : analysis_; }

  private:
    SessionOptions read_options() const;
    void follow_config();

    const FileSystem& files_;
    const OptionsFor& options_for_;
    Path root_;
    std::unique_ptr<Session> session_;
    bool is_stale_ = true;
    std::shared_ptr<const Analysis> analysis_;
    std::shared_ptr<const Analysis> last_good_;
};

/// A file of an analysis, and what its text means.
struct View {
    std::shared_ptr<const Analysis> analysis;
    std::shared_ptr<const Analysis> last_good;
    const SessionOptions* options = nullptr;
    FileId file{};
    std::shared_ptr<const Document> document;  // null where the file is in no dialect of ours

    const SourceFile& source() const { return analysis->sources->file(file); }
    const LineIndex& lines() const { return source().source->lines(); }
    const Graph& graph() const { return analysis->graph; }
    /// The front end that read the document; it must be there.
    const Frontend& frontend() const { return *find_frontend(document->dialect()); }
};

class Projects {
  public:
    /// `disk` must outlive this.
    Projects(const FileSystem& disk, OptionsFor options_for);

    void add_folder(const Path& folder);
    void remove_folder(const Path& folder);

    void open(const Path& path, Buffer buffer);
    void change(const Path& path, std::int64_t version, const Json& changes, Encoding encoding);
    void close(const Path& path);
    const Buffers& buffers() const { return buffers_; }
    const Buffer* buffer(const Path& path) const;

    /// The disk, or one file of it, may say something new.
    void touch_all();
    void touch(const Path& path);
    bool is_stale() const;
    /// Analyses what is stale.
    void refresh();

    /// `path` in a fresh analysis of the project that it belongs to.
    std::optional<View> view(const Path& path);

    /// All projects; refreshed ones have an analysis.
    std::vector<const Project*> all() const;
    const FileSystem& files() const { return overlay_; }

    /// How long the last refresh took.
    std::chrono::milliseconds last_duration() const { return last_duration_; }

  private:
    bool is_wanted_alone(const Path& path) const;
    void refresh_lone_files();
    const Project* project_of(const Path& path) const;

    OverlayFileSystem overlay_;
    OptionsFor options_for_;
    Buffers buffers_;
    std::map<Path, std::unique_ptr<Project>> folders_;
    std::map<Path, std::unique_ptr<Project>> lone_files_;
    bool are_lone_files_stale_ = false;
    std::chrono::milliseconds last_duration_{0};
};

}  // namespace stackc::lsp
