#include "compiler/frontends/dockerfile/help.h"

#include <fmt/format.h>

#include <utility>

#include "compiler/base/text.h"
namespace stackc::dockerfile {

static constexpr std::pair<std::string_view, std::string_view> texts[] = {
    {"FROM",
     "The image to build on; each FROM begins a stage of its own. A tag such as `python:3.12-slim` "
     "keeps builds alike."},
    {"RUN", "Runs a command while the image is built."},
    {"CMD",
     "What the container runs, unless its start says otherwise. `[\"gunicorn\", \"shop.wsgi\"]` "
     "runs it directly; a plain line runs it below a shell, which keeps signals from it."},
    {"ENTRYPOINT", "What the container always runs; CMD gives its arguments."},
    {"EXPOSE",
     "Tells which port the program listens on. It opens nothing: that is `ports` of compose or "
     "`-p`."},
    {"ENV",
     "A variable of the build and of the container. Not for secrets: everyone who has the image "
     "reads them."},
    {"ARG", "A variable of the build alone, set with `--build-arg`. Not for secrets either."},
    {"COPY", "Copies files of the build context, or of another stage with `--from=`."},
    {"ADD", "Like COPY, and unpacks archives and fetches URLs."},
    {"WORKDIR", "The folder in which the following instructions and the container run."},
    {"USER", "As whom the following instructions and the container run; root without it."},
    {"VOLUME", "A folder whose content outlives the container."},
    {"HEALTHCHECK", "A command by which Docker sees whether the program works."},
    {"STOPSIGNAL", "The signal that stops the container, SIGTERM by default."},
    {"SHELL", "The shell of plain command lines."},
    {"LABEL", "A name and value that belong to the image."},
    {"ONBUILD", "An instruction for images that are built on this one."},
};

std::string explain(std::string_view word) {
    for (const auto& [name, text] : texts) {
        if (equals_ignoring_case(name, word))
            return fmt::format(
                "### `{}`\n\nDockerfile instruction.\n\n{}\n\nManual: "
                "https://docs.docker.com/reference/dockerfile/\n",
                name, text);
    }
    return {};
}

}  // namespace stackc::dockerfile
