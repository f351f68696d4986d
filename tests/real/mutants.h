// Slips of the hand in a configuration of `key = value` lines (or `key value` ones), made with a
// fixed seed: what people do to a file that worked.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::tests {

struct Mutant {
    std::string slip;  // "a letter of `socket` lost"
    std::string text;
};

class Mutator {
  public:
    /// `separator` stands between key and value; `names` are keys that one may take for another.
    Mutator(char separator, std::vector<std::string> names)
        : separator_(separator), names_(std::move(names)) {}

    /// Nothing where the text has no place for the slip that was drawn.
    std::optional<Mutant> next(const std::string& text) {
        read(text);
        if (entries_.empty()) return std::nullopt;
        switch (draw(10)) {
            case 0:
            case 1:
                return misspell();
            case 2:
                return rename();
            case 3:
            case 4:
            case 5:
                return spoil_value();
            case 6:
                return spoil_line();
            case 7:
                return duplicate();
            case 8:
                return spoil_section();
            default:
                return spoil_expansion();
        }
    }

  private:
    struct Entry {
        std::size_t line;
        std::size_t key_begin, key_end, value_begin;
    };

    std::size_t draw(std::size_t below) { return random_() % below; }
    template <class T>
    const T& draw(const std::vector<T>& from) {
        return from[draw(from.size())];
    }

    void read(const std::string& text) {
        lines_.clear();
        entries_.clear();
        sections_.clear();
        continued_.clear();
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            read_line(text.substr(at, end - at));
            at = end + 1;
        }
    }

    void read_line(std::string line) {
        const std::size_t begin = line.find_first_not_of(" \t");
        const std::size_t index = lines_.size();
        lines_.push_back(std::move(line));
        const std::string& text = lines_.back();
        if (begin == std::string::npos || text[begin] == '#' || text[begin] == ';') return;
        if (text[begin] == '[') return sections_.push_back(index);
        if (begin > 0 || text.back() == '\\') continued_.push_back(index);
        if (begin > 0 && separator_ == '=') return;
        const std::size_t sign = text.find(separator_, begin);
        if (sign == std::string::npos) return;
        std::size_t key_end = sign;
        while (key_end > begin && (text[key_end - 1] == ' ' || text[key_end - 1] == '\t'))
            --key_end;
        const std::size_t value = text.find_first_not_of(" \t", sign + 1);
        if (key_end == begin) return;
        entries_.push_back({index, begin, key_end, value == std::string::npos ? text.size() : value});
    }

    Mutant done(std::string slip) const {
        std::string text;
        for (const std::string& line : lines_) text += line + "\n";
        return {std::move(slip), std::move(text)};
    }

    std::string key(const Entry& entry) const {
        return lines_[entry.line].substr(entry.key_begin, entry.key_end - entry.key_begin);
    }

    Mutant replace_key(const Entry& entry, const std::string& by) {
        const std::string old = key(entry);
        lines_[entry.line].replace(entry.key_begin, entry.key_end - entry.key_begin, by);
        return done("`" + old + "` becomes `" + by + "`");
    }

    Mutant misspell() {
        const Entry entry = draw(entries_);
        std::string name = key(entry);
        const std::size_t at = draw(name.size());
        switch (draw(4)) {
            case 0:
                if (name.size() > 1) name.erase(at, 1);
                break;
            case 1:
                name.insert(at, 1, name[at]);
                break;
            case 2:
                if (at + 1 < name.size()) std::swap(name[at], name[at + 1]);
                break;
            default:
                name[at] = "aeiou_-xST"[draw(10)];
                break;
        }
        return replace_key(entry, name);
    }

    Mutant rename() { return replace_key(draw(entries_), draw(names_)); }

    Mutant spoil_value() {
        static const std::vector<std::string> bad{
            "",      "abc",   "-1",      "12x",        "99999999999999999999", "yes please",
            "1,2,a", "0999",  "/a/b/c",  "true",       "maybe",                "\"quoted\"",
            "0",     "3.5",   "500 MB",  "10s",        "'half",                "unix:/run/a.sock",
            "a=b",   "SIGFOO", "1.2.3.4:99999", "777", "on ; off",             "on # off"};
        const Entry entry = draw(entries_);
        const std::string& value = draw(bad);
        lines_[entry.line].replace(entry.value_begin, std::string::npos, value);
        return done("`" + key(entry) + "` is `" + value + "`");
    }

    std::optional<Mutant> spoil_line() {
        const Entry entry = draw(entries_);
        std::string& line = lines_[entry.line];
        const std::string name = key(entry);
        switch (draw(4)) {
            case 0:
                line.erase(entry.key_end, entry.value_begin - entry.key_end);
                line.insert(entry.key_end, 1, ' ');
                return done("`" + name + "` loses its sign");
            case 1:
                line.erase();
                return done("`" + name + "` is gone");
            case 2:
                line.insert(0, "    ");
                return done("`" + name + "` is indented");
            default: {
                if (continued_.empty()) return std::nullopt;
                std::string& more = lines_[draw(continued_)];
                if (more.back() == '\\')
                    more.pop_back();
                else
                    more.erase(0, more.find_first_not_of(" \t"));
                return done("`" + more + "` goes on with nothing");
            }
        }
    }

    Mutant duplicate() {
        const Entry entry = draw(entries_);
        std::string copy = lines_[entry.line];
        const std::string name = key(entry);
        if (draw(2) == 0) copy.replace(entry.value_begin, std::string::npos, "other");
        const auto place = draw(lines_.size() + 1);
        lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(place), copy);
        return done("`" + copy + "` once more in line " + std::to_string(place + 1));
    }

    std::optional<Mutant> spoil_section() {
        if (sections_.empty()) return std::nullopt;
        std::string& line = lines_[draw(sections_)];
        const std::string old = line;
        switch (draw(5)) {
            case 0:
                line.erase(line.find('['), 1);
                break;
            case 1:
                if (line.find(']') != std::string::npos) line.erase(line.find(']'));
                break;
            case 2:
                line.insert(line.find('[') + 2, 1, 'x');
                break;
            case 3:
                line.insert(line.find('[') + 1, 1, ' ');
                break;
            default:
                line.insert(0, " ");
                break;
        }
        return done("`" + old + "` becomes `" + line + "`");
    }

    std::optional<Mutant> spoil_expansion() {
        const Entry entry = draw(entries_);
        std::string& line = lines_[entry.line];
        const std::size_t open = line.find("%(", entry.value_begin);
        const std::string old = line;
        if (open != std::string::npos) {
            const std::size_t close = line.find(')', open);
            if (close == std::string::npos) return std::nullopt;
            switch (draw(4)) {
                case 0:
                    line.insert(open + 2, 1, 'x');
                    break;
                case 1:
                    line.erase(close, 1);
                    break;
                case 2:
                    line.erase(open, 1);
                    break;
                default:
                    line.erase(std::min(close + 1, line.size() - 1), 1);
                    break;
            }
        } else {
            static const std::vector<std::string> signs{"%", "%(x)s", "%(x)", "%Y", "50%", "$(X)", "%(program_name)d"};
            const std::size_t room = line.size() - entry.value_begin + 1;
            line.insert(entry.value_begin + draw(room), draw(signs));
        }
        return done("`" + old + "` becomes `" + line + "`");
    }

    char separator_;
    std::vector<std::string> names_;
    std::mt19937 random_{20261120};
    std::vector<std::string> lines_;
    std::vector<Entry> entries_;
    std::vector<std::size_t> sections_;
    std::vector<std::size_t> continued_;  // lines that go on, or that are gone on with
};

}  // namespace stackc::tests
