#include "compiler/frontends/systemd/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/systemd/entry_checks.h"
#include "compiler/frontends/systemd/keys.h"
#include "compiler/frontends/systemd/unit.h"

namespace stackc::systemd {

namespace {

/// The section that a unit of that kind has of its own: "Service" for shop.service.
std::string_view own_section(const Document& document) {
    const std::string extension = document.source().path.extension().string();
    for (const auto& [ending, section] : {std::pair{".service", "Service"},
                                          {".socket", "Socket"},
                                          {".timer", "Timer"},
                                          {".path", "Path"}}) {
        if (extension == ending) return section;
    }
    return {};
}

/// A file of `shop.service.d/` adds to a unit that stands elsewhere.
bool is_drop_in(const Document& document) {
    return document.source().path.parent_path().extension() == ".d";
}

/// The values of a key that hold: an empty one takes back those before it.
std::vector<const Node*> effective(const Document& document, std::string_view section,
                                   std::string_view key) {
    std::vector<const Node*> found;
    for (const Node* entry : find(document, section, key)) {
        if (value_of(document, *entry).is_empty())
            found.clear();
        else
            found.push_back(entry);
    }
    return found;
}

std::string last_text(const Document& document, std::string_view key) {
    const std::vector<const Node*> uses = effective(document, "Service", key);
    return uses.empty() ? "" : value_of(document, *uses.back()).text();
}

/// systemd 252 service_verify.
void check_service(const Document& document, const Node& section, Reporter& report) {
    const std::vector<const Node*> starts = effective(document, "Service", "ExecStart");
    const std::string type = last_text(document, "Type");
    const bool is_oneshot = type == "oneshot";
    const bool stops = !effective(document, "Service", "ExecStop").empty() ||
                       !effective(document, "Unit", "SuccessAction").empty();
    if (starts.empty() && !(is_oneshot && stops)) {
        report.at("SYD008", section.header, "the service has no `ExecStart`")
            .note(
                "systemd refuses it: `Service has no ExecStart=, ExecStop=, or SuccessAction=. "
                "Refusing.`");
        return;
    }
    // `;` between blanks parts commands of one line.
    const bool has_more = std::any_of(starts.begin(), starts.end(), [&](const Node* start) {
        const SplitWords split = split_words(value_of(document, *start));
        return std::any_of(split.words.begin(), split.words.end() - (split.words.empty() ? 0 : 1),
                           [](const Argument& word) { return word.text == ";"; });
    });
    if ((starts.size() > 1 || has_more) && !is_oneshot) {
        report
            .at("SYD008", starts[starts.size() > 1 ? 1 : 0]->span,
                "a second `ExecStart`, which only `Type=oneshot` allows")
            .label(starts[0]->span, "the first")
            .note("systemd refuses it: `Service has more than one ExecStart= setting`")
            .note("in a drop-in, an empty `ExecStart=` takes back the first");
    }
    const std::string restart = last_text(document, "Restart");
    if (is_oneshot && (restart == "always" || restart == "on-success")) {
        report
            .at("SYD008", effective(document, "Service", "Restart").back()->span,
                fmt::format("`Restart={}` is not allowed for `Type=oneshot`", restart))
            .note("systemd refuses it: `Service has Restart= set to either always or on-success`");
    }
    if (type == "dbus" && last_text(document, "BusName").empty()) {
        report
            .at("SYD008", effective(document, "Service", "Type").back()->span,
                "`Type=dbus` without a `BusName`")
            .note(
                "systemd refuses it: `Service is of type dbus but no D-Bus service name has been "
                "specified`");
    }
}

void check_socket(const Document& document, const Node& section, Reporter& report) {
    for (const Node& entry : document.children(section)) {
        if (entry.name.value.starts_with("Listen") && !document.args(entry).empty()) return;
    }
    report.at("SYD008", section.header, "the socket listens nowhere: it has no `ListenStream`")
        .note("systemd refuses it: `Unit has no Listen setting`");
}

void check_section(const Document& document, const Node& section, Reporter& report) {
    const std::string_view name = section.name.value;
    const std::string_view own = own_section(document);
    const bool is_common = name == "Unit" || name == "Install" || own.empty();
    const bool is_foreign = !is_common && name != own;
    if (name.starts_with("X-") || ini::has_template_hole(name)) return;
    if (!is_known_section(name) || is_foreign) {
        static constexpr std::array<std::string_view, 6> names{"Unit",  "Service", "Socket",
                                                               "Timer", "Path",    "Install"};
        std::string meant(nearest(name, names).value_or(""));
        if (name != own && equals_ignoring_case(name, own)) meant = own;
        auto found =
            report.at("SYD006", section.name.span,
                      fmt::format("systemd reads no section `{}` in this file", quoted(name, 60)));
        found.note("all keys in it are passed over, with a warning in the journal");
        if (!meant.empty() && meant != name)
            found.fix(fmt::format("spell it `{}`", meant), Safety::unsafe,
                      {{section.name.span, meant}});
        return;
    }
    static constexpr std::array<std::string_view, 6> tables{"Unit",  "Service", "Socket",
                                                            "Timer", "Path",    "Install"};
    if (std::find(tables.begin(), tables.end(), name) == tables.end()) return;
    for (const Node& entry : document.children(section)) {
        if (entry.kind == NodeKind::statement) check_entry(document, section, entry, report);
    }
}

bool is_template_line(std::string_view text) {
    return text.starts_with("{%") || text.starts_with("{{") || text.starts_with("{#") ||
           text.starts_with("<%") || text.starts_with("%}");
}

/// Whether lines may come and go.
bool has_template_lines(const Document& document) {
    return std::any_of(document.nodes().begin(), document.nodes().end(), [&](const Node& node) {
        return node.kind == NodeKind::opaque && is_template_line(document.text(node.span));
    });
}

void check_lines(const Document& document, Reporter& report) {
    for (const Node& node : document.nodes()) {
        if (node.kind == NodeKind::error) {
            report.at("SYD016", node.span, "the head of a section is not `[Name]`")
                .note("systemd does not load the unit: `Invalid section header`");
        } else if (node.kind == NodeKind::opaque) {
            report.at("SYD017", node.span, "the line has no `=` and is passed over")
                .note("systemd says `Missing '=', ignoring line`");
        }
    }
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::statement) continue;
        report
            .at("SYD017", node.span, "the line stands before the first section and is passed over")
            .note("systemd says `Assignment outside of section. Ignoring.`");
    }
}

}  // namespace

void check(const Document& document, Reporter& all) {
    if (has_template_lines(document)) return;
    // A file of thousands of strange lines is no unit.
    Reporter report = all.limited(500);
    check_lines(document, report);
    bool has_own = false;
    for (const Node& section : document.children(Document::root)) {
        if (section.kind != NodeKind::block) continue;
        check_section(document, section, report);
        if (has_own || section.name.value != own_section(document) || is_drop_in(document))
            continue;
        has_own = true;
        if (section.name.value == "Service") check_service(document, section, report);
        if (section.name.value == "Socket") check_socket(document, section, report);
    }
}

}  // namespace stackc::systemd
