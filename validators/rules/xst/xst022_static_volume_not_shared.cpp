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

static void find_unshared_files(const Graph& graph, Reporter& report) {
    for (const Route& route : graph.routes) {
        const FilesAction* files = std::get_if<FilesAction>(&route.action);
        const Site& site = graph.at(route.site);
        if (files == nullptr || !files->path.is_stated() || !site.process || !files->path->starts_with('/')) continue;
        const std::optional<ContainerId> place = container_of(graph, graph.at(*site.process));
        if (!place) continue;
        const Container& nginx = graph.at(*place);
        if (is_of_image(*files->path) || has_build(nginx) || may_be_filled(nginx, *files->path)) continue;
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
        location / { proxy_pass http://web:8000; }
    }
}
)",
    .check = find_unshared_files,
};

}  // namespace stackc::rules
