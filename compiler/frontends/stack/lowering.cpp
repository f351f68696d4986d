#include "compiler/frontends/stack/lowering.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::stack {

std::vector<std::string> names_of(const Description& description, std::string_view kind) {
    std::vector<std::string> names;
    for (const Item* item : description.all(kind)) names.push_back(item->name);
    return names;
}

Value<std::string> to_value(const Text& text) {
    return Value<std::string>::known(text.value, text.span);
}

Value<std::string> text_of(const Item& block, std::string_view name, std::string_view type) {
    const Item* item = block.find(name);
    const Text* text = item == nullptr ? nullptr : item->match.get(type);
    return text == nullptr ? Value<std::string>() : to_value(*text);
}

Value<Duration> duration_of(const Item& block, std::string_view name) {
    const Value<std::string> text = text_of(block, name, "DURATION");
    return text.is_known() ? Value<Duration>::known(parse_duration(*text).value(), text.span())
                           : Value<Duration>();
}

Value<Size> size_of(const Item& block, std::string_view name) {
    const Value<std::string> text = text_of(block, name, "SIZE");
    return text.is_known() ? Value<Size>::known(parse_size(*text).value(), text.span())
                           : Value<Size>();
}

const Text* choice_of(const Item& block, std::string_view name) {
    const Item* item = block.find(name);
    return item == nullptr ? nullptr : item->match.choice();
}

std::vector<EnvVariable> env_of(const Item& block) {
    std::vector<EnvVariable> variables;
    for (const Item* env : block.all("env")) {
        for (const Item& item : env->children) {
            EnvVariable variable{item.name, {}, {}, item.span};
            if (const Text* path = item.match.get("PATH"))
                variable.secret_file = to_value(*path);
            else if (const Text* text = item.match.get("TEXT"))
                variable.value = to_value(*text);
            variables.push_back(std::move(variable));
        }
    }
    return variables;
}

std::vector<RawText> raw_of(const Item& block) {
    std::vector<RawText> texts;
    for (const Item* item : block.all("raw")) {
        for (const Node& child : item->document->children(item->node)) {
            if (child.kind != NodeKind::opaque) continue;
            Span inner{child.span.file, child.span.begin + 1, child.span.end};
            if (item->document->text(child.span).ends_with('}')) --inner.end;
            if (inner.end < inner.begin) continue;
            texts.push_back({std::string(item->document->args(item->node)[0].value),
                             std::string(item->document->text(inner)), inner});
        }
    }
    return texts;
}

std::vector<HeaderLine> headers_of(const Item& block) {
    std::vector<HeaderLine> lines;
    for (const Item* item : block.all("header")) {
        lines.push_back(
            {item->match.get("HEADER")->value, item->match.get("TEXT")->value, item->span});
    }
    return lines;
}

std::optional<Provider> provider_of(const Item& block) {
    const Item* item = block.find("provider");
    if (item == nullptr) return std::nullopt;
    return Provider{"aws", text_of(*item, "region", "TEXT"), text_of(*item, "instance", "TEXT"),
                    item->span};
}

Value<Endpoint> endpoint_of(const Text& address, std::string_view default_host) {
    const std::optional<TcpEndpoint> tcp = parse_tcp(address.value, default_host);
    if (!tcp) return Value<Endpoint>::unknown("it is no address", address.span);
    return Value<Endpoint>::known(*tcp, address.span);
}

}  // namespace stackc::stack
