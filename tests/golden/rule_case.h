// A rule's case as the golden runner sees it: input files, the lines that are marked as wrong,
// and what an analysis with one rule alone said about them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/file_system.h"
#include "tools/session/session.h"

namespace stackc::golden {

/// Texts by path below the case's folder.
using Tree = std::map<std::string, std::string>;

/// One marked or found line, as a person reads it: "deploy/site.conf:14 XST001".
using Findings = std::multiset<std::string>;

/// How the case is linted; read from its `case.toml`.
struct CaseOptions {
    std::string os;
    std::string sysroot;                                        // a folder of the case
    std::vector<std::pair<std::string, std::string>> maps;      // target prefix, folder of the case
    std::vector<std::string> paths;                             // roots; empty: the case's folder
    std::string context;
    std::string profile;                                        // of a stack description
    std::map<std::string, FileStatus> states;                   // mode and owners of paths below the case
};

struct Case {
    std::string name;
    Tree inputs;
    CaseOptions options;
};

/// An analysis together with the world that it saw.
struct Outcome {
    MemoryFileSystem files;
    Analysis analysis;
};

/// The folder that cases are put into.
inline const Path case_root = "/case";

/// Every file below `folder`, but for what belongs to the runner.
Tree read_tree(const Path& folder);

Case read_case(const Path& folder);

/// The case of a rule's example: files after lines `#> path`, or one file named by its dialect.
Case example_case(std::string_view example, std::string_view dialect);

/// Lints the tree with the rules that `select` names (all, when it is empty).
Outcome lint(const Tree& tree, const CaseOptions& options, std::vector<std::string> select);

/// The lines that `# expect: ID` comments mark.
Findings expected(const Tree& tree);

Findings found(const Analysis& analysis);

/// `tree` after applying every fix of the selected rules again and again until nothing changes.
Tree apply_fixes(Tree tree, const CaseOptions& options, const std::vector<std::string>& select);

}  // namespace stackc::golden
