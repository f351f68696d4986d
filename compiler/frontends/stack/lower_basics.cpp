// Hosts, accounts and apps of a description into the graph.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/lowering.h"

namespace stackc::stack {

static Value<std::string> os_of(const Item& host) {
    const Item* os = host.find("os");
    if (os == nullptr) return Value<std::string>::by_default("debian 12");
    std::string name;
    for (const Match::Bound& bound : os->match.bound)
        name += (name.empty() ? "" : " ") + bound.text.value;
    return Value<std::string>::known(name, os->span);
}

static std::vector<FirewallRule> firewall_of(const Item& firewall) {
    std::vector<FirewallRule> rules;
    for (const Item* allow : firewall.all("allow")) {
        const Text* from = allow->match.get("CIDR");
        rules.push_back({parse_port(allow->match.get("PORT")->value).value(),
                         allow->match.has("udp"), from == nullptr ? std::string() : from->value,
                         allow->span});
    }
    return rules;
}

void lower_machines(Lowering& lowering) {
    for (const Item* item : lowering.description.all("host")) {
        Host host;
        host.name = item->name;
        host.os = os_of(*item);
        host.address = text_of(*item, "address", "IP");
        if (const Item* aliases = item->find("aliases")) {
            for (const Text& alias : aliases->match.list("HOSTNAME"))
                host.aliases.push_back(to_value(alias));
        }
        if (const Item* firewall = item->find("firewall")) {
            host.has_firewall = true;
            host.firewall = firewall_of(*firewall);
        }
        host.provider = provider_of(*item);
        host.span = item->span;
        const HostId id = lowering.builder.add(std::move(host));
        lowering.hosts.emplace(item->name, id);
    }
    // What a rule asks about the target is what the description says, not the command line.
    Target& target = lowering.builder.graph.target;
    for (const Host& host : lowering.builder.graph.hosts) {
        const bool is_wanted = target.host.empty() || host.name == target.host;
        if (target.is_os_stated || !is_wanted || !host.os.is_known()) continue;
        target.os = *host.os;
        break;
    }
}

static std::optional<std::uint32_t> id_of(const Item& block, std::string_view name) {
    const Value<std::string> text = text_of(block, name, "NUMBER");
    if (!text.is_known()) return std::nullopt;
    return static_cast<std::uint32_t>(parse_number(*text).value_or(0));
}

void lower_accounts(Lowering& lowering) {
    for (const Item* item : lowering.description.all("group")) {
        lowering.builder.graph.groups.push_back({item->name, id_of(*item, "gid"), item->span});
    }
    for (const Item* item : lowering.description.all("user")) {
        User user;
        user.name = item->name;
        user.home = text_of(*item, "home", "PATH");
        if (const Value<std::string> mode = text_of(*item, "home", "MODE"); mode.is_known()) {
            user.home_mode = Value<Mode>::known(parse_mode(*mode).value(), mode.span());
        }
        if (const Item* groups = item->find("groups")) {
            for (const Text& group : groups->match.list("GROUP"))
                user.groups.push_back(to_value(group));
        }
        user.shell = text_of(*item, "shell", "PATH");
        const Text* system = choice_of(*item, "system");
        user.is_system = system == nullptr || system->value == "true";
        user.uid = id_of(*item, "uid");
        user.span = item->span;
        if (const auto gid = id_of(*item, "gid"))
            lowering.builder.graph.groups.push_back({item->name, gid, item->span});
        lowering.builder.graph.users.push_back(std::move(user));
    }
}

static std::optional<FilesMapping> mapping_of(const Item& app, std::string_view name) {
    const Item* item = app.find(name);
    if (item == nullptr) return std::nullopt;
    FilesMapping mapping;
    mapping.span = item->span;
    mapping.is_none = item->match.has("none");
    if (const Text* url = item->match.get("URL_PATH")) mapping.url = to_value(*url);
    if (const Text* path = item->match.get("PATH"))
        mapping.path = Value<std::string>::known(normal_path(path->value), path->span);
    return mapping;
}

/// django/conf/__init__.py: STATIC_URL and MEDIA_URL end with a slash.
static void check_slash(Lowering& lowering, const std::optional<FilesMapping>& mapping) {
    if (!mapping || !mapping->url.is_known() || mapping->url->ends_with('/')) return;
    const Span url = mapping->url.span();
    lowering.report
        .at("STK063", url,
            fmt::format("`{}` does not end with a slash", quoted(std::string_view(*mapping->url))))
        .note("Django would refuse it: If set, STATIC_URL must end with a slash")
        .fix("add the slash", Safety::safe, {{url, *mapping->url + "/"}});
}

static Framework to_framework(std::string_view name) {
    if (name == "django") return Framework::django;
    if (name == "flask") return Framework::flask;
    return name == "fastapi" ? Framework::fastapi : Framework::plain;
}

/// `config.wsgi` is taken for `config.wsgi:application`, as the servers themselves do.
static Value<std::string> module_of(Lowering& lowering, const Item& app, std::string_view name) {
    const Value<std::string> text = text_of(app, name, "MODULE");
    if (!text.is_known() || text->find(':') != std::string::npos) return text;
    lowering.report
        .at("STK020", text.span(),
            fmt::format("`{}` names no callable; `{}:application` is taken", quoted(*text),
                        quoted(*text)))
        .note("a Flask or FastAPI app is often called `app`")
        .fix("name the callable `application`", Safety::safe,
             {{{text.span().file, text.span().end, text.span().end}, ":application"}});
    return Value<std::string>::known(*text + ":application", text.span());
}

static void use_path(Lowering& lowering, const Value<std::string>& path, PathRole role,
                     bool is_written) {
    if (path.is_known())
        lowering.builder.graph.path_uses.push_back(
            {normal_path(*path), role, {}, is_written, path.span()});
}

void lower_apps(Lowering& lowering) {
    for (const Item* item : lowering.description.all("app")) {
        App app;
        app.name = item->name;
        if (const Text* framework = choice_of(*item, "framework"))
            app.framework =
                Value<Framework>::known(to_framework(framework->value), framework->span);
        else
            app.framework = Value<Framework>::by_default(Framework::plain);
        app.root = text_of(*item, "root", "PATH");
        app.venv = text_of(*item, "venv", "PATH");
        app.python = text_of(*item, "python", "VERSION");
        app.wsgi = module_of(lowering, *item, "wsgi");
        app.asgi = module_of(lowering, *item, "asgi");
        app.settings = text_of(*item, "settings", "DOTTED");
        if (const Item* hosts = item->find("allowed_hosts")) {
            for (const Text& host : hosts->match.list("ALLOWED_HOST"))
                app.allowed_hosts.push_back(to_value(host));
        }
        app.static_files = mapping_of(*item, "static");
        app.media = mapping_of(*item, "media");
        check_slash(lowering, app.static_files);
        check_slash(lowering, app.media);
        app.env = env_of(*item);
        app.max_upload = size_of(*item, "max_upload");
        app.span = item->span;
        use_path(lowering, app.root, PathRole::working_directory, false);
        use_path(lowering, app.venv, PathRole::virtualenv, false);
        if (app.static_files)
            use_path(lowering, app.static_files->path, PathRole::static_files, true);
        if (app.media) use_path(lowering, app.media->path, PathRole::media, true);
        lowering.apps.emplace(item->name, lowering.builder.add(std::move(app)));
    }
}

}  // namespace stackc::stack
