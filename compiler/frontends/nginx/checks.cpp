#include "compiler/frontends/nginx/checks.h"

namespace stackc::nginx {

void check_statement(const Place& place, const Node& node, Reporter& report) {
    (void)place;
    (void)node;
    (void)report;
}

}  // namespace stackc::nginx
