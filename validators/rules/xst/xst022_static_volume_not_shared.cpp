#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// The image's own pages; Debian's nginx image keeps them there.
static bool is_of_image(std::string_view path) { return is_below(path, "/usr/share/nginx") || is_below(path, "/etc/nginx") || path == "/"; }

/// Whether something may put files at the path: a mount, or the image.
static bool may_be_filled(const Container& container, std::string_view path) {
    const bool is_mounted = std::any_of(container.mounts.begin(), container.mounts.end(), [&](const Mount& mount) {
        return !mount.target.is_known() || is_below(path, *mount.target) || is_below(*mount.target, path);
    });
    // What an image of one's own holds is not known to the last file.
    return is_mounted || !container.build_context.is_absent() || !container.is_image_known || !container.is_fully_read;
}

static bool has_build(const Container& container) { return container.image_file.has_value() || !container.build_context.is_absent(); }

/// The container of the project that has the path: it is mounted there, or it is the app's own.
static const Container* find_owner(const Graph& graph, const Container& nginx, std::string_view path) {
    for (const Container& container : graph.containers) {
        if (container.project != nginx.project || &container == &nginx) continue;
        for (const Mount& mount : container.mounts) {
            if (mount.target.is_known() && is_below(path, *mount.target)) return &container;
        }
    }
    for (const Container& container : graph.containers) {
        if (container.project == nginx.project && &container != &nginx && has_build(container)) return &container;
    }
    return nullptr;
}

/// The named volume in which the path lies; null where it is none, or one that others may fill.
static const Mount* volume_at(const Container& container, std::string_view path) {
    const Mount* nearest_mount = nullptr;
    for (const Mount& mount : container.mounts) {
        if (!mount.target.is_known()) return nullptr;
        if (!is_below(path, *mount.target)) continue;
        if (nearest_mount == nullptr || mount.target->size() > nearest_mount->target->size()) nearest_mount = &mount;
    }
    const bool is_named = nearest_mount != nullptr && nearest_mount->kind == MountKind::volume && nearest_mount->source.is_known();
    return is_named ? nearest_mount : nullptr;
}

/// Whether another container has the volume, or may have it.
static bool is_shared(const Graph& graph, const Container& nginx, const std::string& volume) {
    return std::any_of(graph.containers.begin(), graph.containers.end(), [&](const Container& other) {
        if (&other == &nginx || other.project != nginx.project) return false;
        if (!other.is_fully_read) return true;
        return std::any_of(other.mounts.begin(), other.mounts.end(), [&](const Mount& mount) {
            return mount.kind == MountKind::volume && (!mount.source.is_known() || *mount.source == volume);
        });
    });
}

/// `external: true`: other projects may fill it.
static bool may_be_external(const Graph& graph, const Container& container) {
    const Document* document = graph.document_of(container.file);
    return document == nullptr || document->source().text().find("external:") != std::string_view::npos;
}

/// nginx reads a volume that no other container has: nothing ever writes into it.
static void check_volume(const Graph& graph, const FilesAction& files, const Container& nginx, Reporter& report) {
    const Mount* mount = volume_at(nginx, *files.path);
    if (mount == nullptr || is_shared(graph, nginx, *mount->source) || may_be_external(graph, nginx)) return;
    const Container* owner = find_owner(graph, nginx, *files.path);
    if (owner == nullptr) return;
    const std::string volume = mount->source->substr(mount->source->rfind(':') + 1);
    report.at(files.path.span(), fmt::format("nginx serves files of `{}`, but no other container has the volume `{}`", quoted(*files.path), quoted(volume)))
        .label(mount->span, "it is mounted here alone")
        .label(owner->name_span, "the files are most likely made here")
        .note(fmt::format("nobody writes into the volume: requests get 404 with `open() \"{}/…\" failed (2: No such file or directory)`", quoted(*files.path)))
        .note(fmt::format("mount it in `{}` too, where `STATIC_ROOT` or `MEDIA_ROOT` is", quoted(owner->name)));
}

static void find_unshared_files(const Graph& graph, Reporter& report) {
    for (const Route& route : graph.routes) {
        const FilesAction* files = std::get_if<FilesAction>(&route.action);
        const Site& site = graph.at(route.site);
        if (files == nullptr || !files->path.is_stated() || !site.process || !files->path->starts_with('/')) continue;
        const std::optional<ContainerId> place = container_of(graph, graph.at(*site.process));
        if (!place) continue;
        const Container& nginx = graph.at(*place);
        if (is_of_image(*files->path) || has_build(nginx)) continue;
        // certbot is run by hand, too.
        if (route.match.path.find(".well-known") == std::string::npos) check_volume(graph, *files, nginx, report);
        if (may_be_filled(nginx, *files->path)) continue;
        const Container* owner = find_owner(graph, nginx, *files->path);
        if (owner == nullptr) continue;
        report.at(files->path.span(), fmt::format("nginx serves files of `{}`, but nothing is mounted there in `{}`", quoted(*files->path), quoted(nginx.name)))
            .label(nginx.name_span, "nginx runs here")
            .label(owner->name_span, "the files are most likely made here")
            .note(fmt::format("requests get 404 with `open() \"{}/…\" failed (2: No such file or directory)`", quoted(*files->path)))
            .note("mount one volume at that path in both");
    }
}

extern constexpr Rule xst022_static_volume_not_shared{
    .summary = "nginx in a container serves a folder that no volume brings into it",
    .why = "The files that `collectstatic` or an upload writes stay in the app's container. nginx answers 404 and logs "
           "`open() \"/srv/static/app.css\" failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx compose",
    .sources = "https://docs.docker.com/engine/storage/volumes/ https://github.com/realpython/dockerizing-django/issues/39",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [web]
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    volumes:
      - static:/srv/static
volumes:
  static:
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location /static/ { alias /srv/static/; }
        location / { proxy_pass http://web:8000; }
    }
}
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [web]
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - static:/srv/static:ro
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    volumes:
      - static:/srv/static
volumes:
  static:
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location /static/ { alias /srv/static/; }
        location / { proxy_set_header Host $host; proxy_pass http://web:8000; }
    }
}
)",
    .check = find_unshared_files,
};

}  // namespace stackc::rules
