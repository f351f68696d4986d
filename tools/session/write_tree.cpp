#include "tools/session/write_tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <system_error>

#include "tools/session/manifest.h"
#include "tools/session/sha256.h"

namespace stackc {

static constexpr std::string_view manifest_name = "manifest.json";

static std::string describe(int error) { return std::generic_category().message(error); }

namespace {

/// An open descriptor.
class Handle {
  public:
    Handle() = default;
    explicit Handle(int fd) : fd_(fd) {}
    Handle(Handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Handle() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }

  private:
    int fd_ = -1;
};

enum class DiskKind : unsigned char { absent, file, link, folder, other, blocked };

struct DiskState {
    DiskKind kind = DiskKind::absent;
    std::string text;  // of a file; the target of a link
    std::uint32_t mode = 0;
};

struct Place {
    std::string folder, name;
};

}  // namespace

static Place place_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

/// Opens `path` below `base` one folder at a time, through no link; `makes` the missing ones.
static Handle open_folder(int base, const std::string& path, bool makes) {
    Handle here(::dup(base));
    std::size_t begin = 0;
    while (here.is_open() && begin < path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string name = path.substr(begin, end - begin);
        begin = end + 1;
        if (makes && ::mkdirat(here.fd(), name.c_str(), 0755) != 0 && errno != EEXIST) return Handle();
        here = Handle(::openat(here.fd(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    }
    return here;
}

static std::optional<std::string> read_all(int fd) {
    std::string text;
    char buffer[65536];
    while (true) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) return text;
        text.append(buffer, static_cast<std::size_t>(got));
    }
}

static DiskState state_in(int folder, const std::string& name) {
    struct stat status {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {errno == ENOENT ? DiskKind::absent : DiskKind::blocked, describe(errno), 0};
    const std::uint32_t mode = status.st_mode & 07777u;
    if (S_ISDIR(status.st_mode)) return {DiskKind::folder, "", mode};
    if (S_ISLNK(status.st_mode)) {
        char target[4096];
        const ssize_t size = ::readlinkat(folder, name.c_str(), target, sizeof target);
        return {DiskKind::link, size < 0 ? "" : std::string(target, static_cast<std::size_t>(size)), mode};
    }
    if (!S_ISREG(status.st_mode)) return {DiskKind::other, "", mode};
    const Handle file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::optional<std::string> text = file.is_open() ? read_all(file.fd()) : std::nullopt;
    if (!text) return {DiskKind::blocked, describe(errno), mode};
    return {DiskKind::file, *std::move(text), mode};
}

static DiskState state_of(int base, const std::string& path) {
    const Place place = place_of(path);
    const Handle folder = open_folder(base, place.folder, false);
    if (folder.is_open()) return state_in(folder.fd(), place.name);
    if (errno == ENOENT) return {};
    return {DiskKind::blocked, errno == ELOOP || errno == ENOTDIR ? "a folder on the way is a link or a file" : describe(errno), 0};
}

bool TreePlan::has_conflicts() const {
    return std::any_of(changes.begin(), changes.end(), [](const TreeChange& change) { return !change.conflict.empty(); });
}

bool TreePlan::is_up_to_date() const {
    return std::all_of(changes.begin(), changes.end(), [](const TreeChange& change) { return change.kind == ChangeKind::same; });
}

/// Whether the file on disk is as the manifest remembers it.
static bool is_remembered(const DiskState& state, const ManifestEntry* entry) {
    if (entry == nullptr) return false;
    if (state.kind == DiskKind::file) return entry->kind == OutputKind::file && sha256(state.text) == entry->sha256;
    if (state.kind == DiskKind::link) return entry->kind == OutputKind::link && state.text == entry->link_to;
    return false;
}

static bool is_same(const OutputFile& file, const DiskState& state) {
    switch (file.kind) {
        case OutputKind::file: return state.kind == DiskKind::file && (file.is_kept || state.text == file.text) && state.mode == file.mode.bits;
        case OutputKind::link: return state.kind == DiskKind::link && state.text == file.link_to;
        case OutputKind::folder: return state.kind == DiskKind::folder;
    }
    unreachable("OutputKind");
}

static TreeChange compare(const OutputFile& file, const DiskState& state, const ManifestEntry* entry) {
    TreeChange change{ChangeKind::change, file, state.text, "", false};
    if (state.kind == DiskKind::absent) {
        change.kind = ChangeKind::add;
    } else if (is_same(file, state)) {
        change.kind = ChangeKind::same;
    } else if (state.kind == DiskKind::blocked) {
        change.conflict = state.text;
        change.is_blocked = true;
    } else if (state.kind == DiskKind::folder || state.kind == DiskKind::other || file.kind == OutputKind::folder) {
        change.conflict = "something else than a file lies there";
        change.is_blocked = true;
    } else if (state.kind == DiskKind::file && state.text == file.text) {
        change.kind = ChangeKind::change;  // the mode alone differs
    } else if (!is_remembered(state, entry)) {
        change.conflict = entry == nullptr ? "stackc did not write it" : "it was edited since stackc wrote it";
    }
    return change;
}

/// What earlier runs wrote and this one does not: ours to take away unless somebody edited it.
static void add_removals(int base, const std::map<std::string, ManifestEntry>& known, const std::set<std::string>& wanted, TreePlan& plan) {
    for (const auto& [path, entry] : known) {
        const bool is_plain = !path.starts_with('/') && ("/" + path + "/").find("/../") == std::string::npos;
        if (wanted.contains(path) || !is_plain || entry.kind == OutputKind::folder) continue;
        const DiskState state = state_of(base, path);
        if (state.kind == DiskKind::absent) continue;
        TreeChange change{ChangeKind::remove, {}, state.text, "", false};
        change.file.path = path;
        change.file.kind = entry.kind;
        change.file.link_to = entry.link_to;
        if (!is_remembered(state, &entry)) change.conflict = "it is no longer generated, and was edited since stackc wrote it";
        plan.changes.push_back(std::move(change));
    }
}

static TreeChange compare_manifest(const DiskState& state, bool is_ours, const std::string& manifest) {
    OutputFile file{.path = std::string(manifest_name), .text = manifest};
    TreeChange change{ChangeKind::change, std::move(file), state.text, "", false};
    if (state.kind == DiskKind::absent) change.kind = ChangeKind::add;
    else if (state.kind == DiskKind::file && state.text == manifest) change.kind = ChangeKind::same;
    else if (state.kind != DiskKind::file || !is_ours) change.conflict = "stackc did not write it";
    if (state.kind == DiskKind::folder || state.kind == DiskKind::other || state.kind == DiskKind::blocked) change.is_blocked = true;
    return change;
}

Result<TreePlan, IoError> plan_tree(const Path& folder, std::span<const OutputFile> files, const std::string& manifest) {
    TreePlan plan;
    const Handle base(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!base.is_open() && errno != ENOENT) return IoError{folder, describe(errno)};
    const DiskState manifest_state = base.is_open() ? state_in(base.fd(), std::string(manifest_name)) : DiskState{};
    const auto known = manifest_state.kind == DiskKind::file ? parse_manifest(manifest_state.text) : std::nullopt;
    std::set<std::string> wanted;
    for (const OutputFile& file : files) {
        wanted.insert(file.path);
        const DiskState state = base.is_open() ? state_of(base.fd(), file.path) : DiskState{};
        const ManifestEntry* entry = nullptr;
        if (known && known->contains(file.path)) entry = &known->at(file.path);
        plan.changes.push_back(compare(file, state, entry));
    }
    if (base.is_open() && known) add_removals(base.fd(), *known, wanted, plan);
    std::stable_sort(plan.changes.begin(), plan.changes.end(), [](const TreeChange& a, const TreeChange& b) { return a.file.path < b.file.path; });
    plan.changes.push_back(compare_manifest(manifest_state, known.has_value(), manifest));
    return plan;
}

// ------------------------------------------------------------------------------------ writing

namespace {

/// A new text that lies beside its place.
struct Prepared {
    Handle folder;
    std::string beside;
    std::string name;
};

bool write_text(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

class TreeWriter {
  public:
    explicit TreeWriter(const Path& folder) : folder_(folder) {}

    std::optional<IoError> run(const TreePlan& plan) {
        std::error_code error;
        std::filesystem::create_directories(folder_, error);
        if (error) return IoError{folder_, error.message()};
        base_ = Handle(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!base_.is_open()) return failure("");
        // Two runs at once would mix their trees.
        if (::flock(base_.fd(), LOCK_EX) != 0) return failure("");
        for (const TreeChange& change : plan.changes) {
            if (change.kind != ChangeKind::add && change.kind != ChangeKind::change) continue;
            const bool is_made = change.file.kind == OutputKind::folder ? make_folder(change.file) : prepare(change.file);
            if (is_made) continue;
            const std::optional<IoError> reason = failure(change.file.path);
            take_back();
            return reason;
        }
        return commit(plan);
    }

  private:
    std::optional<IoError> failure(const std::string& path) const { return IoError{path.empty() ? folder_ : folder_ / path, describe(errno)}; }

    bool make_folder(const OutputFile& file) {
        const Handle made = open_folder(base_.fd(), file.path, true);
        return made.is_open() && ::fchmod(made.fd(), file.mode.bits) == 0;
    }

    bool prepare(const OutputFile& file) {
        const Place place = place_of(file.path);
        Prepared prepared{open_folder(base_.fd(), place.folder, true), "", place.name};
        if (!prepared.folder.is_open()) return false;
        prepared.beside = fmt::format(".stackc-{}-{}", ::getpid(), prepared_.size());
        const int folder = prepared.folder.fd();
        const std::string beside = prepared.beside;
        ::unlinkat(folder, beside.c_str(), 0);  // of a run that crashed under the same number
        prepared_.push_back(std::move(prepared));
        if (file.kind == OutputKind::link) return ::symlinkat(file.link_to.c_str(), folder, beside.c_str()) == 0;
        const Handle out(::openat(folder, beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        return out.is_open() && write_text(out.fd(), file.text) && ::fchmod(out.fd(), file.mode.bits) == 0 && ::fsync(out.fd()) == 0;
    }

    void take_back() {
        for (const Prepared& prepared : prepared_) ::unlinkat(prepared.folder.fd(), prepared.beside.c_str(), 0);
    }

    std::optional<IoError> commit(const TreePlan& plan) {
        for (const Prepared& prepared : prepared_) {
            if (::renameat(prepared.folder.fd(), prepared.beside.c_str(), prepared.folder.fd(), prepared.name.c_str()) == 0) continue;
            const std::optional<IoError> reason = failure(prepared.name);
            take_back();
            return reason;
        }
        for (const TreeChange& change : plan.changes) {
            if (change.kind == ChangeKind::remove && change.conflict.empty()) remove(change.file.path);
        }
        for (const Prepared& prepared : prepared_) {
            if (::fsync(prepared.folder.fd()) != 0) return failure(prepared.name);
        }
        return std::nullopt;
    }

    /// Takes a file away, and the folders that are empty then.
    void remove(std::string path) {
        Place place = place_of(path);
        const Handle folder = open_folder(base_.fd(), place.folder, false);
        if (!folder.is_open() || ::unlinkat(folder.fd(), place.name.c_str(), 0) != 0) return;
        while (!place.folder.empty()) {
            place = place_of(place.folder);
            const Handle above = open_folder(base_.fd(), place.folder, false);
            if (!above.is_open() || ::unlinkat(above.fd(), place.name.c_str(), AT_REMOVEDIR) != 0) return;
        }
    }

    Path folder_;
    Handle base_;
    std::vector<Prepared> prepared_;
};

}  // namespace

std::optional<IoError> write_tree(const Path& folder, const TreePlan& plan) { return TreeWriter(folder).run(plan); }

}  // namespace stackc
