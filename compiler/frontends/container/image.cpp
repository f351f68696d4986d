#include "compiler/frontends/container/image.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/container/dockerfile_parser.h"
#include "compiler/frontends/container/substitution.h"

namespace stackc::container {

Command command_line(const MappedText& text) {
    Command command;
    command.is_line = true;
    command.text = text.value();
    command.span = text.span();
    // More than one plain command needs a shell's mind.
    const bool is_plain = text.text().find_first_of("&|;<>()`\n") == std::string::npos;
    if (is_plain) {
        command.words = split_words(text).words;
        for (Argument& word : command.words)
            word.has_hole = word.has_hole || word.text.find('$') != std::string::npos;
        return command;
    }
    const Span span = text.span();
    command.words = {{"/bin/sh", {span.file, span.begin, span.begin}, false},
                     {"-c", {span.file, span.begin, span.begin}, false},
                     {text.text(), span, false}};
    return command;
}

// ------------------------------------------------------------------------------ public images

namespace {
struct PublicImage {
    std::string_view name;
    std::uint16_t port;        // 0: none
    std::string_view command;  // empty: a shell or an interpreter, which serves nothing by itself
    std::string_view stop_signal;
};
/// The Docker official images' Dockerfiles, https://github.com/docker-library/official-images.
constexpr std::array public_images{
    PublicImage{"nginx", 80, "nginx -g 'daemon off;'", "QUIT"},
    PublicImage{"nginxinc/nginx-unprivileged", 8080, "nginx -g 'daemon off;'", "QUIT"},
    PublicImage{"openresty/openresty", 80, "/usr/local/openresty/bin/openresty -g 'daemon off;'",
                "QUIT"},
    PublicImage{"redis", 6379, "redis-server", ""},
    PublicImage{"valkey/valkey", 6379, "valkey-server", ""},
    PublicImage{"postgres", 5432, "postgres", "INT"},
    PublicImage{"postgis/postgis", 5432, "postgres", "INT"},
    PublicImage{"bitnami/postgresql", 5432, "postgres", ""},
    PublicImage{"pgvector/pgvector", 5432, "postgres", "INT"},
    PublicImage{"timescale/timescaledb", 5432, "postgres", "INT"},
    PublicImage{"mysql", 3306, "mysqld", ""},
    PublicImage{"mysql/mysql-server", 3306, "mysqld", ""},
    PublicImage{"mariadb", 3306, "mariadbd", ""},
    PublicImage{"mongo", 27017, "mongod", ""},
    PublicImage{"memcached", 11211, "memcached", ""},
    PublicImage{"rabbitmq", 5672, "rabbitmq-server", ""},
    PublicImage{"python", 0, "", ""},
    PublicImage{"node", 0, "", ""},
    PublicImage{"debian", 0, "", ""},
    PublicImage{"ubuntu", 0, "", ""},
    PublicImage{"alpine", 0, "", ""},
    PublicImage{"busybox", 0, "", ""},
    PublicImage{"centos", 0, "", ""},
    PublicImage{"amazonlinux", 0, "", ""},
    PublicImage{"scratch", 0, "", ""},
};

/// `docker.io/library/nginx:1.25-alpine@sha256:…` is `nginx`.
std::string_view repository_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    for (const std::string_view prefix :
         {"docker.io/", "library/", "public.ecr.aws/docker/library/"}) {
        if (image.starts_with(prefix)) image.remove_prefix(prefix.size());
    }
    const std::size_t colon = image.rfind(':');
    const std::size_t slash = image.rfind('/');
    const bool has_tag =
        colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    return has_tag ? image.substr(0, colon) : image;
}
}  // namespace

Image public_image(std::string_view name, Span span) {
    Image image;
    image.base = repository_of(name);
    const auto known = std::find_if(public_images.begin(), public_images.end(),
                                    [&](const PublicImage& one) { return one.name == image.base; });
    if (known == public_images.end()) {
        image.is_known = false;
        return image;
    }
    if (known->port != 0)
        image.exposed.push_back({Value<std::uint16_t>::by_default(known->port), false, span});
    if (!known->stop_signal.empty())
        image.stop_signal = Value<std::string>::by_default(std::string(known->stop_signal));
    if (!known->command.empty()) {
        Command command;
        command.words = split_command(known->command, span);
        command.text = Value<std::string>::by_default(std::string(known->command));
        command.span = span;
        image.command = std::move(command);
    }
    return image;
}

// --------------------------------------------------------------------------------- Dockerfile

namespace {

class ImageReader {
  public:
    ImageReader(const Document& document, const BuildOptions& options)
        : document_(document), options_(options) {}

    Image read() {
        for (const Node& node : document_.children(Document::root)) {
            if (node.kind != NodeKind::statement) continue;
            if (node.name.value == "FROM") {
                if (is_wanted_stage()) break;
                start_stage(node);
            } else if (stages_.empty()) {
                if (node.name.value == "ARG") read_argument(node, global_arguments_);
            } else {
                read_instruction(node);
            }
        }
        if (stages_.empty()) {
            Image none;
            none.is_known = false;
            return none;
        }
        return std::move(stages_.back().image);
    }

  private:
    struct Stage {
        std::string name;
        Image image;
        std::map<std::string, Value<std::string>, std::less<>> arguments;
        bool has_own_command = false;
    };
    Stage& stage() { return stages_.back(); }
    Image& image() { return stages_.back().image; }

    bool is_wanted_stage() const {
        return !options_.target.empty() && !stages_.empty() &&
               stages_.back().name == to_lower(options_.target);
    }

    // ------------------------------------------------------------------------- variables

    Value<std::string> look_up(std::string_view name, bool in_from) const {
        if (!in_from) {
            const auto& environment = stages_.back().image.environment;
            const auto known =
                std::find_if(environment.rbegin(), environment.rend(),
                             [&](const EnvVariable& one) { return one.name == name; });
            if (known != environment.rend()) return known->value;
        }
        const auto& arguments = in_from ? global_arguments_ : stages_.back().arguments;
        const auto found = arguments.find(name);
        return found == arguments.end() ? Value<std::string>{} : found->second;
    }

    MappedText text_of(const Word& word, bool in_from = false) const {
        const bool is_quoted = word.quote == 0 && word.value.size() > 1 &&
                               (word.value[0] == '"' || word.value[0] == '\'') &&
                               word.value.back() == word.value[0];
        Span inside = word.span;
        std::string_view value = word.value;
        if (is_quoted) value = value.substr(1, value.size() - 2), ++inside.begin, --inside.end;
        const Lookup lookup = [this, in_from](std::string_view name) {
            return look_up(name, in_from);
        };
        MappedText text = substitute(MappedText(value, inside), lookup, {false, '\\'});
        if (value.find("{{") != std::string_view::npos)
            text.append_unknown("", word.span, "a template fills it in");
        return text;
    }
    Value<std::string> value_of(const Word& word, bool in_from = false) const {
        return text_of(word, in_from).value();
    }

    void read_argument(const Node& node,
                       std::map<std::string, Value<std::string>, std::less<>>& into) {
        for (const Word& word : operands(document_, node)) {
            const std::string name(word.value.substr(0, word.value.find('=')));
            const auto given = options_.arguments.find(name);
            Value<std::string> value;
            if (given != options_.arguments.end())
                value = given->second;
            else if (name.size() < word.value.size())
                value = part_after(word, name.size() + 1);
            else if (const auto global = global_arguments_.find(name);
                     global != global_arguments_.end())
                value = global->second;
            into[name] = std::move(value);
        }
    }

    /// What stands in the word from `offset` on, as a value of its own.
    Value<std::string> part_after(const Word& word, std::size_t offset) const {
        Word part = word;
        part.value = word.value.substr(offset);
        part.span.begin =
            std::min(word.span.begin + static_cast<std::uint32_t>(offset), word.span.end);
        return value_of(part, stages_.empty());
    }

    // ---------------------------------------------------------------------------- stages

    void start_stage(const Node& from) {
        const std::span<const Word> words = operands(document_, from);
        Stage next;
        if (words.size() >= 3 && equals_ignoring_case(words[1].value, "as"))
            next.name = to_lower(words[2].value);
        const Value<std::string> base =
            words.empty() ? Value<std::string>{} : value_of(words[0], true);
        const Stage* earlier = base.is_known() ? find_stage(to_lower(*base)) : nullptr;
        if (earlier != nullptr) {
            next.image = earlier->image;
            next.arguments = earlier->arguments;
        } else if (base.is_known()) {
            next.image = public_image(*base, words[0].span);
        } else {
            next.image.is_known = false;
        }
        stages_.push_back(std::move(next));
    }

    const Stage* find_stage(std::string_view name) const {
        const auto found = std::find_if(stages_.begin(), stages_.end(), [&](const Stage& one) {
            return !one.name.empty() && one.name == name;
        });
        return found == stages_.end() ? nullptr : &*found;
    }

    // ---------------------------------------------------------------------- instructions

    void read_instruction(const Node& node) {
        const std::string_view name = node.name.value;
        const std::span<const Word> words = operands(document_, node);
        if (name == "ARG") return read_argument(node, stage().arguments);
        if (name == "HEALTHCHECK") {
            image().has_health_check =
                words.empty() || !equals_ignoring_case(trim(words[0].value), "NONE");
        }
        if (words.empty()) return;
        if (name == "ENV")
            read_environment(words);
        else if (name == "EXPOSE")
            read_exposed(words);
        else if (name == "WORKDIR")
            read_directory(words[0]);
        else if (name == "USER")
            image().user = user_of(value_of(words[0]));
        else if (name == "STOPSIGNAL")
            image().stop_signal = signal_of(value_of(words[0]));
        else if (name == "COPY" || name == "ADD")
            read_copy(node, words);
        else if (name == "VOLUME")
            read_volumes(words);
        else if (name == "CMD")
            read_command(node, words);
        else if (name == "ENTRYPOINT")
            read_entrypoint(node, words);
        else if (name == "RUN")
            read_run(node, words);
    }

    void read_environment(std::span<const Word> words) {
        const bool is_old = words[0].value.find('=') == std::string_view::npos;
        if (is_old) {
            if (words.size() < 2) return;
            Word rest = words[1];
            rest.span = join(words[1].span, words.back().span);
            rest.value = document_.text(rest.span);
            set(words[0].value, value_of(rest), join(words[0].span, rest.span));
            return;
        }
        for (const Word& word : words) {
            const std::size_t equals = word.value.find('=');
            if (equals != std::string_view::npos)
                set(word.value.substr(0, equals), part_after(word, equals + 1), word.span);
        }
    }

    void set(std::string_view name, Value<std::string> value, Span span) {
        std::erase_if(image().environment,
                      [&](const EnvVariable& one) { return one.name == name; });
        image().environment.push_back({std::string(name), std::move(value), {}, span});
    }

    void read_exposed(std::span<const Word> words) {
        for (const Word& word : words) {
            const Value<std::string> text = value_of(word);
            ExposedPort exposed;
            exposed.span = word.span;
            exposed.port = Value<std::uint16_t>::unknown("it is no single port", word.span);
            if (text.is_known()) {
                const std::size_t slash = text->find('/');
                exposed.is_udp =
                    slash != std::string::npos && equals_ignoring_case(text->substr(slash), "/udp");
                if (const auto port = parse_port(std::string_view(*text).substr(0, slash)))
                    exposed.port = Value<std::uint16_t>::known(*port, word.span);
            }
            image().exposed.push_back(std::move(exposed));
        }
    }

    Value<std::string> path_of(const Word& word) const {
        const Value<std::string> path = value_of(word);
        if (!path.is_known() || path->starts_with('/'))
            return path.is_known() ? Value<std::string>::known(normal_path(*path), word.span)
                                   : path;
        const Value<std::string>& base = stages_.back().image.directory;
        if (base.is_unknown()) return base;
        return Value<std::string>::known(join_path(base.value_or("/"), *path), word.span);
    }

    void read_directory(const Word& word) { image().directory = path_of(word); }

    /// `app:www-data` runs as `app`.
    static Value<std::string> user_of(Value<std::string> user) {
        return user.is_known()
                   ? Value<std::string>::known(user->substr(0, user->find(':')), user.span())
                   : user;
    }

    static Value<std::string> signal_of(Value<std::string> signal) {
        if (!signal.is_known() || !signal->starts_with("SIG")) return signal;
        return Value<std::string>::known(signal->substr(3), signal.span());
    }

    void read_copy(const Node& node, std::span<const Word> words) {
        if (flag(document_, node, "from").has_value() || words.size() < 2 ||
            options_.context.empty())
            return;
        const Value<std::string> target = path_of(words.back());
        const bool is_folder = words.size() > 2 || words.back().value.ends_with('/') ||
                               words.back().value.ends_with('.');
        if (!target.is_known()) return;
        for (const Word& word : words.first(words.size() - 1)) {
            const Value<std::string> source = value_of(word);
            const bool is_plain =
                source.is_known() && source->find_first_of("*?[") == std::string::npos &&
                source->find("://") == std::string::npos && !source->starts_with("<<");
            if (!is_plain) continue;
            CopiedPath copied;
            copied.source = join_path(options_.context, "./" + *source);
            const std::string name = Path(copied.source).filename().string();
            copied.target = is_folder && looks_like_file(name) ? join_path(*target, name) : *target;
            copied.span = word.span;
            image().copied.push_back(std::move(copied));
        }
    }
    /// COPY of a folder copies what is in it, COPY of a file the file itself.
    static bool looks_like_file(std::string_view name) {
        return name.find('.', 1) != std::string_view::npos && !name.ends_with(".d");
    }

    void read_volumes(std::span<const Word> words) {
        for (const Word& word : words) {
            Mount mount;
            mount.target = path_of(word);
            mount.span = word.span;
            image().volumes.push_back(std::move(mount));
        }
    }

    Command command_of(const Node& node, std::span<const Word> words) const {
        Command command;
        command.span = node.span;
        if (!is_exec_form(words)) {
            command = command_line(joined(words, node.span));
            command.span = node.span;
            return command;
        }
        std::string text;
        for (const Word& word : words) {
            Span inside = word.span;
            if (inside.size() == word.value.size() + 2) ++inside.begin, --inside.end;
            // No shell looks at the list form: a `$` there is a dollar sign.
            command.words.push_back(
                {std::string(word.value), inside, word.value.find("{{") != std::string_view::npos});
            text += (text.empty() ? "" : " ") + std::string(word.value);
        }
        command.text =
            Value<std::string>::known(std::move(text), join(words.front().span, words.back().span));
        return command;
    }

    void read_command(const Node& node, std::span<const Word> words) {
        image().command = command_of(node, words);
        stage().has_own_command = true;
    }

    /// ENTRYPOINT takes away the CMD of what the image is built from.
    void read_entrypoint(const Node& node, std::span<const Word> words) {
        image().entrypoint = command_of(node, words);
        if (!stage().has_own_command) image().command.reset();
    }

    /// What a plain RUN makes: `mkdir -p /run/shop`, with `chown` after it.
    void read_run(const Node& node, std::span<const Word> words) {
        if (is_exec_form(words)) return;
        const MappedText all = joined(words, node.span);
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = std::min(all.text().find_first_of("&;|", at), all.size());
            const SplitWords line = split_words(all.slice(at, end));
            if (!line.words.empty()) read_shell_command(line.words);
            at = end + 1;
        }
    }

    void read_shell_command(std::span<const Argument> words) {
        const std::string& name = words.front().text;
        if (name == "mkdir") {
            for (const Argument& word : words.subspan(1)) {
                if (word.has_hole || !word.text.starts_with('/') ||
                    word.text.find('$') != std::string::npos)
                    continue;
                PathMade made;
                made.path = normal_path(word.text);
                made.mode = Value<Mode>::by_default(Mode{0755});
                made.owner = made.group = image().user.is_absent()
                                              ? Value<std::string>::by_default("root")
                                              : image().user;
                made.span = word.span;
                image().made.push_back(std::move(made));
            }
        } else if (name == "chown" && words.size() >= 3) {
            read_chown(words);
        } else if (name == "cp" || name == "ln" || name == "mv") {
            read_file_command(words.subspan(1));
        }
    }

    /// `cp /srv/app/nginx.conf /etc/nginx/` brings a file of the workspace to another place.
    void read_file_command(std::span<const Argument> words) {
        while (!words.empty() && words.front().text.starts_with('-')) words = words.subspan(1);
        if (words.size() < 2) return;
        const Argument& last = words.back();
        if (!last.text.starts_with('/') || last.text.find('$') != std::string::npos) return;
        for (const Argument& word : words.first(words.size() - 1)) {
            const std::optional<std::string> source = workspace_path(word.text);
            if (!source) continue;
            const std::string file = Path(*source).filename().string();
            const bool is_folder =
                last.text.ends_with('/') || !looks_like_file(Path(last.text).filename().string());
            image().copied.push_back(
                {*source, is_folder ? join_path(last.text, file) : normal_path(last.text),
                 word.span});
        }
    }

    /// Where in the workspace a file of the image comes from.
    std::optional<std::string> workspace_path(const std::string& written) const {
        const Image& image = stages_.back().image;
        if (written.find_first_of("$*?") != std::string::npos || image.directory.is_unknown())
            return std::nullopt;
        const std::string path = join_path(image.directory.value_or("/"), written);
        for (auto copied = image.copied.rbegin(); copied != image.copied.rend(); ++copied) {
            if (path == copied->target) return copied->source;
            if (path.starts_with(copied->target + "/"))
                return copied->source + path.substr(copied->target.size());
        }
        return std::nullopt;
    }

    void read_chown(std::span<const Argument> words) {
        std::size_t at = 1;
        while (at < words.size() && words[at].text.starts_with('-')) ++at;
        if (at >= words.size() || words[at].text.find('$') != std::string::npos) return;
        const std::string& owner = words[at].text;
        for (const Argument& path : words.subspan(at + 1)) {
            for (PathMade& made : image().made) {
                if (made.path != normal_path(path.text)) continue;
                made.owner =
                    Value<std::string>::known(owner.substr(0, owner.find(':')), words[at].span);
                if (owner.find(':') != std::string::npos)
                    made.group = Value<std::string>::known(owner.substr(owner.find(':') + 1),
                                                           words[at].span);
            }
        }
    }

    const Document& document_;
    const BuildOptions& options_;
    std::map<std::string, Value<std::string>, std::less<>> global_arguments_;
    std::vector<Stage> stages_;
};

}  // namespace

Image read_image(const Document& dockerfile, const BuildOptions& options) {
    return ImageReader(dockerfile, options).read();
}

}  // namespace stackc::container
