#include "validators/rules/xst/time_limits.h"

namespace stackc {

bool limits_requests(const Process& process) {
    switch (process.kind) {
        case ServerKind::uwsgi: return true;
        case ServerKind::gunicorn: {
            const bool has_threads = process.threads.is_unknown() || process.threads.value_or(1) > 1;
            const Option* worker = process.option("worker_class");
            const bool is_sync = worker == nullptr || (worker->value.is_known() && *worker->value == "sync");
            return is_sync && !has_threads && process.is_fully_read;
        }
        case ServerKind::nginx:
        case ServerKind::daphne:
        case ServerKind::uvicorn:
        case ServerKind::redis:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return false;
    }
    unreachable("ServerKind");
}

}  // namespace stackc
