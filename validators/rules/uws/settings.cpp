#include "validators/rules/uws/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/base/text.h"

namespace stackc {

bool is_uwsgi(const Process& process) {
    // A stack description has no options of its own; what is generated from it is checked as files.
    return process.kind == ServerKind::uwsgi && !process.options.empty();
}

bool is_on(const Process& process, std::string_view name) {
    const Option* option = process.option(name);
    if (option == nullptr || !option->value.is_known()) return false;
    const std::string& value = *option->value;
    return !equals_ignoring_case(value, "false") && !equals_ignoring_case(value, "off") &&
           !equals_ignoring_case(value, "no") && value != "0";
}

std::optional<std::uint64_t> number_of(const Process& process, std::string_view name) {
    const Option* option = process.option(name);
    if (option == nullptr || !option->value.is_known()) return std::nullopt;
    const std::string& value = *option->value;
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

bool is_socket_option(std::string_view name) {
    static constexpr std::array<std::string_view, 18> names{"socket",
                                                            "uwsgi-socket",
                                                            "http-socket",
                                                            "http11-socket",
                                                            "https-socket",
                                                            "suwsgi-socket",
                                                            "ssl-socket",
                                                            "fastcgi-socket",
                                                            "fastcgi-nph-socket",
                                                            "scgi-socket",
                                                            "scgi-nph-socket",
                                                            "raw-socket",
                                                            "puwsgi-socket",
                                                            "http",
                                                            "https",
                                                            "httprouter",
                                                            "fastrouter",
                                                            "rawrouter"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_emperor(const Process& process) {
    return process.option("emperor") != nullptr || process.option("vassals-start-hook") != nullptr;
}

std::vector<Edit> add_after(const Graph& graph, const Process& process, const Option& option,
                            std::string_view line) {
    const Document* document = graph.document_of(option.span.file);
    if (!process.config || document == nullptr || document->dialect() != "uwsgi") return {};
    return {{{option.span.file, option.span.end, option.span.end}, "\n" + std::string(line)}};
}

std::vector<Edit> replace_value(const Graph& graph, const Option& option, std::string_view value) {
    if (!option.value.is_known() || !option.value.has_span() ||
        graph.text(option.value.span()) != *option.value)
        return {};
    return {{option.value.span(), std::string(value)}};
}

const Option* app_of(const Process& process) {
    const Option* module = process.option("module");
    return module != nullptr ? module : process.option("wsgi-file");
}

}  // namespace stackc
