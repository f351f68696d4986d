#include "tools/session/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "tools/session/manifest.h"
#include "tools/session/place.h"
#include "tools/session/self_signed.h"
#include "tools/session/verify_tree.h"

namespace stackc {

bool Generated::has_errors() const {
    return std::any_of(analysis.diagnostics.begin(), analysis.diagnostics.end(), [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

static Analysis read_description(const FileSystem& files, const GenerateOptions& options, const std::string& host) {
    SessionOptions session_options;
    session_options.root = options.description.parent_path();
    session_options.forced_dialect = "stack";
    session_options.target.profile = options.profile;
    session_options.target.host = host;
    Session session(files, session_options);
    const std::vector<Path> roots{options.description};
    return session.analyse(roots);
}

namespace {

/// The tree of one machine.
class HostTree {
  public:
    HostTree(const FileSystem& files, const GenerateOptions& options, Generated& result) : files_(files), options_(options), result_(result) {}

    /// `prefix` is the folder of the machine below the output folder, with its slash.
    void build(const Graph& graph, std::optional<HostId> host, const std::string& prefix) {
        Placement placement;
        placement.layout = options_.layout;
        placement.host = host;
        placement.has_ipv6 = options_.has_ipv6;
        if (options_.layout == Layout::standalone) placement.root = normal_path((options_.folder / prefix).string());
        placement.exists = [&](const std::string& path) { return files_.status(path).kind == FileKind::regular; };
        PlacedStack placed = place(graph, placement);
        if (host && graph.at(*host).os.is_known()) placed.graph.target.os = *graph.at(*host).os;
        std::vector<OutputFile> tree = emit(placed, placement);
        for (const SelfSigned& wanted : placed.certificates) add_certificate(wanted, placement.root, tree);
        if (result_.problems.empty()) {
            for (std::string& fault : verify_tree(tree, placed.graph, placement.root)) result_.faults.push_back(prefix + std::move(fault));
        }
        for (OutputFile& file : tree) {
            file.path = prefix + file.path;
            result_.files.push_back(std::move(file));
        }
        for (std::string& url : urls_of(placed.graph)) result_.urls.push_back(std::move(url));
        for (const Site& site : placed.graph.sites) placed_sites_.insert(site.span);
    }

    /// Every site stands on some machine, or the description does not say enough.
    void check_sites(const Graph& graph) {
        for (const Site& site : graph.sites) {
            if (placed_sites_.contains(site.span)) continue;
            result_.problems.push_back({site.span, "no machine reaches all services of this site; let them listen on an address, or name the machines in a `balancer`"});
        }
    }

  private:
    std::vector<OutputFile> emit(PlacedStack& placed, const Placement& placement) {
        const EmitInput input{placed.graph, placement.layout, placement.host, placement.root, options_.description.filename().string(), options_.maker};
        Emission out;
        for (const Emitter* emitter : emitters::all()) {
            if (emitter->emit != nullptr) emitter->emit(input, out);
        }
        for (std::vector<Label>* problems : {&placed.problems, &out.problems}) {
            for (Label& problem : *problems) result_.problems.push_back(std::move(problem));
        }
        // Two emitters may want one folder.
        std::stable_sort(out.files.begin(), out.files.end(), [](const OutputFile& a, const OutputFile& b) { return a.path < b.path; });
        const auto is_same_folder = [](const OutputFile& a, const OutputFile& b) { return a.path == b.path && a.kind == OutputKind::folder && b.kind == OutputKind::folder; };
        out.files.erase(std::unique(out.files.begin(), out.files.end(), is_same_folder), out.files.end());
        return std::move(out.files);
    }

    /// The pair that an earlier run made is kept: a browser may have been told to trust it.
    void add_certificate(const SelfSigned& wanted, const std::string& root, std::vector<OutputFile>& tree) {
        const auto old_certificate = files_.read(wanted.certificate), old_key = files_.read(wanted.key);
        std::optional<KeyPair> pair;
        if (old_certificate && old_key) pair = KeyPair{*old_certificate, *old_key};
        else pair = make_self_signed(wanted.names);
        if (!pair) {
            result_.faults.push_back("OpenSSL could not make a certificate");
            return;
        }
        const std::string below = root + "/";
        const auto add = [&](const std::string& path, std::string text, Mode mode) {
            tree.push_back({.path = path.substr(below.size()), .text = std::move(text), .mode = mode, .from = {wanted.span}, .is_kept = true});
        };
        add(wanted.certificate, pair->certificate, Mode{0644});
        add(wanted.key, pair->key, Mode{0600});
    }

    const FileSystem& files_;
    const GenerateOptions& options_;
    Generated& result_;
    std::set<Span> placed_sites_;
};

}  // namespace

static std::string refusal_for(const Graph& graph, const GenerateOptions& options) {
    const std::string name = quoted(options.description.filename().string());
    if (!graph.stack) return fmt::format("`{}` describes no stack", name);
    if (graph.processes.empty() && graph.sites.empty()) return fmt::format("`{}` describes neither a service nor a site", name);
    if (options.layout == Layout::rhel) return "the layout `rhel` is not written yet; there are `debian` and `standalone`";
    if (graph.stack->manager != ManagerKind::supervisor && options.layout != Layout::standalone) {
        return fmt::format("files for {} are not written yet; say `supervise with supervisor`", to_text(graph.stack->manager));
    }
    if (options.host.empty()) return {};
    std::vector<std::string_view> names;
    for (const Host& host : graph.hosts) names.push_back(host.name);
    if (std::find(names.begin(), names.end(), options.host) != names.end()) return {};
    const auto guess = nearest(options.host, names);
    return fmt::format("no host is named `{}`{}", quoted(options.host), guess ? fmt::format("; did you mean `{}`?", *guess) : "");
}

static void add_manifest(const GenerateOptions& options, Generated& result) {
    std::sort(result.files.begin(), result.files.end(), [](const OutputFile& a, const OutputFile& b) { return a.path < b.path; });
    const ManifestHead head{result.analysis.graph.stack->name, options.description.filename().string(), std::string(to_text(options.layout)),
                            options.profile, options.description.parent_path()};
    result.manifest = render_manifest(head, result.files, *result.analysis.sources);
}

Generated generate(const FileSystem& files, const GenerateOptions& options) {
    Generated result;
    result.analysis = read_description(files, options, options.host);
    if (result.analysis.has_unreadable || result.has_errors()) return result;
    result.refusal = refusal_for(result.analysis.graph, options);
    if (!result.refusal.empty()) return result;

    HostTree tree(files, options, result);
    const std::vector<Host> hosts = result.analysis.graph.hosts;
    if (hosts.empty()) tree.build(result.analysis.graph, std::nullopt, "");
    for (std::uint32_t i = 0; i < hosts.size(); ++i) {
        if (!options.host.empty() && hosts[i].name != options.host) continue;
        const bool is_only = hosts.size() == 1 || !options.host.empty();
        // `${host}` means another machine in each tree.
        const Analysis own = is_only ? Analysis{} : read_description(files, options, hosts[i].name);
        tree.build(is_only ? result.analysis.graph : own.graph, HostId{i}, is_only ? "" : hosts[i].name + "/");
    }
    if (options.host.empty()) tree.check_sites(result.analysis.graph);
    if (result.problems.empty()) add_manifest(options, result);
    return result;
}

}  // namespace stackc
