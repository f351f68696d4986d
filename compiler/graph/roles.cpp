#include "compiler/graph/roles.h"

#include "compiler/base/assert.h"

namespace stackc {

bool runs_application(ServerKind kind) {
    switch (kind) {
        case ServerKind::uwsgi:
        case ServerKind::gunicorn:
        case ServerKind::daphne:
        case ServerKind::uvicorn:
        case ServerKind::runserver:
        case ServerKind::celery: return true;
        case ServerKind::nginx:
        case ServerKind::redis:
        case ServerKind::other: return false;
    }
    unreachable("ServerKind");
}

bool is_root(const Value<std::string>& user) { return user.is_known() && (*user == "root" || *user == "0"); }

}  // namespace stackc
