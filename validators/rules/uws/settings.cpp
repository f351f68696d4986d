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

bool has_master(const Process& process) {
    // A master that is switched off is none; the other settings bring one with them.
    if (process.option("master") != nullptr) return is_on(process, "master");
    return std::any_of(process.options.begin(), process.options.end(), [](const Option& option) {
        return option.name == "stats" || option.name == "cheaper" ||
               option.name.starts_with("touch-") || option.name.starts_with("alarm") ||
               option.name == "spooler" || option.name.starts_with("cron") ||
               option.name == "mule" || option.name == "mules" ||
               option.name.starts_with("attach-daemon") || option.name.starts_with("log");
    });
}

bool outlives_its_stop(const Graph& graph, const Process& process) {
    if (!is_uwsgi(process) || !process.is_fully_read || !process.program || is_emperor(process) ||
        has_master(process))
        return false;
    const Program& program = graph.at(*process.program);
    const std::optional<std::uint64_t> workers = number_of(process, "processes");
    return workers && *workers > 1 && program.manager == ManagerKind::supervisor &&
           !program.stop_as_group.value_or(false) && !program.stop_as_group.is_unknown();
}

std::vector<Edit> add_after(const Graph& graph, const Process& process, const Option& option,
                            std::string_view line) {
    const Document* document = graph.document_of(option.span.file);
    if (!process.config || document == nullptr || document->dialect() != "uwsgi") return {};
    // Blanks at the line's end stay where they are.
    const std::string_view text = document->text();
    const std::size_t end = std::min(text.find_first_not_of(" \t", option.span.end), text.size());
    const bool is_line_end = end == text.size() || text[end] == '\n' || text[end] == '\r';
    const auto place = is_line_end ? static_cast<std::uint32_t>(end) : option.span.end;
    return {{{option.span.file, place, place}, "\n" + std::string(line)}};
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
