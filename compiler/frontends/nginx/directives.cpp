#include "compiler/frontends/nginx/directives.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "compiler/base/text.h"

namespace stackc::nginx {

std::string_view to_text(Context context) {
    switch (context) {
        case Context::main: return "main";
        case Context::events: return "events";
        case Context::http: return "http";
        case Context::server: return "server";
        case Context::location: return "location";
        case Context::if_in_server: return "if in server";
        case Context::if_in_location: return "if in location";
        case Context::limit_except: return "limit_except";
        case Context::upstream: return "upstream";
        case Context::stream: return "stream";
        case Context::stream_server: return "server (stream)";
        case Context::stream_upstream: return "upstream (stream)";
        case Context::mail: return "mail";
        case Context::mail_server: return "server (mail)";
        case Context::rtmp: return "rtmp";
        case Context::rtmp_server: return "server (rtmp)";
        case Context::rtmp_application: return "application";
        case Context::rtmp_recorder: return "recorder";
        case Context::entries: return "entries";
        case Context::unknown: return "unknown";
    }
    return "unknown";
}

std::string to_text(ContextSet contexts) {
    std::string text;
    for (unsigned bit = 0; bit < static_cast<unsigned>(Context::entries); ++bit) {
        if (((contexts >> bit) & 1u) == 0) continue;
        if (!text.empty()) text += ", ";
        text += to_text(static_cast<Context>(bit));
    }
    return text;
}

Context parse_context(std::string_view text) {
    static constexpr std::pair<std::string_view, Context> aliases[] = {
        {"if", Context::if_in_location},         {"stream-server", Context::stream_server},
        {"stream_server", Context::stream_server}, {"stream-upstream", Context::stream_upstream},
        {"stream_upstream", Context::stream_upstream}, {"mail-server", Context::mail_server},
        {"mail_server", Context::mail_server},   {"rtmp-server", Context::rtmp_server},
        {"rtmp_server", Context::rtmp_server},
    };
    for (const auto& [alias, context] : aliases) {
        if (text == alias) return context;
    }
    for (unsigned bit = 0; bit < static_cast<unsigned>(Context::entries); ++bit) {
        if (text == to_text(static_cast<Context>(bit))) return static_cast<Context>(bit);
    }
    return Context::unknown;
}

/// -1, 0, 1 as release `a` comes before, is or comes after `b`; what one does not say is equal.
static int compare_releases(std::string_view a, std::string_view b) {
    const auto as = split(a, '.'), bs = split(b, '.');
    for (std::size_t i = 0; i < std::min(as.size(), bs.size()); ++i) {
        const auto left = parse_number(as[i]), right = parse_number(bs[i]);
        if (!left || !right) return 0;
        if (*left != *right) return *left < *right ? -1 : 1;
    }
    return 0;
}

bool DirectiveRow::is_in(std::string_view version) const {
    if (version.empty() || !has(is_core)) return true;
    if (!since.empty() && compare_releases(version, since) < 0) return false;
    return last.empty() || compare_releases(version, last) <= 0;
}

namespace {
/// Name to its rows; built once, since every statement of every file asks.
class Index {
  public:
    Index() {
        const std::span<const DirectiveRow> rows = directive_rows();
        for (std::size_t first = 0; first < rows.size();) {
            std::size_t last = first;
            while (last < rows.size() && rows[last].name == rows[first].name) ++last;
            by_name_.emplace(rows[first].name, rows.subspan(first, last - first));
            first = last;
        }
    }
    std::span<const DirectiveRow> find(std::string_view name) const {
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? std::span<const DirectiveRow>{} : found->second;
    }

  private:
    std::unordered_map<std::string_view, std::span<const DirectiveRow>> by_name_;
};
}  // namespace

std::span<const DirectiveRow> find_directive(std::string_view name) {
    static const Index index;
    return index.find(name);
}

std::vector<std::string_view> directives_in(ContextSet contexts) {
    std::vector<std::string_view> names;
    for (const DirectiveRow& row : directive_rows()) {
        if (!row.stands_in(contexts)) continue;
        if (names.empty() || names.back() != row.name) names.push_back(row.name);
    }
    return names;
}

/// The `child_contexts` of nginx's modules: which configuration a block parses its body with.
Context context_inside(std::string_view name, Context outer) {
    struct Step {
        std::string_view name;
        Context outer, inner;
    };
    static constexpr Step steps[] = {
        {"events", Context::main, Context::events},
        {"http", Context::main, Context::http},
        {"stream", Context::main, Context::stream},
        {"mail", Context::main, Context::mail},
        {"rtmp", Context::main, Context::rtmp},
        {"server", Context::http, Context::server},
        {"server", Context::stream, Context::stream_server},
        {"server", Context::mail, Context::mail_server},
        {"server", Context::rtmp, Context::rtmp_server},
        {"upstream", Context::http, Context::upstream},
        {"upstream", Context::stream, Context::stream_upstream},
        {"location", Context::server, Context::location},
        {"location", Context::location, Context::location},
        {"limit_except", Context::location, Context::limit_except},
        {"if", Context::server, Context::if_in_server},
        {"if", Context::location, Context::if_in_location},
        {"application", Context::rtmp_server, Context::rtmp_application},
        {"recorder", Context::rtmp_application, Context::rtmp_recorder},
    };
    for (const Step& step : steps) {
        if (step.name == name && step.outer == outer) return step.inner;
    }
    for (const DirectiveRow& row : find_directive(name)) {
        if (row.has(has_entries)) return Context::entries;
    }
    return Context::unknown;
}

bool is_parameter(std::string_view text, std::string_view params) {
    const auto list = split(params, ' ');
    return std::any_of(list.begin(), list.end(), [&](std::string_view word) {
        return word.ends_with('=') ? text.starts_with(word) : text == word;
    });
}

bool may_take(const DirectiveRow& row, std::string_view word) {
    const bool has_parameters = row.has(is_core) && (row.name == "listen" || row.name == "server") && !row.params.empty();
    if (has_parameters) return is_parameter(word, row.params);
    if (row.type == ValueType::bitmask) {
        const auto list = split(row.values, ' ');
        return std::any_of(list.begin(), list.end(), [&](std::string_view value) { return equals_ignoring_case(value, word); });
    }
    return true;
}

ContextSet contexts_inside(std::string_view name, ContextSet outer) {
    ContextSet inner = 0;
    for (unsigned bit = 0; bit < static_cast<unsigned>(Context::entries); ++bit) {
        if (((outer >> bit) & 1u) == 0) continue;
        const Context context = context_inside(name, static_cast<Context>(bit));
        if (context != Context::unknown) inner |= set_of(context);
    }
    if (outer != 0) return inner;
    return context_inside(name, Context::unknown) == Context::entries ? set_of(Context::entries) : 0;
}

std::string arity_text(std::uint16_t arity) {
    std::vector<unsigned> counts;
    for (unsigned count = 0; count < 15; ++count) {
        if (((arity >> count) & 1u) != 0) counts.push_back(count);
    }
    if ((arity >> 15u) != 0) {
        const unsigned least = counts.empty() ? 15 : counts.front();
        return least == 0 ? "any number of" : fmt::format("at least {}", least);
    }
    if (counts.empty() || (counts.size() == 1 && counts[0] == 0)) return "no";
    if (counts.size() > 2 && counts.back() - counts.front() + 1 == counts.size()) {
        return fmt::format("{} to {}", counts.front(), counts.back());
    }
    std::string text = fmt::format("{}", counts.front());
    for (std::size_t i = 1; i < counts.size(); ++i) {
        text += fmt::format("{}{}", i + 1 == counts.size() ? " or " : ", ", counts[i]);
    }
    return text;
}

}  // namespace stackc::nginx
