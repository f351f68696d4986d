#include "compiler/base/text.h"
#include "tools/lsp/convert.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

/// Deeper blocks are left out: an outline that deep helps nobody, and JSON is written recursively.
static constexpr std::size_t most_depth = 32;
static constexpr std::size_t most_symbols = 20000;

static std::string name_of(const Document& document, const Node& node) {
    const std::string_view header = trim(document.text(node.header));
    return header.empty() ? "?" : quoted(header.substr(0, header.find('\n')), 80);
}

namespace {

/// Builds the tree of blocks and statements while nodes come in file order.
class Outline {
  public:
    Outline(const View& view, Encoding encoding) : view_(view), encoding_(encoding) { levels_.push_back({0, Json::array()}); }

    void add(const Node& node) {
        close_until(node.span.begin);
        if (levels_.size() > most_depth || ++count_ > most_symbols) return;
        static constexpr int module_kind = 2;
        static constexpr int property_kind = 7;
        const bool is_block = node.kind == NodeKind::block;
        Json symbol{{"name", name_of(*view_.document, node)},
                    {"kind", is_block ? module_kind : property_kind},
                    {"range", to_range(view_.lines(), node.span, encoding_)},
                    {"selectionRange", to_range(view_.lines(), node.header, encoding_)}};
        levels_.back().symbols.push_back(std::move(symbol));
        if (is_block) levels_.push_back({node.span.end, Json::array()});
    }

    Json take() {
        while (levels_.size() > 1) close();
        return std::move(levels_.front().symbols);
    }

  private:
    struct Level {
        std::uint32_t end;
        Json symbols;
    };
    void close_until(std::uint32_t offset) {
        while (levels_.size() > 1 && levels_.back().end <= offset) close();
    }
    void close() {
        Json children = std::move(levels_.back().symbols);
        levels_.pop_back();
        if (!children.empty()) levels_.back().symbols.back()["children"] = std::move(children);
    }

    const View& view_;
    Encoding encoding_;
    std::vector<Level> levels_;
    std::size_t count_ = 0;
};

}  // namespace

static Json answer_symbols(Server& server, const Json& params) {
    const std::optional<View> view = server.view(params);
    if (!view) return nullptr;
    Outline outline(*view, server.encoding());
    for (const Node& node : view->document->nodes()) {
        if (node.kind == NodeKind::block || node.kind == NodeKind::statement) outline.add(node);
    }
    return outline.take();
}

static void announce_symbols(Json& capabilities, const Server&) { capabilities["documentSymbolProvider"] = true; }

extern const Method text_document_document_symbol{
    .name = "textDocument/documentSymbol", .answer = answer_symbols, .announce = announce_symbols};

}  // namespace stackc::lsp::methods
