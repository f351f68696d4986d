// The lines of a log, whoever wrote and carried it.
#include <array>

#include "compiler/base/assert.h"
#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "validators/symptoms/symptom.h"

namespace stackc {

/// A longer line is cut: no message is that long, and patterns would take their time.
static constexpr std::size_t most_bytes = 8192;

/// Without the sequences that colour a terminal (ECMA-48: CSI … final byte, OSC … BEL or ST).
static std::string without_colors(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\x1b') {
            out += line[i];
            continue;
        }
        const char kind = i + 1 < line.size() ? line[i + 1] : '\0';
        ++i;
        if (kind == '[') {
            while (i + 1 < line.size() && (line[i + 1] < '@' || line[i + 1] > '~')) ++i;
            ++i;
        } else if (kind == ']') {
            while (i + 1 < line.size() && line[i + 1] != '\a' && line[i + 1] != '\x1b') ++i;
            i += i + 1 < line.size() && line[i + 1] == '\x1b' ? 2 : 1;
        }
    }
    return out;
}

namespace {

/// What carriers put before a message, one after another until none is left.
class Prefixes {
  public:
    Prefixes() {
        static constexpr std::string_view patterns[] = {
            // docker compose: `web_1  | `, `web-1 | `
            R"(^[A-Za-z0-9][\w.-]*\s*\| )",
            // journalctl, syslog: `Nov 20 10:00:00 host nginx[123]: `, also `-o short-iso`
            R"(^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) \S+ [\w@.()/-]+(?:\[\d+\])?: )",
            // docker and kubectl with --timestamps: `2026-11-20T10:00:00.123456789Z `
            R"(^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d) )",
            // grep over several files: `/var/log/nginx/error.log:12:`, tail and notes: `error.log:
            // `
            R"(^[\w./-]+\.log(?:\.\d+)?:(?:\d+:)? ?)",
            // uWSGI: `Thu Nov 19 20:27:40 2026 - `, `[uwsgi] `
            R"(^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} - )",
            // nginx: `2026/11/20 10:00:00 [error] 29#29: *1 `; the level stays
            R"(^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d )",
            // supervisor, Python: `2026-11-20 10:00:00,123 `; gunicorn: `[2026-11-20 10:00:00
            // +0000] `
            R"(^\[?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[,.]\d+)?(?: [+-]\d{4})?\]? )",
            // redis: `123:M 20 Nov 2026 10:00:00.123 # `
            R"(^\d+:[A-Z] \d\d [A-Z][a-z]{2} \d{4} [\d:.]+ [.*#-] )",
        };
        for (const std::string_view pattern : patterns) {
            std::optional<Regex> regex = Regex::compile("(?<prefix>" + std::string(pattern) + ")");
            STACKC_ASSERT(regex.has_value());
            regexes_.push_back(*std::move(regex));
        }
    }

    std::string_view strip(std::string_view line) const {
        while (true) {
            const std::size_t size = length(line);
            if (size == 0) return line;
            line.remove_prefix(size);
        }
    }

  private:
    std::size_t length(std::string_view line) const {
        for (const Regex& regex : regexes_) {
            if (const auto groups = regex.groups(line)) return groups->at("prefix").size();
        }
        return 0;
    }
    std::vector<Regex> regexes_;
};

}  // namespace

/// What comes between `Traceback …` and the exception: places and their source lines.
static bool is_inside_traceback(std::string_view line) {
    return line.starts_with(' ') || line.starts_with('\t');
}

std::vector<LogLine> read_log(std::string_view log) {
    const Prefixes prefixes;
    std::vector<LogLine> lines;
    std::size_t number = 0;
    bool is_in_traceback = false;
    for (const std::string_view raw : split(log, '\n')) {
        ++number;
        const std::string plain = without_colors(raw.substr(0, most_bytes));
        const std::string_view text = trim_end(prefixes.strip(trim_end(plain)));
        if (text.empty()) continue;
        if (is_in_traceback && is_inside_traceback(text)) continue;
        is_in_traceback = text.find("Traceback (most recent call last)") != std::string_view::npos;
        // `tail -f` of several files names each before its lines.
        const bool is_heading = text.starts_with("==> ") && text.ends_with(" <==");
        if (!is_in_traceback && !is_heading) lines.push_back({number, std::string(trim(text))});
    }
    return lines;
}

}  // namespace stackc
