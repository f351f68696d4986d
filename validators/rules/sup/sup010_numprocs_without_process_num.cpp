#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup010_numprocs_without_process_num{
    .summary = "several copies that have one name",
    .why =
        "supervisord does not start: `%(process_num) must be present within process_name "
        "when numprocs > 1`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:worker]
command=celery -A app worker
user=deploy
numprocs=2
)",
    .good = R"([program:worker]
command=celery -A app worker
user=deploy
numprocs=2
process_name=%(program_name)s_%(process_num)02d
)",
};

}  // namespace stackc::rules
