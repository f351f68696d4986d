#include "tools/stackc/crossplane_support.h"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <vector>

#include "tools/session/discovery.h"
#include "tools/stackc/tree_support.h"

namespace stackc {

namespace {

struct Failure {
    std::string error;
    std::uint32_t line = 0;
};

/// A file of the payload: where it lies and what crossplane calls it.
struct Listed {
    Path path;
    std::string shown;
};

/// A statement's arguments as crossplane tells them: quotes taken off and nothing else read.
std::string argument(const Document& document, const Word& word) {
    std::string_view text = document.text(word.span);
    if (word.quote == 0) return std::string(text);
    text.remove_prefix(1);
    if (text.ends_with(word.quote)) text.remove_suffix(1);
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escaped = text[i] == '\\' && i + 1 < text.size();
        // Only the escape of the quote itself is taken off.
        if (is_escaped && text[i + 1] != word.quote) value += text[i];
        if (is_escaped) ++i;
        value += text[i];
    }
    return value;
}

/// `if ($a = b)` without its parentheses.
void strip_parentheses(std::vector<std::string>& args) {
    if (args.empty() || !args.front().starts_with('(') || !args.back().ends_with(')')) return;
    args.front().erase(0, 1);
    args.back().pop_back();
    if (args.front().empty()) args.erase(args.begin());
    if (!args.empty() && args.back().empty()) args.pop_back();
}

class Writer {
  public:
    Writer(const FileSystem& files, const Frontend& frontend, const CrossplaneOptions& options)
        : files_(files), frontend_(frontend), options_(options) {}

    Crossplane run(const Path& path, const std::string& shown) {
        folder_ = path.parent_path();
        shown_folder_ = Path(shown).parent_path();
        list({path, shown});
        std::string config, errors;
        for (std::size_t at = 0; at < listed_.size(); ++at) {
            const Listed file = listed_[at];
            failures_.clear();
            parsed_.clear();
            read(file);
            if (at > 0) config += ',';
            config += fmt::format("{{\"file\":{},\"status\":\"{}\",\"errors\":[{}],\"parsed\":[{}]}}", json_string(file.shown),
                                  failures_.empty() ? "ok" : "failed", failures_json(nullptr), parsed_);
            if (!failures_.empty()) errors += (errors.empty() ? "" : ",") + failures_json(&file.shown);
        }
        const bool has_errors = !errors.empty();
        return {fmt::format("{{\"status\":\"{}\",\"errors\":[{}],\"config\":[{}]}}\n", has_errors ? "failed" : "ok", errors, config), has_errors};
    }

  private:
    /// The file's place in the payload; each file has one.
    std::size_t list(Listed file) {
        const auto [slot, is_new] = places_.try_emplace(file.path.lexically_normal(), listed_.size());
        if (is_new) listed_.push_back(std::move(file));
        return slot->second;
    }

    std::string failures_json(const std::string* file) const {
        std::string json;
        for (const Failure& failure : failures_) {
            if (!json.empty()) json += ',';
            json += '{';
            if (file != nullptr) json += fmt::format("\"file\":{},", json_string(*file));
            json += fmt::format("\"error\":{},\"line\":{}}}", json_string(failure.error), failure.line);
        }
        return json;
    }

    void read(const Listed& listed) {
        auto text = files_.read(listed.path);
        if (!text) {
            failures_.push_back({text.error().reason, 0});
            return;
        }
        const SourceFile file{FileId{0}, listed.path, std::make_shared<const SourceText>(*std::move(text))};
        std::vector<Diagnostic> found;
        Reporter report(found);
        const Document document = frontend_.parse(file, report);
        for (const Diagnostic& each : found) {
            const std::uint32_t line = file.source->lines().position(each.primary.span.begin, Encoding::utf8).line + 1;
            failures_.push_back({fmt::format("{} in {}:{}", each.primary.text, listed.shown, line), line});
        }
        write(document);
    }

    void write(const Document& document) {
        document_ = &document;
        ends_.clear();
        for (std::uint32_t i = 1; i < document.size(); ++i) {
            close_until(i);
            const Node& node = document.node({i});
            if (node.kind == NodeKind::comment) comment(node);
            else if (node.kind == NodeKind::statement || node.kind == NodeKind::block) statement(node);
        }
        close_until(static_cast<std::uint32_t>(document.size()));
    }

    void close_until(std::uint32_t index) {
        while (!ends_.empty() && ends_.back().node->end <= index) {
            const Open closed = ends_.back();
            ends_.pop_back();
            parsed_ += "]}";
            for (const std::string& text : closed.comments) comment(*closed.node, text);
        }
    }

    std::uint32_t line_of(std::uint32_t offset) const { return document_->source().source->lines().position(offset, Encoding::utf8).line + 1; }

    void separate() {
        if (!parsed_.empty() && !parsed_.ends_with('[')) parsed_ += ',';
    }

    /// What stands between the words of a statement comes after it, at its line.
    void comment(const Node& node) {
        if (!options_.has_comments) return;
        const std::string_view all = document_->text();
        std::string_view text = all.substr(node.span.begin + 1, std::min(all.find('\n', node.span.begin), all.size()) - node.span.begin - 1);
        if (text.ends_with('\r')) text.remove_suffix(1);
        const bool is_before_brace = !ends_.empty() && node.span.begin < ends_.back().node->open.begin;
        if (is_before_brace) ends_.back().comments.emplace_back(text);
        else comment(last_ != nullptr && last_->span.contains(node.span.begin) && last_->kind == NodeKind::statement ? *last_ : node, text);
    }

    void comment(const Node& at, std::string_view text) {
        separate();
        parsed_ += fmt::format("{{\"directive\":\"#\",\"line\":{},\"args\":[],\"comment\":{}}}", line_of(at.span.begin), json_string(text));
    }

    void statement(const Node& node) {
        last_ = &node;
        separate();
        std::vector<std::string> args;
        for (const Word& word : document_->args(node)) args.push_back(argument(*document_, word));
        const std::string_view name = node.name.value;
        const bool is_lua = node.kind == NodeKind::block && name.ends_with("_by_lua_block");
        if (is_lua) args.emplace_back(document_->text({node.span.file, node.open.end, std::max(node.open.end, node.close.begin)}));
        if (name == "if") strip_parentheses(args);
        parsed_ += fmt::format("{{\"directive\":{},\"line\":{},\"args\":[", json_string(name), line_of(node.span.begin));
        for (std::size_t i = 0; i < args.size(); ++i) parsed_ += (i == 0 ? "" : ",") + json_string(args[i]);
        parsed_ += ']';
        if (name == "include" && !options_.is_single && !args.empty()) include(args[0], line_of(node.span.begin));
        if (node.kind != NodeKind::block || is_lua) {
            parsed_ += '}';
            return;
        }
        parsed_ += ",\"block\":[";
        ends_.push_back({&node, {}});
    }

    void include(const std::string& pattern, std::uint32_t line) {
        const Path path = folder_ / pattern;
        const bool is_mask = pattern.find_first_of("*?[") != std::string::npos;
        std::vector<Path> found;
        if (is_mask) found = expand_glob(files_, path.string());
        else if (files_.status(path).kind == FileKind::regular) found.push_back(path);
        else failures_.push_back({fmt::format("[Errno 2] No such file or directory: '{}'", shown(path).string()), line});
        std::string places;
        for (const Path& each : found) places += fmt::format("{}{}", places.empty() ? "" : ",", list({each, shown(each).string()}));
        parsed_ += fmt::format(",\"includes\":[{}]", places);
    }

    /// The path as crossplane names it: joined to the folder of the first file as it was given.
    Path shown(const Path& path) const {
        const Path below = path.lexically_relative(folder_);
        const bool is_below = !below.empty() && *below.begin() != "..";
        return is_below ? shown_folder_ / below : path;
    }

    struct Open {
        const Node* node;
        std::vector<std::string> comments;  // that stand before its brace
    };

    const FileSystem& files_;
    const Frontend& frontend_;
    const CrossplaneOptions& options_;
    Path folder_, shown_folder_;
    std::vector<Listed> listed_;
    std::map<Path, std::size_t> places_;
    std::vector<Failure> failures_;  // of the file that is being read
    std::string parsed_;
    const Document* document_ = nullptr;
    const Node* last_ = nullptr;
    std::vector<Open> ends_;         // the blocks that are open
};

}  // namespace

Crossplane crossplane_json(const FileSystem& files, const Frontend& frontend, const Path& path, const std::string& shown,
                           const CrossplaneOptions& options) {
    return Writer(files, frontend, options).run(path, shown);
}

}  // namespace stackc
