// The one place that knows all the phases: finds files, reads them, builds the graph, runs
// the rules and settles what they said. Command line, language server and hook sit on it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/graph/graph.h"
#include "compiler/source/source_map.h"
#include "validators/engine/engine.h"

namespace stackc {

/// A mistake in stackc.toml itself, reported with every analysis until it is mended.
struct ConfigProblem {
    std::string_view rule;
    std::uint32_t begin = 0, end = 0;  // in the config file
    std::string message;
    std::string note;  // empty: none
};

/// The config file that the options come from.
struct ConfigSource {
    Path path;
    std::string text;
    std::vector<ConfigProblem> problems;
};

struct SessionOptions {
    RuleSelection rules;
    std::map<std::string, Severity> severities;                       // rule id or name
    std::vector<std::pair<std::string, std::vector<std::string>>> per_path_ignores;  // glob, rules
    std::vector<std::pair<std::string, std::string>> dialects;        // glob, dialect
    std::vector<std::string> excludes;                                // globs
    std::string forced_dialect;                                       // --as
    std::string context;                                              // --context
    std::vector<std::pair<std::string, Path>> maps;                   // target prefix, folder here
    std::optional<Path> sysroot;
    bool is_live = false;
    Target target;
    Path root;                                                        // the workspace's root
    std::shared_ptr<const ConfigSource> config;                       // null: no config file
    unsigned jobs = 1;                                                // threads that read and parse
    /// Told after each file how many of those found so far are read. May be empty.
    std::function<void(std::size_t done, std::size_t found)> progress;
};

/// A file that the analysis looked at.
struct AnalysedFile {
    FileId id{};
    Path path;
    std::string dialect;       // empty: known to be none of ours
    bool is_understood = true;  // false: part of it could not be read; there is a diagnostic
};

struct Analysis {
    std::shared_ptr<const SourceMap> sources;
    Graph graph;
    std::vector<AnalysedFile> files;      // sorted by path
    std::vector<Diagnostic> diagnostics;  // settled: sorted, unique, severity filled in
    /// The pages of texts that were read as files of their own (blocks of Markdown), by their ids.
    std::map<FileId, FileId> origins;
    std::size_t suppressed = 0;
    std::size_t not_configuration = 0;    // files of a searched folder that are no configuration
    bool has_unreadable = false;          // exit code 2: something could not be read or parsed at all
};

class Session {
  public:
    /// `files` must outlive the session.
    Session(const FileSystem& files, SessionOptions options);
    ~Session();

    /// Reads `roots` (files and folders) and all that they include, and checks them. Files whose
    /// text has not changed since the last call are not parsed again.
    Analysis analyse(std::span<const Path> roots);

    /// One text under a name, as `lint -` reads standard input.
    Analysis analyse_text(const Path& name, std::string text);

    const SessionOptions& options() const { return options_; }

  private:
    struct Cache;
    const FileSystem& files_;
    SessionOptions options_;
    std::unique_ptr<Cache> cache_;
};

/// The place in the file that a person has: `span` itself, or that of the page it was read from.
Span origin_of(const Analysis& analysis, Span span);

/// The dialect of a file by its name and content, with `options` deciding where they speak;
/// null when it is none of ours.
const Frontend* claim(const SourceFile& file, const SessionOptions& options);

/// The front end of that name, or null.
const Frontend* find_frontend(std::string_view dialect);

}  // namespace stackc
