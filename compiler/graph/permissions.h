// Whether nginx may open a server's socket or a site's files: who makes the socket with which
// owner, group and mode, who must open it, and every folder on the way. What is not known
// answers nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/links.h"

namespace stackc {

/// A user with its groups, the primary one first.
struct Account {
    std::string user;
    std::vector<std::string> groups;
    bool knows_groups = false;  // no other group can be among them
};

/// As whom nginx's workers run: one account where the files say so, several where only the
/// packages' defaults are known.
struct NginxAccounts {
    std::vector<Account> accounts;
    std::optional<Span> said_at;  // the `user` directive
    bool is_certain = false;      // nginx's main file is there, so the accounts are all there are
};
NginxAccounts nginx_accounts(const Graph& graph, FileId from);

/// A file, folder or socket with its permissions; an owner or group that is not there is unknown.
struct Owned {
    std::optional<std::string> owner;
    std::optional<std::string> group;
    Mode mode;
    std::string because;          // why so: "uWSGI makes sockets 0755 unless `chmod-socket` says otherwise"
    std::optional<Span> said_at;  // where the mode is written
};

/// "0755 deploy:deploy".
std::string to_text(const Owned& owned);

enum class Answer : std::uint8_t { yes, no, unknown };

/// Whether the account has one of the permission bits r (4), w (2), x (1).
Answer may(const Account& account, const Owned& owned, std::uint32_t bit);

/// The socket as it lies on the disk once the server has bound it; nothing where its mode is
/// not known.
std::optional<Owned> socket_once_bound(const Graph& graph, const Listener& listener);

/// Whether it is proven that nginx can write to the socket once its mode is `mode`.
bool admits_nginx(const Graph& graph, const Listener& listener, Mode mode);

/// What is known about a folder of the target that `from` is for.
std::optional<Owned> folder_state(const Graph& graph, const std::string& path, FileId from, bool& is_certain);

/// The component that keeps nginx out.
struct Refusal {
    std::string path;
    bool is_folder = false;
    Owned state;
    NginxAccounts accounts;
    std::string user;          // one of the accounts, for the message
    /// The mode would admit a member of the group, and the account is known to be none.
    bool is_membership = false;
    bool is_certain = false;
};

/// Why nginx cannot open the socket that the link reaches; nothing where it can or nobody knows.
std::optional<Refusal> socket_refusal(const Graph& graph, const Link& link, const Listener& listener);

/// As whom the server binds its sockets, where that is certain.
std::optional<Account> binder(const Graph& graph, const Process& process);

/// Why the server itself cannot make its socket: the folder takes no new names from its user.
std::optional<Refusal> bind_refusal(const Graph& graph, const Listener& listener);

/// As whom a manager starts the program, or the process is started; nothing where nobody says.
/// Root may everything.
std::optional<Account> starter(const Graph& graph, const Program& program);
std::optional<Account> starter(const Graph& graph, const Process& process);

/// Why the account cannot write the file at `path`, or make it; nothing where it can or nobody
/// knows. Only what a machine or sysroot shows counts.
std::optional<Refusal> write_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from);

/// As whom the server's workers answer requests, where the files say so.
std::optional<Account> worker(const Graph& graph, const Process& process);

/// Why the account cannot read the file at `path`, which is there.
std::optional<Refusal> read_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from);

/// Why the account cannot execute the file at `path`.
std::optional<Refusal> execute_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from);

/// Why nginx cannot reach what lies at `path`.
std::optional<Refusal> folder_refusal(const Graph& graph, const std::string& path, FileId from);

}  // namespace stackc
