// What an image holds and starts, as its Dockerfile says it: the last stage with all that it is
// built from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/mapped_text.h"

namespace stackc::container {

/// CMD or ENTRYPOINT, of an image or a service.
struct Command {
    std::vector<Argument> words;  // the strings of the list form; of a line, what a shell would cut
    Value<std::string> text;
    bool is_line = false;  // run by a shell
    Span span;
};

struct Image {
    /// False where something that it is built from is not known: then more may be in it.
    bool is_known = true;
    Value<std::string> directory;
    Value<std::string> user;
    Value<std::string> stop_signal;
    std::vector<EnvVariable> environment;
    std::vector<ExposedPort> exposed;
    std::vector<CopiedPath> copied;
    std::vector<PathMade> made;
    std::vector<Mount> volumes;
    std::optional<Command> entrypoint;
    std::optional<Command> command;
    bool has_health_check = false;
    /// The public image that it starts from: "nginx", "python".
    std::string base;
};

/// How a Dockerfile is built.
struct BuildOptions {
    std::string context;  // the absolute folder that COPY reads from
    std::string target;   // a stage's name; empty: the last
    std::map<std::string, Value<std::string>, std::less<>> arguments;
};

Image read_image(const Document& dockerfile, const BuildOptions& options);

/// What is known of a public image such as `redis:7-alpine`; `span` is where it is named.
Image public_image(std::string_view name, Span span);

/// `text` cut into words: a line as a shell would, where it is plain enough.
Command command_line(const MappedText& text);

}  // namespace stackc::container
