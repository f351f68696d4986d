// What a dialect is: one folder below compiler/frontends that defines one `Frontend`. The
// generated table lists them; nothing else names a dialect.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/graph.h"
#include "compiler/source/source_map.h"
#include "compiler/syntax/document.h"

namespace stackc {

/// That a file names others which belong to it: `include`, `%(ini)`, a `-c FILE`.
struct FileReference {
    std::string pattern;   // as the program resolves it, before globbing
    bool is_glob = false;
    Span span;
    std::string dialect;   // of what is named; empty: the same
    /// The folders of the target against which a relative pattern is resolved, in the program's
    /// order; "." is the folder of the file that says it.
    std::vector<std::string> bases;
};

/// The files of an analysis as a front end sees them while lowering.
class Workspace {
  public:
    virtual ~Workspace() = default;

    virtual const SourceMap& sources() const = 0;
    /// All documents of one dialect, in path order.
    virtual std::vector<std::shared_ptr<const Document>> documents(std::string_view dialect) const = 0;
    virtual std::shared_ptr<const Document> document(FileId file) const = 0;

    /// The documents that `pattern` names, said in `from`; `bases` as in FileReference.
    struct Resolved {
        std::vector<std::shared_ptr<const Document>> documents;  // in the program's order
        /// Files that are there but hold something else than a readable text of the dialect.
        std::vector<Path> unread;
        /// The place lies in the workspace (or sysroot), so "nothing found" means it is missing.
        bool is_inside = false;
    };
    virtual Resolved resolve(std::string_view pattern, bool is_glob, FileId from,
                             std::span<const std::string> bases) const = 0;

    /// A file that turns out to matter only while lowering: the script that a path names, said in
    /// `from`. It is looked for as in `resolve`, then as the only file of that name that can be
    /// meant, and read as `dialect`. Null where it is not there, holds something else, or is not
    /// looked for (a text by itself).
    virtual std::shared_ptr<const Document> open(std::string_view, std::string_view /*dialect*/, FileId /*from*/,
                                                 std::span<const std::string> /*bases*/) const {
        return nullptr;
    }

    /// The path in the target of a file of the workspace: through `--map` and `--sysroot`, the
    /// absolute path itself when the file was named so. Nothing where it is not known.
    virtual std::optional<std::string> target_path(FileId file) const = 0;

    /// The dialect context that a lone file is checked in (`--context http`); empty: work it out.
    virtual std::string_view forced_context(FileId file) const = 0;
};

/// A thing that may stand at a place, for completion.
struct Completion {
    std::string label;
    std::string detail;
    std::string insert;  // empty: the label
    enum class Kind : std::uint8_t { directive, value, path, variable, reference } kind = Kind::directive;
};

struct Frontend {
    std::string_view name;   // the dialect: "nginx"
    /// Managers before what they start, servers before those that connect to them: stack 0,
    /// managers 10, app servers 20, redis 20, nginx 30.
    int stage = 20;
    /// File names and path ends it is known by: "nginx.conf", "*.nginx", "sites-enabled/*".
    std::span<const std::string_view> globs;
    /// Read only when another file names it, or a person does.
    bool is_read_on_demand = false;
    /// The signs that start a comment at the start of a line, for suppressions.
    std::span<const std::string_view> comment_signs;
    /// How surely the text is of this dialect, 0 to 100, when the name does not tell; negative
    /// where the text denies the name.
    int (*claims)(const SourceFile& file) = nullptr;
    Document (*parse)(const SourceFile& file, Reporter& report) = nullptr;
    /// The files that it includes, so that the session loads them too. May be null.
    std::vector<FileReference> (*references)(const Document& document) = nullptr;
    /// Reads all documents of the dialect (and, for servers, the programs that earlier stages
    /// found) into the graph.
    void (*lower)(const Workspace& workspace, GraphBuilder& builder, Reporter& report) = nullptr;
    /// What to show about the thing at `offset`, in Markdown; empty: nothing. May be null.
    std::string (*hover)(const Document& document, std::uint32_t offset) = nullptr;
    /// What may stand at `offset`. May be null.
    std::vector<Completion> (*complete)(const Document& document, std::uint32_t offset, const Graph& graph) = nullptr;
    /// The reference page of a directive or option of the dialect, in Markdown; empty: unknown.
    std::string (*explain)(std::string_view directive) = nullptr;
    /// The document laid out anew, meaning kept. May be null.
    std::string (*format)(const Document& document) = nullptr;
};

namespace frontends {
/// Every front end, from the generated table, in the order of their names.
std::span<const Frontend* const> all();
}  // namespace frontends

/// A fragment of a deployment's command line split as a shell would, without expanding anything.
/// A word that holds `$…`, backquotes or a glob is marked as having a hole.
std::vector<Argument> split_command(std::string_view text, Span span);

/// The last part of a command's first word, with launchers stepped over: `/srv/venv/bin/gunicorn`
/// gives "gunicorn", `env A=b exec uwsgi …` gives "uwsgi" and the arguments after it.
struct ResolvedCommand {
    std::string program;              // empty where it cannot be known
    Span program_span;
    std::vector<Argument> arguments;  // after the program
    std::vector<EnvVariable> environment;  // from `env A=b`
    bool is_certain = true;           // false: inside `sh -c "…; …"` or a script
    std::string path;                 // what is executed, as written: of `python x.py` it is Python
    Value<std::string> user, group;   // after `sudo -u`, `gosu`, `su`
    std::optional<Argument> script;   // the text that a shell is given: `sh -c "…"`, `su x -c "…"`
    Value<std::string> venv;          // the virtualenv that a start script activated
    bool is_behind_shell = false;     // a start script runs it without `exec`
    bool ends = false;                // a step of a start script, which goes on after it
};
ResolvedCommand resolve_command(std::span<const Argument> command);

}  // namespace stackc
