#include "compiler/frontends/container/container_maker.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::container {

namespace {

/// What a container runs in the end.
struct Start {
    std::vector<Argument> script;  // which is given the words
    std::vector<Argument> words;
    Value<std::string> text;
    bool is_certain = true;
};

/// A script that sets up something and then, mostly, runs what it is given.
bool is_script(const Command& command) {
    const std::string program = resolve_command(command.words).program;
    return program.ends_with(".sh") || program.find("entrypoint") != std::string::npos ||
           program.empty();
}

Start start_of(const Service& service) {
    const std::optional<Command>& entrypoint =
        service.entrypoint ? service.entrypoint : service.image.entrypoint;
    // A service's entrypoint takes away the image's command.
    std::optional<Command> command = service.command;
    if (!command && !service.entrypoint) command = service.image.command;
    Start start;
    if (!entrypoint || entrypoint->words.empty()) {
        if (!command) return start;
        start.words = command->words;
        start.text = command->text;
        // The official images' entrypoints put their server before options that stand alone.
        const bool is_options = !start.words.empty() && start.words.front().text.starts_with('-');
        if (is_options && service.image.command && !service.image.command->words.empty()) {
            start.words.insert(start.words.begin(), service.image.command->words.front());
        }
        // An unknown image may have an entrypoint that does anything with the command.
        start.is_certain = service.image.is_known || service.entrypoint.has_value();
        return start;
    }
    const bool has_command = command && !command->words.empty() && !entrypoint->is_line;
    if (has_command && is_script(*entrypoint)) {
        start.script = entrypoint->words;
        start.words = command->words;
        start.text = command->text;
        return start;
    }
    if (is_script(*entrypoint)) {
        start.script = entrypoint->words;
        start.text = entrypoint->text;
        return start;
    }
    start.words = entrypoint->words;
    start.text = entrypoint->text;
    if (has_command) start.words.insert(start.words.end(), command->words.begin(), command->words.end());
    return start;
}

/// The image's variables, overruled by the service's.
std::vector<EnvVariable> environment_of(const Service& service) {
    std::vector<EnvVariable> all = service.image.environment;
    for (const EnvVariable& own : service.environment) {
        std::erase_if(all, [&](const EnvVariable& one) { return one.name == own.name; });
        all.push_back(own);
    }
    return all;
}

template <class T>
Value<T> first_said(const Value<T>& own, const Value<T>& of_image, Value<T> fallback) {
    if (!own.is_absent()) return own;
    return of_image.is_absent() ? fallback : of_image;
}

Program program_of(const Service& service, ContainerId id) {
    const Image& image = service.image;
    Start start = start_of(service);
    Program program;
    program.manager = ManagerKind::docker;
    program.container = id;
    program.name = service.container.name;
    program.name_span = service.container.name_span;
    program.span = service.container.span;
    program.file = service.container.file;
    // A Dockerfile's command means the files of that image.
    const std::vector<Argument>& last = start.words.empty() ? start.script : start.words;
    const bool is_of_image = service.container.image_file && !last.empty() && last.back().span.file == *service.container.image_file;
    if (is_of_image) program.file = *service.container.image_file;
    program.is_fully_read = start.is_certain && !(start.words.empty() && start.script.empty()) && service.container.is_fully_read;
    program.entrypoint = std::move(start.script);
    program.command = std::move(start.words);
    program.command_text = std::move(start.text);
    const auto otherwise = [&](std::string text) {
        return image.is_known ? Value<std::string>::by_default(std::move(text))
                              : Value<std::string>{};
    };
    program.directory = first_said(service.directory, image.directory, otherwise("/"));
    program.user = first_said(service.user, image.user, otherwise("root"));
    program.stop_signal = first_said(service.stop_signal, image.stop_signal, otherwise("TERM"));
    // docker stop waits 10 seconds before it kills.
    program.stop_wait = service.stop_wait.is_absent()
                            ? Value<Duration>::by_default(Duration{10'000})
                            : service.stop_wait;
    program.copies = service.copies;
    program.environment = environment_of(service);
    // Whoever runs an image may give it more.
    program.is_environment_known = image.is_known && service.is_environment_known && !service.container.is_described_by_image;
    return program;
}

/// What the image says of itself, besides what the service says.
void add_image(Container& container, const Image& image) {
    container.exposed.insert(container.exposed.end(), image.exposed.begin(), image.exposed.end());
    container.copied.insert(container.copied.end(), image.copied.begin(), image.copied.end());
    container.has_health_check = container.has_health_check || image.has_health_check;
    container.is_image_known = image.is_known;
    for (const Mount& volume : image.volumes) {
        const bool is_mounted =
            std::any_of(container.mounts.begin(), container.mounts.end(), [&](const Mount& mount) {
                return mount.target.is_known() && volume.target.is_known() &&
                       *mount.target == *volume.target;
            });
        if (!is_mounted) container.mounts.push_back(volume);
    }
}

}  // namespace

ContainerId add_container(GraphBuilder& builder, Service service) {
    add_image(service.container, service.image);
    const ContainerId id = builder.add(service.container);
    builder.add(program_of(service, id));
    return id;
}

}  // namespace stackc::container
