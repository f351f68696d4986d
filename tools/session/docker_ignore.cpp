#include "tools/session/docker_ignore.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/endpoint.h"

namespace stackc {

/// github.com/moby/patternmatcher 0.6 Pattern.compile.
static std::string to_regex(std::string_view pattern) {
    std::string regex = "^";
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char sign = pattern[at];
        const char next = at + 1 < pattern.size() ? pattern[at + 1] : '\0';
        if (sign == '*' && next == '*') {
            ++at;
            if (at + 1 < pattern.size() && pattern[at + 1] == '/') ++at;
            regex += at + 1 >= pattern.size() ? ".*" : "(.*/)?";
        } else if (sign == '*') {
            regex += "[^/]*";
        } else if (sign == '?') {
            regex += "[^/]";
        } else if (sign == '[' || sign == ']' || sign == '-' || sign == '^') {
            regex += sign;
        } else if (sign == '\\' && next != '\0') {
            regex += '\\';
            regex += pattern[++at];
        } else {
            if (std::string_view(".$(){}|+\\").find(sign) != std::string_view::npos) regex += '\\';
            regex += sign;
        }
    }
    return regex + "$";
}

DockerIgnore DockerIgnore::parse(std::string_view text) {
    DockerIgnore ignore;
    for (const std::string_view line : split(text, '\n')) {
        std::string_view pattern = trim(line);
        if (line.starts_with('#') || pattern.empty()) continue;
        const bool takes_back = pattern.starts_with('!');
        if (takes_back) pattern = trim(pattern.substr(1));
        // `./static/` and `/static` are `static`.
        std::string clean = join_path("/", "./" + std::string(pattern)).substr(1);
        if (clean.empty()) continue;
        std::optional<Regex> regex = Regex::compile(to_regex(clean));
        if (regex) ignore.patterns_.push_back({std::move(clean), *std::move(regex), takes_back});
    }
    return ignore;
}

DockerIgnore DockerIgnore::of(const FileSystem& files, const Path& context,
                              const Path& dockerfile) {
    for (const Path& path :
         {Path(dockerfile.string() + ".dockerignore"), context / ".dockerignore"}) {
        const auto text = files.read(path);
        if (!text) continue;
        DockerIgnore ignore = parse(*text);
        ignore.file_ = path;
        return ignore;
    }
    return {};
}

/// The path or a folder above it.
static bool fits(const Regex& regex, const std::string& path) {
    if (regex.matches(path)) return true;
    for (std::size_t end = path.rfind('/'); end != std::string::npos && end > 0;
         end = path.rfind('/', end - 1)) {
        if (regex.matches(path.substr(0, end))) return true;
    }
    return false;
}

std::optional<std::string> DockerIgnore::excludes(const std::string& path) const {
    const Pattern* last = nullptr;
    for (const Pattern& pattern : patterns_) {
        // Something below it may come back in.
        const bool is_below = pattern.text.starts_with(path + "/") || pattern.text.find("**") == 0;
        if (pattern.takes_back && is_below) return std::nullopt;
        if (fits(pattern.regex, path)) last = &pattern;
    }
    return last == nullptr || last->takes_back ? std::nullopt : std::optional(last->text);
}

}  // namespace stackc
