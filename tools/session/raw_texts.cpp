#include "tools/session/raw_texts.h"

#include <algorithm>
#include <memory>
#include <string>

#include "tools/session/session.h"

namespace stackc {

namespace {

/// A text and the context that it will stand in.
struct Handed {
    const RawText* raw = nullptr;
    std::string_view context;  // nginx: "server", "location"
};

/// The text alone, as if it were a file. Its places are those of the description.
class AloneInFile final : public Workspace {
  public:
    AloneInFile(const SourceMap& sources, std::shared_ptr<const Document> document,
                std::string_view context)
        : sources_(sources), document_(std::move(document)), context_(context) {}

    const SourceMap& sources() const override { return sources_; }
    std::vector<std::shared_ptr<const Document>> documents(std::string_view dialect) const override {
        if (dialect != document_->dialect()) return {};
        return {document_};
    }
    std::shared_ptr<const Document> document(FileId) const override { return document_; }
    Resolved resolve(std::string_view, bool, FileId, std::span<const std::string>) const override {
        return {};
    }
    std::optional<std::string> target_path(FileId) const override { return std::nullopt; }
    std::string_view forced_context(FileId) const override { return context_; }

  private:
    const SourceMap& sources_;
    std::shared_ptr<const Document> document_;
    std::string_view context_;
};

}  // namespace

/// What a text shows without its surroundings: unknown names, wrong values, wrong signs. A
/// variable, a zone or an upstream may be defined elsewhere, and is not judged here.
static constexpr std::string_view judged[] = {
    "NGX001", "NGX002", "NGX003", "NGX004", "NGX005", "NGX006", "NGX007", "NGX090", "NGX091",
    "UWS004", "UWS005", "UWS022", "UWS024", "SUP003", "SUP018", "SUP019", "SUP022",
};

/// Texts beyond this many are left to the check of what is generated.
static constexpr std::size_t most_texts = 200;

static std::vector<Handed> texts_of(const Graph& graph) {
    std::vector<Handed> texts;
    const auto add = [&](const std::vector<RawText>& raws, std::string_view context) {
        for (const RawText& raw : raws) {
            if (texts.size() < most_texts) texts.push_back({&raw, context});
        }
    };
    for (const Process& process : graph.processes) add(process.raw, "");
    for (const Site& site : graph.sites) add(site.raw, "server");
    for (const Route& route : graph.routes) add(route.raw, "location");
    return texts;
}

/// The head of the section that the text will stand in, for dialects that have sections. It is
/// never longer than `raw DIALECT {`, in whose place it stands.
static std::string_view section_of(std::string_view dialect) {
    if (dialect == "uwsgi") return "[uwsgi]\n";
    return dialect == "supervisor" ? "[program:x]\n" : "";
}

/// The description with all but the text made empty lines.
static std::string alone(std::string_view description, const RawText& raw) {
    std::string text(raw.span.begin, '\n');
    const std::string_view head = section_of(raw.dialect);
    if (head.size() > text.size()) return {};
    text.replace(text.size() - head.size(), head.size(), head);
    text += description.substr(raw.span.begin, raw.span.size());
    if (head.empty()) return text;
    // Generated files hold the lines without the description's indentation, which would make
    // one setting of two in an ini file.
    bool is_line_start = true;
    for (std::size_t i = raw.span.begin; i < text.size(); ++i) {
        const bool is_blank = text[i] == ' ' || text[i] == '\t';
        if (is_line_start && is_blank) text[i] = '\n';
        else is_line_start = text[i] == '\n';
    }
    return text;
}

static std::vector<Diagnostic> check(const Handed& handed, const Frontend& frontend,
                                     const SourceMap& sources) {
    std::vector<Diagnostic> found;
    SourceFile file = sources.file(handed.raw->span.file);
    std::string text = alone(file.text(), *handed.raw);
    if (text.empty()) return found;
    file.source = std::make_shared<const SourceText>(std::move(text));
    Reporter report(found);
    const auto document = std::make_shared<const Document>(frontend.parse(file, report));
    GraphBuilder builder;
    builder.graph.documents.push_back(document);
    frontend.lower(AloneInFile(sources, document, handed.context), builder, report);
    RuleSelection selection;
    selection.select.assign(std::begin(judged), std::end(judged));
    for (Diagnostic& diagnostic : run_rules(builder.graph, selection)) found.push_back(std::move(diagnostic));
    std::erase_if(found, [&](const Diagnostic& diagnostic) {
        const Span place = diagnostic.primary.span, whole = handed.raw->span;
        const bool is_inside = place.begin >= whole.begin && place.end <= whole.end;
        return !is_inside || std::find(std::begin(judged), std::end(judged), diagnostic.rule) == std::end(judged);
    });
    return found;
}

std::vector<Diagnostic> check_raw_texts(const Graph& graph, const SourceMap& sources) {
    std::vector<Diagnostic> all;
    for (const Handed& handed : texts_of(graph)) {
        const Frontend* frontend = find_frontend(handed.raw->dialect);
        if (frontend == nullptr || frontend->parse == nullptr || frontend->lower == nullptr) continue;
        for (Diagnostic& diagnostic : check(handed, *frontend, sources)) all.push_back(std::move(diagnostic));
    }
    return all;
}

}  // namespace stackc
