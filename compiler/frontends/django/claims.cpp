#include "compiler/frontends/django/claims.h"

#include <algorithm>
#include <array>
#include <span>

namespace stackc::django {

Role role_of(const Path& path) {
    const std::string name = path.filename().string();
    if (path.extension() != ".py") return Role::other;
    if (name == "wsgi.py") return Role::wsgi;
    if (name == "asgi.py") return Role::asgi;
    if (name == "manage.py") return Role::manage;
    if (name == "routing.py") return Role::routing;
    if (name == "urls.py") return Role::urls;
    const bool is_in_package = path.parent_path().filename() == "settings";
    const bool is_settings = name == "settings.py" || name.starts_with("settings_") ||
                             name.ends_with("_settings.py") || is_in_package;
    return is_settings ? Role::settings : Role::other;
}

static bool mentions(std::string_view text, std::span<const std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

/// Whether a line of the text starts with `NAME =`, `NAME +=` or `NAME.append` of a setting that
/// only Django has.
static bool assigns_a_setting(std::string_view text) {
    static constexpr std::array<std::string_view, 14> telling{"INSTALLED_APPS",
                                                              "ROOT_URLCONF",
                                                              "ALLOWED_HOSTS",
                                                              "MIDDLEWARE",
                                                              "DATABASES",
                                                              "STATIC_ROOT",
                                                              "WSGI_APPLICATION",
                                                              "STATIC_URL",
                                                              "MEDIA_ROOT",
                                                              "TEMPLATES",
                                                              "CHANNEL_LAYERS",
                                                              "ASGI_APPLICATION",
                                                              "CSRF_TRUSTED_ORIGINS",
                                                              "SECURE_SSL_REDIRECT"};
    return std::any_of(telling.begin(), telling.end(), [&](std::string_view name) {
        for (std::size_t at = text.find(name); at != std::string_view::npos;
             at = text.find(name, at + 1)) {
            if (at == 0 || text[at - 1] == '\n') return true;
        }
        return false;
    });
}

int looks_like_django(const SourceFile& file) {
    constexpr int surely = 30, surely_not = -100;
    static constexpr std::array<std::string_view, 2> launches{"DJANGO_SETTINGS_MODULE",
                                                              "get_wsgi_application"};
    static constexpr std::array<std::string_view, 4> asgi{
        "DJANGO_SETTINGS_MODULE", "get_asgi_application", "ProtocolTypeRouter", "channels"};
    static constexpr std::array<std::string_view, 3> routes{"websocket_urlpatterns",
                                                            "ProtocolTypeRouter", "URLRouter"};
    const std::string_view text = file.text();
    bool is_ours = false;
    switch (role_of(file.path)) {
        case Role::settings: {
            static constexpr std::array<std::string_view, 2> takes_all{" import *", "environ"};
            const bool is_package = file.path.parent_path().filename() == "settings";
            is_ours = assigns_a_setting(text) || (is_package && mentions(text, takes_all));
            break;
        }
        case Role::wsgi:
        case Role::manage:
            is_ours = mentions(text, launches);
            break;
        case Role::asgi:
            is_ours = mentions(text, asgi);
            break;
        case Role::routing:
            is_ours = mentions(text, routes);
            break;
        case Role::urls:
            // Of the views only the one that serves files says something about the deployment.
            is_ours = text.find("django.views.static") != std::string_view::npos;
            break;
        case Role::other:
            return file.path.extension() == ".py" ? surely_not : 0;
    }
    return is_ours ? surely : surely_not;
}

}  // namespace stackc::django
