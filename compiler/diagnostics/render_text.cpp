// The rendering for people, in the manner of rustc: a headline, the source lines of every end
// with marks below them, then notes and fixes.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"
#include "compiler/diagnostics/display.h"
#include "compiler/diagnostics/redact.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

/// Longer lines are cut around what is marked.
static constexpr std::size_t most_columns = 120;

/// What one rule says of one file is shown so often; then only their number.
static constexpr std::size_t most_alike = 20;

namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view blue = "\x1b[1;34m";
constexpr std::string_view reset = "\x1b[0m";

std::string_view color_of(Severity severity) {
    switch (severity) {
        case Severity::error: return "\x1b[1;31m";
        case Severity::warning: return "\x1b[1;33m";
        case Severity::info: return "\x1b[1;34m";
    }
    unreachable("Severity");
}

/// A label with the line it starts on.
struct Mark {
    const Label* label = nullptr;
    bool is_primary = false;
    std::uint32_t line = 0;
};

/// Draws one diagnostic after another into one text.
class TextRenderer {
  public:
    explicit TextRenderer(const Report& report) : report_(report) {}

    std::string render() {
        std::map<std::pair<FileId, std::string_view>, std::size_t> drawn;
        for (const Diagnostic& diagnostic : report_.diagnostics) {
            if (++drawn[{diagnostic.primary.span.file, diagnostic.rule}] <= most_alike) draw(diagnostic);
        }
        for (const auto& [key, count] : drawn) {
            if (count > most_alike) draw_rest(key.first, key.second, count - most_alike);
        }
        return std::move(out_);
    }

  private:
    void draw_rest(FileId file, std::string_view rule, std::size_t count) {
        const std::string path = shown_path(report_.sources.path(file), report_.folder);
        out_ += fmt::format("… {} more of {} {} in {}; `--format json` shows all\n\n", count, rule, report_.rule(rule).name, displayed(path));
    }

    std::string painted(std::string_view color, std::string_view text) const {
        if (!report_.has_color || text.empty()) return std::string(text);
        return fmt::format("{}{}{}", color, text, reset);
    }

    void draw(const Diagnostic& diagnostic) {
        severity_ = diagnostic.severity;
        const RuleInfo rule = report_.rule(diagnostic.rule);
        const std::string head = fmt::format("{}[{} {}]", to_text(severity_), rule.id, rule.name);
        out_ += painted(color_of(severity_), head) + painted(bold, ": " + displayed(diagnostic.primary.text)) + "\n";
        const std::vector<std::vector<Mark>> sections = by_file(diagnostic);
        gutter_ = gutter_width(sections);
        for (const std::vector<Mark>& section : sections) draw_section(section);
        const bool has_remarks = !diagnostic.notes.empty() || !diagnostic.fixes.empty();
        if (has_remarks && !is_about_file(sections.front().front())) draw_bar("");
        for (const std::string& note : diagnostic.notes) draw_remark("note", note);
        for (const Fix& fix : diagnostic.fixes) {
            draw_remark(fix.safety == Safety::safe ? "fix" : "fix (unsafe)", fix.title);
        }
        out_ += '\n';
    }

    Mark mark(const Label& label, bool is_primary) const {
        const LineIndex& lines = report_.sources.lines(label.span.file);
        return {&label, is_primary, lines.position(label.span.begin, Encoding::utf8).line};
    }

    /// The marks of each file in order of their places: the primary file first, the others as
    /// they are first named.
    std::vector<std::vector<Mark>> by_file(const Diagnostic& diagnostic) const {
        std::vector<std::vector<Mark>> sections{{mark(diagnostic.primary, true)}};
        for (const Label& label : diagnostic.related) {
            const auto found = std::find_if(sections.begin(), sections.end(), [&](const std::vector<Mark>& section) {
                return section.front().label->span.file == label.span.file;
            });
            if (found == sections.end()) sections.push_back({mark(label, false)});
            else found->push_back(mark(label, false));
        }
        for (std::vector<Mark>& section : sections) {
            std::stable_sort(section.begin(), section.end(),
                             [](const Mark& a, const Mark& b) { return a.label->span.begin < b.label->span.begin; });
        }
        return sections;
    }

    static std::size_t gutter_width(const std::vector<std::vector<Mark>>& sections) {
        std::uint32_t last = 1;
        for (const std::vector<Mark>& section : sections) last = std::max(last, section.back().line + 1);
        return fmt::formatted_size("{}", last);
    }

    /// True for a mark about the file as a whole, which has no line to show.
    static bool is_about_file(const Mark& mark) {
        const Span span = mark.label->span;
        return span.is_empty() && span.begin == 0;
    }

    void draw_section(const std::vector<Mark>& section) {
        const auto primary = std::find_if(section.begin(), section.end(), [](const Mark& each) { return each.is_primary; });
        const Mark& head = primary == section.end() ? section.front() : *primary;
        const Span span = head.label->span;
        const std::string path = displayed(shown_path(report_.sources.path(span.file), report_.folder));
        const std::string arrow = painted(blue, head.is_primary ? "-->" : ":::");
        if (section.size() == 1 && is_about_file(head)) {
            const std::string words = head.is_primary || head.label->text.empty() ? "" : ": " + displayed(head.label->text);
            out_ += fmt::format("{:{}}{} {}{}\n", "", gutter_, arrow, path, words);
            return;
        }
        const Position at = report_.sources.lines(span.file).position(span.begin, Encoding::code_points);
        out_ += fmt::format("{:{}}{} {}:{}:{}\n", "", gutter_, arrow, path, at.line + 1, at.column + 1);
        draw_bar("");
        draw_lines(section);
    }

    /// A row without a line number: `text` follows the bar.
    void draw_bar(std::string_view text) {
        out_ += fmt::format("{:{}} {}{}{}\n", "", gutter_, painted(blue, "|"), text.empty() ? "" : " ", text);
    }

    void draw_source(std::uint32_t line, std::string_view shown) {
        const std::string number = fmt::format("{:>{}} |", line + 1, gutter_);
        out_ += fmt::format("{}{}{}\n", painted(blue, number), shown.empty() ? "" : " ", shown);
    }

    void draw_lines(const std::vector<Mark>& section) {
        const LineIndex& lines = report_.sources.lines(section.front().label->span.file);
        for (std::size_t i = 0; i < section.size(); ++i) {
            const Mark& mark = section[i];
            const std::string_view line = lines.line(mark.line);
            const bool is_new_line = i == 0 || section[i - 1].line != mark.line;
            if (is_new_line && i > 0) draw_gap(lines, section[i - 1].line, mark.line);
            draw_mark(mark, lines, line, is_new_line || line.size() > most_columns);
        }
    }

    /// What lies between two shown lines: the one line there is, or dots.
    void draw_gap(const LineIndex& lines, std::uint32_t before, std::uint32_t after) {
        if (after == before + 2) draw_source(before + 1, shown_around(lines, before + 1, 0, 0).text);
        if (after > before + 2) out_ += painted(blue, "...") + "\n";
    }

    /// The line around a mark, secrets masked. Of a line of megabytes only a window is looked at;
    /// with it the lines before, that may have begun a secret which goes on here.
    static Excerpt shown_around(const LineIndex& lines, std::uint32_t number, std::uint32_t begin, std::uint32_t end) {
        static constexpr std::uint32_t room = 32 * 1024, most_lines_before = 40;
        const std::string_view line = lines.line(number);
        const std::uint32_t left = begin > room ? begin - room : 0;
        const char* const start = line.data() + left;
        const char* const first = lines.line(number - std::min(number, most_lines_before)).data();
        const auto before = left > 0 ? std::size_t{0} : std::min(static_cast<std::size_t>(start - first), std::size_t{room});
        const std::size_t length = std::min(line.size() - left, std::size_t{2} * room);
        const std::string window = redacted(std::string_view(start - before, before + length));
        return excerpt(std::string_view(window).substr(before), begin - left, end - left, most_columns);
    }

    void draw_mark(const Mark& mark, const LineIndex& lines, std::string_view line, bool with_source) {
        const std::uint32_t start = lines.line_start(mark.line);
        const std::uint32_t begin = std::min(mark.label->span.begin - start, static_cast<std::uint32_t>(line.size()));
        const Excerpt shown = shown_around(lines, mark.line, begin, mark.label->span.end - start);
        if (with_source) draw_source(mark.line, shown.text);
        const std::string sign(std::min(shown.width, most_columns), mark.is_primary ? '^' : '-');
        const bool has_words = !mark.is_primary && !mark.label->text.empty();
        const std::string words = has_words ? sign + " " + displayed(mark.label->text) : sign;
        draw_bar(std::string(shown.column, ' ') + painted(mark.is_primary ? color_of(severity_) : blue, words));
    }

    void draw_remark(std::string_view kind, std::string_view text) {
        bool is_first = true;
        const std::string head = painted(bold, kind) + ": ";
        for (const std::string_view line : split(text, '\n')) {
            const std::string indent(kind.size() + 4, ' ');
            const std::string before = is_first ? painted(blue, "=") + " " + head : indent;
            out_ += fmt::format("{:{}} {}{}\n", "", gutter_, before, displayed(line));
            is_first = false;
        }
    }

    const Report& report_;
    std::string out_;
    Severity severity_ = Severity::warning;
    std::size_t gutter_ = 1;
};

}  // namespace

std::string render_text(const Report& report) { return TextRenderer(report).render(); }

}  // namespace stackc
