// What the parts of lowering share: the description, the graph in the making, and who is who.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/stack/tree.h"
#include "compiler/frontends/stack/values.h"
#include "compiler/graph/graph.h"

namespace stackc::stack {

struct Lowering {
    const Description& description;
    GraphBuilder& builder;
    Reporter& report;
    std::map<std::string, HostId, std::less<>> hosts;
    std::map<std::string, AppId, std::less<>> apps;
    std::map<std::string, ProcessId, std::less<>> services;
    bool has_own_account = false;  // the account named after the stack was made
};

// Each part reads its statements into the graph, in this order.
void lower_machines(Lowering& lowering);
void lower_accounts(Lowering& lowering);
void lower_apps(Lowering& lowering);
void lower_services(Lowering& lowering);
void lower_sites(Lowering& lowering);
void lower_balancers(Lowering& lowering);

/// Reports names that nothing has and names of the wrong kind, and statements that are missing.
/// Gives the names that lead somewhere.
std::vector<NameUse> check_references(const Description& description, Reporter& report);
void check_required(const Description& description, Reporter& report);

/// The names of the blocks of one kind.
std::vector<std::string> names_of(const Description& description, std::string_view kind);

/// The value of type `type` of the statement `name` in `block`; absent where it is not there.
Value<std::string> text_of(const Item& block, std::string_view name, std::string_view type);
Value<Duration> duration_of(const Item& block, std::string_view name);
Value<Size> size_of(const Item& block, std::string_view name);
Value<std::string> to_value(const Text& text);
/// The keyword that `name` chose.
const Text* choice_of(const Item& block, std::string_view name);
std::vector<EnvVariable> env_of(const Item& block);
std::vector<RawText> raw_of(const Item& block);
std::vector<HeaderLine> headers_of(const Item& block);
std::optional<Provider> provider_of(const Item& block);
/// The address as an endpoint; `default_host` where only a port is written.
Value<Endpoint> endpoint_of(const Text& address, std::string_view default_host);

}  // namespace stackc::stack
