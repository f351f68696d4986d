#include "tools/session/page.h"

#include <algorithm>
#include <map>
#include <optional>

#include "compiler/base/assert.h"
#include "compiler/base/regex.h"
#include "compiler/base/text.h"

namespace stackc {

bool is_page(const Path& path) {
    const std::string ending = to_lower(path.extension().string());
    return ending == ".md" || ending == ".markdown";
}

namespace {

/// A line of the page: bytes [begin, end) without its terminator.
struct Line {
    std::size_t begin = 0, end = 0;
};

/// Lines [first, last) between two fences, and what the first fence says.
struct Fenced {
    std::size_t first = 0, last = 0;
    std::size_t indent = 0;  // of the fence: its lines have it too
    std::string language;    // in lower case
    std::string info;        // the whole line after the signs
};

using Groups = std::map<std::string, std::string>;

/// A pattern that is right: it is ours.
Regex compiled(std::string_view pattern) {
    std::optional<Regex> regex = Regex::compile(pattern);
    STACKC_ASSERT(regex.has_value());
    return *std::move(regex);
}

/// More blocks than this are a book, not a deployment.
constexpr std::size_t most_blocks = 100;

class PageReader {
  public:
    explicit PageReader(std::string_view page) : page_(page) {
        std::size_t begin = 0;
        for (const std::string_view line : split(page, '\n')) {
            lines_.push_back({begin, begin + trim_end(line).size()});
            begin += line.size() + 1;
        }
    }

    Page read() {
        for (const Fenced& fenced : find_fences()) {
            if (page_of_.blocks.size() >= most_blocks) break;
            if (is_shell(fenced.language) || is_prompt(text(fenced.first)))
                read_script(fenced);
            else if (may_be_configuration(fenced.language))
                add(fenced, fenced.first, fenced.last, name_of(fenced),
                    dialect_of(fenced.language));
        }
        return std::move(page_of_);
    }

  private:
    std::string_view text(std::size_t line) const {
        return page_.substr(lines_[line].begin, lines_[line].end - lines_[line].begin);
    }

    /// The fence that a line is: its sign, how many of them and its indentation.
    static std::optional<std::pair<std::string_view, std::size_t>> fence(std::string_view line) {
        const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
        const std::string_view rest = line.substr(indent);
        if (!rest.starts_with("```") && !rest.starts_with("~~~")) return std::nullopt;
        const std::size_t length = std::min(rest.find_first_not_of(rest[0]), rest.size());
        return std::pair{rest.substr(0, length), indent};
    }

    std::vector<Fenced> find_fences() const {
        std::vector<Fenced> found;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const auto opening = fence(text(i));
            if (!opening) continue;
            const auto [signs, indent] = *opening;
            const std::string info(trim(text(i).substr(indent + signs.size())));
            std::size_t end = i + 1;
            while (end < lines_.size() && !closes(text(end), signs)) ++end;
            if (end < lines_.size()) found.push_back({i + 1, end, indent, language_in(info), info});
            i = end;
        }
        return found;
    }

    static bool closes(std::string_view line, std::string_view signs) {
        const auto closing = fence(line);
        return closing && closing->first.starts_with(signs) && trim(line) == closing->first;
    }

    static std::string language_in(std::string_view info) {
        if (info.starts_with('{')) info.remove_prefix(1);
        if (info.starts_with('.')) info.remove_prefix(1);
        const std::string_view word = info.substr(0, info.find_first_of(" \t,:{}"));
        // Some write the file's name there.
        return word.find('/') != std::string_view::npos || word.find('.') != std::string_view::npos
                   ? ""
                   : to_lower(word);
    }

    /// A line typed at a shell: `$ ls`, `(venv)$ sudo vim x`, `user@host:~$ cat x`.
    static bool is_prompt(std::string_view line) {
        static const Regex prompt = compiled(R"re(^\s*(?:\([^)]*\))?[\w@~:/.-]*\s?\$\s+\w)re");
        return prompt.matches(line.substr(0, 500));
    }

    static bool is_shell(std::string_view language) {
        static constexpr std::string_view names[] = {
            "bash", "sh", "shell", "console", "zsh", "shell-session", "shellsession", "terminal"};
        return std::find(std::begin(names), std::end(names), language) != std::end(names);
    }

    static bool may_be_configuration(std::string_view language) {
        static constexpr std::string_view names[] = {
            "",           "nginx",       "nginxconf", "ini",     "conf",       "cfg",
            "config",     "text",        "txt",       "plain",   "plaintext",  "uwsgi",
            "supervisor", "supervisord", "systemd",   "service", "dockerfile", "docker",
            "yaml",       "yml",         "redis",     "stack",   "properties"};
        return std::find(std::begin(names), std::end(names), language) != std::end(names);
    }

    static std::string dialect_of(std::string_view language) {
        if (language == "nginx" || language == "nginxconf") return "nginx";
        if (language == "supervisor" || language == "supervisord") return "supervisor";
        if (language == "dockerfile" || language == "docker") return "dockerfile";
        if (language == "service") return "systemd";
        const bool is_dialect = language == "uwsgi" || language == "systemd" ||
                                language == "redis" || language == "stack";
        return is_dialect ? std::string(language) : "";
    }

    /// The file that the block is: `title="nginx.conf"`, the path in its first comment, or in the
    /// last line before it.
    std::string name_of(const Fenced& fenced) const {
        static const Regex title =
            compiled(R"re((?:title|file|filename|name)="?(?<path>[^"\s}]+))re");
        if (const auto groups = title.groups(fenced.info)) return groups->at("path");
        if (std::string name = path_in(fenced.info); !name.empty()) return name;
        if (fenced.first < fenced.last) {
            const std::string_view head = trim(text(fenced.first));
            const bool is_comment = head.starts_with('#') || head.starts_with(';');
            if (is_comment) {
                if (std::string name = path_in(head.substr(1)); !name.empty()) return name;
            }
        }
        std::size_t before = fenced.first - 1;
        while (before > 0 && trim(text(before - 1)).empty()) --before;
        return before == 0 ? "" : path_in(text(before - 1));
    }

    /// The last path in a line that names a file of configuration.
    static std::string path_in(std::string_view line) {
        static const Regex path = compiled(
            R"re(.*(?<![\w./@-])(?<path>[\w.@~/-]*(?:/sites-(?:available|enabled)/[\w.@-]+|[\w@-]\.(?:conf|ini|service|socket|timer|stack|ya?ml)|Dockerfile|nginx\.conf))(?![\w/-]))re");
        const auto groups = path.groups(line.substr(0, 500));
        return groups ? groups->at("path") : "";
    }

    /// The file that a command opens or shows: what follows it on the page is the file.
    static std::string opened_file(std::string_view line) {
        static const Regex editor = compiled(
            R"re(^\s*(?:[^$#]*[$#]\s+)?(?:sudo\s+)?(?:vim?|nano|emacs|gedit|cat|less|more)\s+(?<path>[\w.@~/-]+)\s*$)re");
        const auto groups = editor.groups(line.substr(0, 500));
        return groups ? path_in(groups->at("path")) : "";
    }

    /// Lines [first, …) up to the next command or the end.
    void read_opened(const Fenced& fenced, std::size_t first, const std::string& name) {
        std::size_t end = first;
        while (end < fenced.last && !is_prompt(text(end))) ++end;
        const auto is_text = [&](std::size_t line) { return !trim(text(line)).empty(); };
        std::size_t seen = 0;
        for (std::size_t i = first; i < end; ++i) seen += is_text(i) ? 1 : 0;
        if (seen > 1) add(fenced, first, end, name, "");
    }

    /// The files that commands write: `cat > FILE <<EOF`, `tee FILE <<'EOF'`, or open in an editor.
    void read_script(const Fenced& fenced) {
        static const Regex heredoc = compiled(
            R"re((?:>{1,2}\s*|\btee\s+(?:-a\s+)?)["']?(?<path>[^\s"'|<>&]+)["']?.*<<-?\s*(?<quote>["'\\]?)(?<end>\w+)|<<-?\s*(?<quote2>["'\\]?)(?<end2>\w+)["']?\s*>{1,2}\s*["']?(?<path2>[^\s"'|<>&]+))re");
        for (std::size_t i = fenced.first; i < fenced.last; ++i) {
            if (const std::string opened = opened_file(text(i)); !opened.empty())
                read_opened(fenced, i + 1, opened);
            const auto groups = heredoc.groups(text(i).substr(0, 1000));
            if (!groups) continue;
            const auto group = [&](const char* name) {
                const auto found = groups->find(name);
                if (found != groups->end()) return found->second;
                const auto other = groups->find(std::string(name) + "2");
                return other == groups->end() ? std::string() : other->second;
            };
            std::size_t end = i + 1;
            while (end < fenced.last && trim(text(end)) != group("end")) ++end;
            if (end == fenced.last) return;
            // The shell replaces variables unless the end sign is quoted: what is written then is
            // not what stands here.
            const bool is_plain =
                !group("quote").empty() ||
                page_.substr(lines_[i + 1].begin, lines_[end].begin - lines_[i + 1].begin)
                        .find('$') == std::string_view::npos;
            if (is_plain)
                add(fenced, i + 1, end, group("path"), "");
            else
                page_of_.is_whole = false;
            i = end;
        }
    }

    /// How many bytes of each line of a block are numbers that were pasted with it.
    std::size_t number_width(std::size_t line, const Fenced& fenced, std::size_t first,
                             std::size_t last) {
        if (numbered_for_ != first) {
            numbered_for_ = first;
            is_numbered_ = true;
            std::uint64_t before = 0;
            std::size_t seen = 0;
            for (std::size_t i = first; i < last; ++i) {
                const auto number = number_at(i, fenced);
                if (!number && trim(text(i)).empty()) continue;
                is_numbered_ = is_numbered_ && number && (seen == 0 || number->first == before + 1);
                if (!is_numbered_) break;
                before = number->first;
                ++seen;
            }
            is_numbered_ = is_numbered_ && seen > 2;
        }
        const auto number = is_numbered_ ? number_at(line, fenced) : std::nullopt;
        return number ? number->second : 0;
    }

    /// A number at the start of the line and where it ends.
    std::optional<std::pair<std::uint64_t, std::size_t>> number_at(std::size_t line,
                                                                   const Fenced& fenced) const {
        const std::string_view whole = text(line);
        std::size_t at = std::min(whole.find_first_not_of(" \t"), whole.size());
        if (at > fenced.indent + 6) return std::nullopt;
        const std::size_t begin = at;
        while (at < whole.size() && whole[at] >= '0' && whole[at] <= '9') ++at;
        const auto number = parse_number(whole.substr(begin, at - begin));
        if (!number) return std::nullopt;
        if (at < whole.size() && (whole[at] == ':' || whole[at] == '.' || whole[at] == '|')) ++at;
        const bool is_apart = at == whole.size() || whole[at] == ' ' || whole[at] == '\t';
        return is_apart ? std::optional(std::pair{*number, at}) : std::nullopt;
    }

    static bool is_ellipsis(std::string_view line) {
        line = trim(line);
        while (line.starts_with('#') || line.starts_with(';') || line.starts_with('/'))
            line.remove_prefix(1);
        line = trim(line);
        return line.starts_with("...") || line.starts_with("…") || line.starts_with("[...]") ||
               line.starts_with("(...)");
    }

    void add(const Fenced& fenced, std::size_t first, std::size_t last, std::string name,
             std::string dialect) {
        if (first >= last) return;
        while (name.starts_with('/') || name.starts_with('.') || name.starts_with('~'))
            name.erase(0, 1);
        PageBlock block{std::move(name), std::move(dialect), std::string(lines_[first].begin, ' '),
                        false};
        for (std::size_t i = 0; i < first; ++i) block.text[lines_[i + 1].begin - 1] = '\n';
        for (std::size_t i = first; i < last; ++i) add_line(block, i, fenced, first, last);
        if (block.is_shortened) page_of_.is_whole = false;
        page_of_.blocks.push_back(std::move(block));
    }

    /// The line without the fence's indentation and pasted number, which become line ends: blanks
    /// would make an ini line the continuation of the one before.
    void add_line(PageBlock& block, std::size_t line, const Fenced& fenced, std::size_t first,
                  std::size_t last) {
        const std::string_view whole =
            page_.substr(lines_[line].begin, lines_[line + 1].begin - lines_[line].begin);
        const std::size_t blank = std::min(whole.find_first_not_of(" \t"), whole.size());
        const std::size_t cut =
            std::max(std::min(blank, fenced.indent), number_width(line, fenced, first, last));
        block.text.append(cut, '\n');
        if (!is_ellipsis(whole)) {
            block.text += whole.substr(cut);
            return;
        }
        block.is_shortened = true;
        // A hole as templates have them: something stands here that is not known.
        const bool has_room =
            block.dialect == "nginx" && blank + 3 <= whole.size() - 1 && cut <= blank;
        std::string hole(whole.size() - cut - 1, ' ');
        if (has_room) hole.replace(blank - cut, 3, "@X@");
        block.text += hole + "\n";
    }

    std::string_view page_;
    std::vector<Line> lines_;
    Page page_of_;
    std::size_t numbered_for_ = 0;
    bool is_numbered_ = false;
};

}  // namespace

Page read_page(std::string_view text) {
    if (text.find("```") == std::string_view::npos && text.find("~~~") == std::string_view::npos)
        return {};
    return PageReader(text).read();
}

}  // namespace stackc
