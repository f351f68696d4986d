// All that there is to say of a rule, once: `stackc explain` shows it on a terminal,
// `stackc rules --format markdown` writes it as a page of docs/rules.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validators/engine/rule.h"

namespace stackc {

/// A paragraph, or a text shown as it is.
struct StoryBlock {
    std::string text;
    std::string
        language;  // of a text shown as it is: "nginx", "ini", "diff", "text"; empty: a paragraph
    std::string file;  // whose text it is; may be empty
};

struct StorySection {
    std::string title;
    std::vector<StoryBlock> blocks;
};

struct RuleStory {
    std::string title;  // "XST006 socket-not-writable-by-nginx"
    std::string summary;
    std::vector<std::pair<std::string, std::string>> facts;  // severity, effect, fix, files
    std::vector<StorySection> sections;
};

/// Tells the rule's story; its examples are checked for what stackc says of them.
RuleStory tell(const RuleEntry& entry);

/// What shows that the rule is right: addresses, or what was observed with which program.
std::vector<std::string> sources_of(const RuleEntry& entry);

/// The rule's page, as docs/rules/<ID>.md holds it.
std::string rule_page(const RuleEntry& entry);

/// The list of `entries` with links to their pages, as docs/rules/README.md holds it.
std::string rule_index(const std::vector<const RuleEntry*>& entries);

}  // namespace stackc
