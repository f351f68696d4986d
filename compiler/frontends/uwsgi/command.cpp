#include "compiler/frontends/uwsgi/command.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/uwsgi/options.h"

namespace stackc::uwsgi {

bool is_uwsgi_program(std::string_view name) {
    return name == "uwsgi" || name == "pyuwsgi" || name.starts_with("uwsgi-core") ||
           name.starts_with("uwsgi_python") || name.starts_with("uwsgi-python");
}

namespace {

class CommandReader {
  public:
    explicit CommandReader(std::span<const Argument> arguments) : arguments_(arguments) {}

    CommandLine read() {
        while (at_ < arguments_.size()) {
            const Argument& word = arguments_[at_++];
            if (word.text.starts_with("--") && word.text.size() > 2)
                long_option(word);
            else if (word.text.starts_with('-') && word.text.size() > 1)
                short_options(word);
            else
                operands_.push_back(&word);
        }
        for (const Setting& setting : result_.settings)
            result_.is_open = result_.is_open || may_bring_options(setting);
        // getopt puts what is no option last, whatever its place.
        for (const Argument* operand : operands_) read_operand(*operand);
        return std::move(result_);
    }

  private:
    static MappedText text_of(const Argument& word, std::size_t from, Span span) {
        MappedText text(span);
        if (word.has_hole)
            text.append_unknown(std::string_view(word.text).substr(from), span,
                                "the command line has a variable here");
        else
            text.append_written(std::string_view(word.text).substr(from), span);
        return text;
    }

    static bool may_bring_options(const Setting& setting) {
        if (setting.name.starts_with("declare-option") || setting.name == "dlopen") return true;
        const bool is_plugin = canonical_name(setting.name) == "plugins" ||
                               setting.name.starts_with("need-plugin");
        if (!is_plugin) return false;
        const std::vector<std::string_view> names = split(setting.value.text(), ',');
        return !setting.value.is_known() ||
               !std::all_of(names.begin(), names.end(),
                            [](std::string_view name) { return is_known_plugin(trim(name)); });
    }

    /// The option of that name, or the only one that starts so (getopt_long(3)).
    const OptionFacts* find_flag(const std::string& name, const Argument& word) {
        if (const OptionFacts* exact = find_option(name)) return exact;
        FlagProblem problem{word.span, "--" + name, {}};
        const OptionFacts* found = nullptr;
        for (const OptionFacts& option : all_options()) {
            if (option.is_only_dev || !option.name.starts_with(name)) continue;
            found = &option;
            problem.candidates.push_back(option.name);
        }
        if (problem.candidates.size() == 1) return found;
        if (!word.has_hole) result_.problems.push_back(std::move(problem));
        return nullptr;
    }

    void push(std::string name, MappedText value, Span name_span, bool has_value) {
        Setting setting{std::move(name), value, name_span, join(name_span, value.span()),
                        has_value,       false, false,     name_span.file};
        result_.settings.push_back(std::move(setting));
    }

    void long_option(const Argument& word) {
        const std::size_t equals = word.text.find('=');
        std::string name =
            word.text.substr(2, equals == std::string::npos ? equals : equals - 2);
        const OptionFacts* facts = find_flag(name, word);
        if (facts == nullptr)
            result_.is_fully_read = false;
        else
            name = facts->name;
        Span name_span = word.span;
        const bool is_verbatim = word.span.size() == word.text.size();
        if (equals != std::string::npos) {
            Span value_span = word.span;
            if (is_verbatim) {
                name_span.end = word.span.begin + static_cast<std::uint32_t>(equals);
                value_span.begin = name_span.end + 1;
            }
            return push(name, text_of(word, equals + 1, value_span), name_span, true);
        }
        const bool takes_next =
            facts != nullptr && facts->arity == Arity::required && at_ < arguments_.size();
        if (!takes_next) return push(name, MappedText(word.span), name_span, false);
        const Argument& value = arguments_[at_++];
        push(name, text_of(value, 0, value.span), name_span, true);
    }

    /// `-Mp4` is -M -p 4.
    void short_options(const Argument& word) {
        for (std::size_t i = 1; i < word.text.size(); ++i) {
            const OptionFacts* facts = find_short_option(word.text[i]);
            if (facts == nullptr) {
                result_.is_fully_read = false;
                return;
            }
            // The first of the aliases by name is not always the usual one.
            const std::string name = word.text[i] == 's' ? "socket" : std::string(facts->name);
            if (facts->arity == Arity::none) {
                push(name, MappedText(word.span), word.span, false);
                continue;
            }
            if (i + 1 < word.text.size())
                return push(name, text_of(word, i + 1, word.span), word.span, true);
            if (facts->arity == Arity::optional || at_ >= arguments_.size())
                return push(name, MappedText(word.span), word.span, false);
            const Argument& value = arguments_[at_++];
            return push(name, text_of(value, 0, value.span), word.span, true);
        }
    }

    /// uWSGI 2.0 core/uwsgi.c: what a bare word is is told by its end and its form.
    void read_operand(const Argument& word) {
        static constexpr std::array files{".ini", ".xml", ".yml", ".yaml", ".js", ".json"};
        static constexpr std::array options{"ini", "xml", "yml", "yaml", "js", "json"};
        const std::string name = word.text.substr(
            0, word.text.rfind(':') == std::string::npos || word.text.rfind(':') == 0
                   ? std::string::npos
                   : word.text.rfind(':'));
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (word.text.ends_with(files[i]) || name.ends_with(files[i]))
                return push(options[i], text_of(word, 0, word.span), word.span, true);
        }
        if (word.text.ends_with(".wsgi") || word.text.ends_with(".py"))
            return push("wsgi-file", text_of(word, 0, word.span), word.span, true);
        const bool is_socket = word.text.ends_with(".sock") || word.text.starts_with(':');
        if (is_socket) return push("socket", text_of(word, 0, word.span), word.span, true);
        result_.is_fully_read = false;
    }

    std::span<const Argument> arguments_;
    std::size_t at_ = 0;
    std::vector<const Argument*> operands_;
    CommandLine result_;
};

}  // namespace

CommandLine read_command(std::span<const Argument> arguments) {
    return CommandReader(arguments).read();
}

}  // namespace stackc::uwsgi
