// Health checks of load balancers: plain HTTP to the machine's own address, with that address as
// Host. What the balancer's files say of them, and who in the stack answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/django_routes.h"

namespace stackc {

struct HealthCheck {
    std::string who;       // "Elastic Beanstalk", "the target group `web`"
    std::string path;      // "/" where none is stated
    std::string accepted;  // the status codes: "200", "200-399"
    std::uint16_t port = 80;
    Span span;             // the path, or what stands for it
    bool is_stated = false;
    std::optional<Path> bundle;  // Elastic Beanstalk: the folder that it deploys
};

/// Those over HTTP whose path is known.
std::vector<HealthCheck> health_checks(const Graph& graph);

/// Whether `code` is among the codes that the check takes for healthy.
bool accepts(const HealthCheck& check, unsigned code);

/// Who answers the check.
struct Answer {
    const SettingsModule* django = nullptr;  // null: nginx itself
    bool passes_host = false;                // Django sees the machine's address as Host
    bool says_https = false;                 // Django is told that TLS was used
    unsigned code = 0;                       // of nginx' own answer
    Span span;                               // where nginx answers, or hands the request on
};

/// Nothing where that cannot be told.
std::optional<Answer> answer_to(const Graph& graph, const HealthCheck& check);

}  // namespace stackc
