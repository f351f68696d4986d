#include "validators/engine/rule.h"

namespace stackc::rules {

extern constexpr Rule asg010_old_channels_entrypoint{
    .summary = "an entry point of channels 1",
    .why =
        "Channels 2 and later have no `channels.asgi` and no `route`: the import raises "
        "`ModuleNotFoundError: No module named 'channels.asgi'` and the server does not start.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django",
    .sources = "https://github.com/django/channels/issues/942",
    .bad = R"(#> shop/asgi.py
import os
from channels.asgi import get_channel_layer
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
channel_layer = get_channel_layer()
)",
    .good = R"(#> shop/asgi.py
import os
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_asgi_application()
)",
};

}  // namespace stackc::rules
