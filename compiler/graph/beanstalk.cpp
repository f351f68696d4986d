#include "compiler/graph/beanstalk.h"

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/syntax/yaml.h"

namespace stackc::beanstalk {

static std::string text(const yaml::Item& item) {
    const Word* word = item.scalar();
    return word == nullptr ? std::string() : std::string(word->value);
}

bool is_dockerrun(const Document& document) {
    return document.source().path.filename() == "Dockerrun.aws.json";
}

bool is_extension(const Document& document) {
    return document.source().path.parent_path().filename() == ".ebextensions";
}

namespace {
struct Option {
    std::string space;
    std::string name;
    Setting setting;
};
}  // namespace

/// `option_settings` in both of its forms.
static std::vector<Option> options_of(const Document& document) {
    const yaml::Tree tree(document);
    const yaml::Item settings = tree.root().at("option_settings");
    std::vector<Option> found;
    const auto add = [&](std::string space, std::string name, const yaml::Item& value) {
        if (value.scalar() == nullptr) return;
        found.push_back({std::move(space), std::move(name), {text(value), value.scalar()->span}});
    };
    if (settings.is_mapping()) {
        for (const yaml::Item& space : settings.items()) {
            for (const yaml::Item& option : space.items())
                if (space.is_mapping())
                    add(std::string(space.key().value), std::string(option.key().value), option);
        }
        return found;
    }
    for (const yaml::Item& item : settings.items()) {
        if (!item.is_mapping()) continue;
        const yaml::Item space = item.at("namespace");
        // Variables of the environment may leave their namespace out.
        add(space.is_absent() ? std::string(variables_space) : text(space),
            text(item.at("option_name")), item.at("value"));
    }
    return found;
}

std::optional<Setting> Environment::find(std::string_view space, std::string_view option) const {
    std::optional<Setting> found;
    for (const auto& [name, setting] : all(space)) {
        if (name == option) found = setting;
    }
    return found;
}

std::vector<std::pair<std::string, Setting>> Environment::all(std::string_view space) const {
    std::vector<std::pair<std::string, Setting>> found;
    for (const Document* file : files) {
        for (Option& option : options_of(*file)) {
            if (option.space == space)
                found.emplace_back(std::move(option.name), std::move(option.setting));
        }
    }
    return found;
}

bool Environment::uses(std::string_view space_start) const {
    return std::any_of(files.begin(), files.end(), [&](const Document* file) {
        const std::vector<Option> options = options_of(*file);
        return std::any_of(options.begin(), options.end(), [&](const Option& option) {
            return option.space.starts_with(space_start);
        });
    });
}

bool Environment::mentions(std::string_view wanted, Span& place) const {
    for (const Document* file : files) {
        const std::size_t at = file->text().find(wanted);
        if (!is_extension(*file) || at == std::string_view::npos) continue;
        const auto begin = static_cast<std::uint32_t>(at);
        place = {file->file(), begin, begin + static_cast<std::uint32_t>(wanted.size())};
        return true;
    }
    return false;
}

/// The file that `eb init` writes.
static bool is_tool_config(const Document& document) {
    return document.source().path.parent_path().filename() == ".elasticbeanstalk";
}

std::optional<Setting> Environment::default_platform() const {
    for (const Document* file : files) {
        if (!is_tool_config(*file)) continue;
        const yaml::Tree tree(*file);
        const Word* word = tree.root().at("global").at("default_platform").scalar();
        if (word != nullptr) return Setting{std::string(word->value), word->span};
    }
    return std::nullopt;
}

bool Environment::deploys_artifact() const {
    return std::any_of(files.begin(), files.end(), [](const Document* file) {
        if (!is_tool_config(*file)) return false;
        const yaml::Tree tree(*file);
        return !tree.root().at("deploy").at("artifact").is_absent();
    });
}

/// "64bit Amazon Linux 2018.03 v2.9.1 running Python 3.6", "Python 3.8 running on 64bit Amazon
/// Linux 2", "python-3.11": Python 3.6 and older are of the first generation alone, 3.7 and newer
/// of the later ones.
static Generation generation_of(std::string_view name) {
    if (name.find("amazon linux 2023") != std::string_view::npos) return Generation::amazon_linux_2;
    if (name.find("amazon linux 201") != std::string_view::npos) return Generation::amazon_linux_1;
    if (name.find("amazon linux 2") != std::string_view::npos) return Generation::amazon_linux_2;
    const std::size_t python = name.find("python");
    const std::size_t digit = name.find_first_of("0123456789", std::min(python, name.size()));
    if (python == std::string_view::npos || digit == std::string_view::npos)
        return Generation::unknown;
    const std::string_view version = name.substr(digit);
    const std::size_t dot = version.find('.');
    const std::size_t end = version.find_first_not_of("0123456789", dot + 1);
    const auto minor = dot == 1 ? parse_number(version.substr(2, end - 2)) : std::nullopt;
    if (version[0] == '2') return Generation::amazon_linux_1;
    if (version[0] != '3' || !minor) return Generation::unknown;
    return *minor >= 7 ? Generation::amazon_linux_2 : Generation::amazon_linux_1;
}

Platform Environment::platform() const {
    Platform platform;
    const std::optional<Setting> stated = default_platform();
    const std::string name = stated ? to_lower(stated->value) : std::string();
    platform.is_docker =
        name.find("docker") != std::string::npos ||
        std::any_of(files.begin(), files.end(), [](const Document* f) { return is_dockerrun(*f); });
    platform.is_python = name.find("python") != std::string::npos || uses(python_space);
    platform.generation = generation_of(name);
    if (platform.generation != Generation::unknown) {
        platform.span = stated->span;
        platform.is_stated = true;
        return platform;
    }
    Span first, second;
    const bool is_first = mentions("aws:elasticbeanstalk:container:python:staticfiles", first) ||
                          mentions("/opt/python/", first);
    const bool is_second = mentions("aws:elasticbeanstalk:environment:proxy", second) ||
                           mentions("/var/app/venv", second);
    if (is_first == is_second) return platform;
    platform.generation = is_first ? Generation::amazon_linux_1 : Generation::amazon_linux_2;
    platform.span = is_first ? first : second;
    return platform;
}

std::vector<Environment> find_environments(
    std::span<const std::shared_ptr<const Document>> documents) {
    std::map<Path, Environment> found;
    for (const auto& document : documents) {
        if (document->dialect() != "beanstalk") continue;
        const Path folder = document->source().path.parent_path();
        const Path root = is_dockerrun(*document) ? folder : folder.parent_path();
        found[root].root = root;
        found[root].files.push_back(document.get());
    }
    std::vector<Environment> environments;
    for (auto& [root, environment] : found) {
        // What `eb init` leaves says nothing by itself.
        const auto& files = environment.files;
        if (std::all_of(files.begin(), files.end(),
                        [](const Document* file) { return is_tool_config(*file); }))
            continue;
        environments.push_back(std::move(environment));
    }
    return environments;
}

}  // namespace stackc::beanstalk
