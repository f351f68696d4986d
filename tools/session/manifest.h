// manifest.json: what stackc wrote into a folder, so that it knows its own files again, and for
// whoever copies them to where they belong.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/source/source_map.h"
#include "emitters/emitter.h"

namespace stackc {

/// What the manifest says of a file that lies there.
struct ManifestEntry {
    OutputKind kind = OutputKind::file;
    std::string sha256;   // of a file
    std::string link_to;  // of a link
};

/// What a manifest remembers by path; nothing when the text is no manifest of stackc's.
std::optional<std::map<std::string, ManifestEntry>> parse_manifest(std::string_view text);

/// What stands at the manifest's head.
struct ManifestHead {
    std::string stack;
    std::string description;  // the file's name
    std::string layout;
    std::string profile;
    Path base;                // the description's folder: its files are named relative to it
};

/// The manifest of `files`, which `sources` knows the spans of.
std::string render_manifest(const ManifestHead& head, std::span<const OutputFile> files, const SourceMap& sources);

}  // namespace stackc
