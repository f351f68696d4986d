#include "tools/session/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <toml++/toml.h>

#include "compiler/base/text.h"
#include "emitters/emitter.h"

namespace stackc {

static constexpr std::string_view file_name = "stackc.toml";

std::optional<FailOn> parse_fail_on(std::string_view text) {
    if (text == "error") return FailOn::error;
    if (text == "warning") return FailOn::warning;
    if (text == "info") return FailOn::info;
    if (text == "never") return FailOn::never;
    return std::nullopt;
}

std::span<const std::string_view> known_systems() {
    static constexpr std::string_view systems[] = {"debian 11",    "debian 12",    "ubuntu 20.04",     "ubuntu 22.04",
                                                   "ubuntu 24.04", "amazonlinux 2023", "rhel 9"};
    return systems;
}

static std::string did_you_mean(std::string_view text, std::span<const std::string_view> candidates) {
    const std::optional<std::string_view> guess = nearest(text, candidates);
    return guess ? fmt::format("; did you mean `{}`?", *guess) : std::string();
}

std::string describe_unknown_rule(std::string_view selector) {
    const std::vector<std::string> patterns{std::string(selector)};
    std::vector<std::string_view> candidates{"all"};
    for (const RuleEntry& entry : rules::all()) {
        if (RuleSelection{patterns, {}}.includes(entry)) return {};
        candidates.push_back(entry.id);
        candidates.push_back(entry.name);
    }
    std::string upper(selector);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const bool looks_like_id = upper.find_first_of("0123456789") != std::string::npos;
    return fmt::format("no rule is called `{}`{}", quoted(selector), did_you_mean(looks_like_id ? upper : std::string(selector), candidates));
}

namespace {

/// Reads one config file, collecting what is wrong with it.
class Reader {
  public:
    Reader(const Path& path, const std::string& text) : folder_(path.parent_path()), lines_(text) {}

    void read(const std::string& text, Config& config) {
        try {
            const toml::table root = toml::parse(text);
            read_root(root, config);
        } catch (const toml::parse_error& error) {
            std::string message(error.description());
            message[0] = to_lower(message.substr(0, 1))[0];
            problem("STC009", error.source(), std::move(message), "nothing in this file is used until it can be read");
        }
    }

    std::vector<ConfigProblem> take_problems() { return std::move(problems_); }

  private:
    using Strings = std::vector<std::string>;

    void problem(std::string_view rule, const toml::source_region& at, std::string message, std::string note) {
        const auto offset = [&](const toml::source_position& position) {
            if (position.line == 0) return std::uint32_t{0};
            const std::uint32_t column = position.column > 0 ? position.column - 1 : 0;
            return lines_.offset({position.line - 1, column}, Encoding::code_points);
        };
        const std::uint32_t begin = offset(at.begin);
        problems_.push_back({rule, begin, std::max(begin, offset(at.end)), std::move(message), std::move(note)});
    }

    void wrong(const toml::node& node, std::string message, std::string note = "") {
        problem("STC009", node.source(), std::move(message), std::move(note));
    }

    void unknown(const toml::key& key, std::string_view where, std::span<const std::string_view> known) {
        problem("STC008", key.source(), fmt::format("{} has no setting `{}`{}", where, quoted(key.str()), did_you_mean(key.str(), known)),
                fmt::format("settings there: {}", fmt::join(known, ", ")));
    }

    /// The table at `node`; reports anything else.
    const toml::table* table(const toml::key& key, const toml::node& node) {
        if (const toml::table* found = node.as_table()) return found;
        wrong(node, fmt::format("`{}` is a table, not a single value", key.str()));
        return nullptr;
    }

    std::optional<std::string> text(const toml::key& key, const toml::node& node) {
        if (const auto* found = node.as_string()) return found->get();
        wrong(node, fmt::format("`{}` takes a text in quotes", quoted(key.str())));
        return std::nullopt;
    }

    Strings texts(const toml::key& key, const toml::node& node) {
        Strings result;
        const toml::array* array = node.as_array();
        if (array == nullptr) {
            wrong(node, fmt::format("`{}` takes a list of texts: `[\"…\"]`", quoted(key.str())));
            return result;
        }
        for (const toml::node& item : *array) {
            if (const auto* found = item.as_string()) result.push_back(found->get());
            else wrong(item, fmt::format("`{}` takes texts in quotes only", quoted(key.str())));
        }
        return result;
    }

    Strings rules(const toml::key& key, const toml::node& node) {
        Strings result = texts(key, node);
        if (node.as_array() == nullptr) return result;
        for (const toml::node& item : *node.as_array()) {
            if (const auto* found = item.as_string()) check_rule(found->get(), item.source());
        }
        return result;
    }

    void check_rule(std::string_view selector, const toml::source_region& at) {
        if (std::string why = describe_unknown_rule(selector); !why.empty()) problem("STC009", at, std::move(why), "");
    }

    template <class Use>
    void each(const toml::table& from, Use use) {
        // In file order, so that findings come in it too.
        std::vector<std::pair<const toml::key*, const toml::node*>> entries;
        for (const auto& [key, node] : from) entries.emplace_back(&key, &node);
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
            const toml::source_position &x = a.first->source().begin, &y = b.first->source().begin;
            return std::pair(x.line, x.column) < std::pair(y.line, y.column);
        });
        for (const auto& [key, node] : entries) use(*key, *node);
    }

    void read_root(const toml::table& root, Config& config) {
        static constexpr std::array<std::string_view, 3> known{"lint", "files", "target"};
        each(root, [&](const toml::key& key, const toml::node& node) {
            if (std::find(known.begin(), known.end(), key.str()) == known.end()) return unknown(key, "stackc.toml", known);
            const toml::table* section = table(key, node);
            if (section == nullptr) return;
            if (key == "lint") read_lint(*section, config);
            if (key == "files") read_files(*section, config.session);
            if (key == "target") read_target(*section, config);
        });
    }

    void read_lint(const toml::table& section, Config& config) {
        static constexpr std::array<std::string_view, 5> known{"select", "ignore", "fail-on", "severity", "per-path-ignores"};
        each(section, [&](const toml::key& key, const toml::node& node) {
            if (key == "select") config.session.rules.select = rules(key, node);
            else if (key == "ignore") config.session.rules.ignore = rules(key, node);
            else if (key == "fail-on") read_fail_on(key, node, config);
            else if (key == "severity") read_severities(key, node, config.session);
            else if (key == "per-path-ignores") read_path_ignores(key, node, config.session);
            else unknown(key, "[lint]", known);
        });
    }

    void read_fail_on(const toml::key& key, const toml::node& node, Config& config) {
        const std::optional<std::string> value = text(key, node);
        if (!value) return;
        const std::optional<FailOn> parsed = parse_fail_on(*value);
        if (parsed) config.fail_on = *parsed;
        else wrong(node, fmt::format("`{}` is none of error, warning, info, never", quoted(*value)));
    }

    void read_severities(const toml::key& key, const toml::node& node, SessionOptions& options) {
        const toml::table* section = table(key, node);
        if (section == nullptr) return;
        each(*section, [&](const toml::key& rule, const toml::node& value) {
            if (find_rule(rule.str()) == nullptr) check_rule(rule.str(), rule.source());
            const std::optional<std::string> name = text(rule, value);
            if (!name) return;
            const std::optional<Severity> severity = parse_severity(*name);
            const RuleEntry* entry = find_rule(rule.str());
            if (!severity) wrong(value, fmt::format("`{}` is none of error, warning, info", quoted(*name)));
            else if (entry != nullptr) options.severities[std::string(entry->id)] = *severity;
        });
    }

    void read_path_ignores(const toml::key& key, const toml::node& node, SessionOptions& options) {
        const toml::table* section = table(key, node);
        if (section == nullptr) return;
        each(*section, [&](const toml::key& glob, const toml::node& value) {
            options.per_path_ignores.emplace_back(std::string(glob.str()), rules(glob, value));
        });
    }

    void read_files(const toml::table& section, SessionOptions& options) {
        static constexpr std::array<std::string_view, 2> known{"exclude", "dialect"};
        each(section, [&](const toml::key& key, const toml::node& node) {
            if (key == "exclude") options.excludes = texts(key, node);
            else if (key == "dialect") read_dialects(key, node, options);
            else unknown(key, "[files]", known);
        });
    }

    void read_dialects(const toml::key& key, const toml::node& node, SessionOptions& options) {
        const toml::table* section = table(key, node);
        if (section == nullptr) return;
        std::vector<std::string_view> names;
        for (const Frontend* frontend : frontends::all()) names.push_back(frontend->name);
        each(*section, [&](const toml::key& glob, const toml::node& value) {
            const std::optional<std::string> dialect = text(glob, value);
            if (!dialect) return;
            if (find_frontend(*dialect) != nullptr) options.dialects.emplace_back(std::string(glob.str()), *dialect);
            else wrong(value, fmt::format("stackc reads no dialect `{}`{}", quoted(*dialect), did_you_mean(*dialect, names)),
                       fmt::format("dialects: {}", fmt::join(names, ", ")));
        });
    }

    void read_target(const toml::table& section, Config& config) {
        static constexpr std::array<std::string_view, 5> known{"os", "layout", "map", "sysroot", "versions"};
        each(section, [&](const toml::key& key, const toml::node& node) {
            if (key == "os") read_system(key, node, config.session.target);
            else if (key == "layout") read_layout(key, node, config);
            else if (key == "map") read_maps(key, node, config.session);
            else if (key == "versions") read_versions(key, node, config.session.target);
            else if (key == "sysroot") {
                if (const auto value = text(key, node)) config.session.sysroot = (folder_ / *value).lexically_normal();
            } else unknown(key, "[target]", known);
        });
    }

    void read_system(const toml::key& key, const toml::node& node, Target& target) {
        const std::optional<std::string> value = text(key, node);
        if (!value) return;
        const auto systems = known_systems();
        target.os = *value;
        target.is_os_stated = true;
        if (std::find(systems.begin(), systems.end(), *value) != systems.end()) return;
        wrong(node, fmt::format("stackc knows no system `{}`{}", quoted(*value), did_you_mean(*value, systems)),
              fmt::format("systems: {}", fmt::join(systems, ", ")));
    }

    void read_layout(const toml::key& key, const toml::node& node, Config& config) {
        const std::optional<std::string> value = text(key, node);
        if (!value) return;
        if (parse_layout(*value)) config.layout = *value;
        else wrong(node, fmt::format("`{}` is none of debian, rhel, standalone", quoted(*value)));
    }

    void read_maps(const toml::key& key, const toml::node& node, SessionOptions& options) {
        const toml::table* section = table(key, node);
        if (section == nullptr) return;
        each(*section, [&](const toml::key& target, const toml::node& value) {
            const std::optional<std::string> here = text(target, value);
            if (!here) return;
            if (!target.str().starts_with('/')) {
                problem("STC009", target.source(), fmt::format("`{}` is no absolute path of the target", quoted(target.str())), "");
            } else {
                options.maps.emplace_back(std::string(target.str()), (folder_ / *here).lexically_normal());
            }
        });
    }

    void read_versions(const toml::key& key, const toml::node& node, Target& target) {
        const toml::table* section = table(key, node);
        if (section == nullptr) return;
        each(*section, [&](const toml::key& program, const toml::node& value) {
            if (const auto version = text(program, value)) target.versions[std::string(program.str())] = *version;
        });
    }

    Path folder_;
    LineIndex lines_;
    std::vector<ConfigProblem> problems_;
};

}  // namespace

std::optional<Path> find_config(const FileSystem& files, const Path& folder) {
    Path current = folder.lexically_normal();
    while (true) {
        const Path candidate = current / file_name;
        // Whatever stands under that name is meant as a config file, readable or not.
        const FileKind kind = files.status(candidate).kind;
        if (kind != FileKind::none && kind != FileKind::directory) return candidate;
        if (!current.has_relative_path() || current == current.parent_path()) return std::nullopt;
        current = current.parent_path();
    }
}

Config read_config(const Path& path, std::string text) {
    Config config;
    Reader reader(path, text);
    reader.read(text, config);
    config.session.config = std::make_shared<const ConfigSource>(ConfigSource{path, std::move(text), reader.take_problems()});
    return config;
}

Config load_config(const FileSystem& files, const Path& folder) {
    const std::optional<Path> path = find_config(files, folder);
    if (!path) return {};
    auto text = files.read(*path);
    if (text) return read_config(*path, *std::move(text));
    Config config;
    ConfigSource source{*path, "", {}};
    source.problems.push_back({"STC001", 0, 0, fmt::format("cannot read `{}`: {}", quoted(path->string()), text.error().reason), ""});
    config.session.config = std::make_shared<const ConfigSource>(std::move(source));
    return config;
}

}  // namespace stackc
