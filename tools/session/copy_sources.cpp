#include "tools/session/copy_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/syntax/dockerfile_words.h"
#include "tools/session/docker_ignore.h"

namespace stackc {

namespace {

/// One build: a Dockerfile and the folder that it copies from.
struct Build {
    const Document* dockerfile = nullptr;
    Path context;
    /// False: nobody says which folder it is, and it is most likely the Dockerfile's own.
    bool is_stated = false;
};

std::vector<Build> find_builds(const Graph& graph) {
    std::vector<Build> builds;
    std::set<std::pair<FileId, Path>> seen;
    for (const Container& container : graph.containers) {
        const Document* dockerfile =
            container.image_file ? graph.document_of(*container.image_file) : nullptr;
        if (dockerfile == nullptr || dockerfile->has_errors()) continue;
        const bool is_stated =
            !container.is_described_by_image && container.build_context.is_known();
        if (!is_stated && !container.is_described_by_image) continue;
        const Path context =
            is_stated ? Path(*container.build_context) : dockerfile->source().path.parent_path();
        if (seen.emplace(dockerfile->file(), context).second)
            builds.push_back({dockerfile, context, is_stated});
    }
    return builds;
}

/// A plain path of the context: no URL, no mask, no variable, no text in place.
bool is_plain(std::string_view source) {
    return !source.empty() && source.find_first_of("*?[$<{\\@") == std::string_view::npos &&
           source.find("://") == std::string_view::npos && !source.ends_with(".git");
}

std::string_view without_quotes(std::string_view text) {
    const bool is_quoted =
        text.size() > 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

class BuildChecker {
  public:
    BuildChecker(const FileSystem& files, const Build& build, Reporter& report)
        : files_(files),
          build_(build),
          ignore_(DockerIgnore::of(files, build.context, build.dockerfile->source().path)),
          report_(report) {}

    void run() {
        const Document& document = *build_.dockerfile;
        for (const Node& node : document.children(Document::root)) {
            const bool copies = node.kind == NodeKind::statement &&
                                (node.name.value == "COPY" || node.name.value == "ADD");
            if (!copies || container::flag(document, node, "from")) continue;
            const std::span<const Word> words = container::operands(document, node);
            if (words.size() < 2) continue;
            for (const Word& word : words.first(words.size() - 1)) check(word);
        }
    }

  private:
    bool is_there(const Path& path) const { return files_.status(path).kind != FileKind::none; }

    void check(const Word& word) {
        const std::string_view source = without_quotes(word.value);
        if (word.has_hole || !is_plain(source)) return;
        // `..` ends at the context, as a leading slash begins there.
        const std::string path = join_path("/", "./" + std::string(source)).substr(1);
        if (path.empty()) return;
        if (is_there(build_.context / path)) return check_ignored(word, path);
        const bool leaves = source.starts_with("../") || source == "..";
        if (leaves && build_.is_stated && is_there((build_.context / source).lexically_normal()))
            return report_outside(word, source);
        if (const auto near = neighbour(path)) return report_misspelled(word, path, *near);
        const Path own = build_.dockerfile->source().path.parent_path();
        if (build_.is_stated && own != build_.context && is_there(own / path))
            report_beside(word, path);
    }

    void check_ignored(const Word& word, const std::string& path) {
        const auto pattern = ignore_.excludes(path);
        if (!pattern) return;
        report_
            .at("DKR009", word.span,
                fmt::format("`{}` is left out of the build: `{}` says `{}`", quoted(path),
                            ignore_.file().filename().string(), quoted(*pattern)))
            .note(failure(path))
            .note(fmt::format("a line `!{}` after it takes the file back in", quoted(path)));
    }

    void report_outside(const Word& word, std::string_view source) {
        auto found =
            report_.at("DKR009", word.span,
                       fmt::format("`{}` lies outside of what the build may read", quoted(source)));
        found.note(failure(join_path("/", "./" + std::string(source)).substr(1)))
            .note(
                "build from the folder above, `docker build -f folder/Dockerfile .`, or with "
                "`context: ..`");
    }

    /// The build may be started elsewhere; with the right folder beside it, it is not.
    void report_misspelled(const Word& word, const std::string& path, const std::string& near) {
        auto found =
            report_.at("DKR009", word.span,
                       fmt::format("`{}` is not there; `{}` is", quoted(path), quoted(near)));
        found.note(failure(path));
        if (word.span.size() == word.value.size() && word.value == path)
            found.fix(fmt::format("copy `{}`", quoted(near)), Safety::unsafe, {{word.span, near}});
    }

    void report_beside(const Word& word, const std::string& path) {
        const std::string folder = build_.dockerfile->source()
                                       .path.parent_path()
                                       .lexically_relative(build_.context)
                                       .string();
        report_
            .at("DKR009", word.span,
                fmt::format(
                    "`{}` is looked for where the build starts, and lies beside the Dockerfile",
                    quoted(path)))
            .note(failure(path))
            .note(folder.starts_with("..") || folder.empty()
                      ? "paths of COPY start at the build's context, not at the Dockerfile"
                      : fmt::format("write `{}/{}`", quoted(folder), quoted(path)));
    }

    static std::string failure(const std::string& path) {
        return fmt::format(
            "docker build says: `failed to calculate checksum of ref …: \"/{}\": not found`",
            quoted(path));
    }

    /// A file of the same folder whose name differs by a slip of the pen, and that nothing else
    /// copies by its right name.
    std::optional<std::string> neighbour(const std::string& path) const {
        const Path whole = build_.context / path;
        const std::string name = whole.filename().string();
        const auto names = files_.list(whole.parent_path());
        if (!names || name.size() < 5) return std::nullopt;
        std::vector<std::string_view> views(names->begin(), names->end());
        const auto near = nearest(name, views);
        if (!near || !is_slip(name, *near)) return std::nullopt;
        const std::string meant = (Path(path).parent_path() / *near).string();
        return is_copied(meant) ? std::nullopt : std::optional(meant);
    }

    bool is_copied(const std::string& path) const {
        const Document& document = *build_.dockerfile;
        return std::any_of(document.nodes().begin(), document.nodes().end(), [&](const Node& node) {
            const std::span<const Word> words = document.args(node);
            return node.name.value == "COPY" &&
                   std::any_of(words.begin(), words.end(), [&](const Word& word) {
                       return join_path("/", "./" + std::string(without_quotes(word.value)))
                                  .substr(1) == path;
                   });
        });
    }

    /// `requirement.txt` for `requirements.txt`, but not `settings1.py` for `settings2.py` nor
    /// `.env` for `.env2`: numbers count things, and variants have names of their own.
    static bool is_slip(std::string_view written, std::string_view there) {
        const auto digits = [](std::string_view text) {
            return std::count_if(text.begin(), text.end(),
                                 [](char c) { return c >= '0' && c <= '9'; });
        };
        const bool has_same_ending = Path(written).extension() == Path(there).extension();
        return has_same_ending && digits(written) == 0 && digits(there) == 0 &&
               !there.ends_with('~');
    }

    const FileSystem& files_;
    const Build& build_;
    DockerIgnore ignore_;
    Reporter& report_;
};

}  // namespace

void report_copy_sources(const FileSystem& files, const Graph& graph, Reporter& report) {
    for (const Build& build : find_builds(graph)) BuildChecker(files, build, report).run();
}

}  // namespace stackc
