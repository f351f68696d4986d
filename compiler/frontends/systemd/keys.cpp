#include "compiler/frontends/systemd/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::systemd {

const KeyFacts* find_key(std::string_view section, std::string_view name) {
    const std::span<const KeyFacts> all = all_keys();
    const auto found = std::lower_bound(all.begin(), all.end(), std::pair(section, name),
                                        [](const KeyFacts& key, const auto& wanted) {
                                            return std::pair(key.section, key.name) < wanted;
                                        });
    const bool is_there = found != all.end() && found->section == section && found->name == name;
    return is_there ? &*found : nullptr;
}

bool is_known_section(std::string_view section) {
    static constexpr std::array<std::string_view, 13> known{
        "Unit",  "Service", "Socket",    "Timer", "Path",  "Install", "Mount",
        "Swap",  "Slice",   "Automount", "Scope", "Target", "Device"};
    return std::find(known.begin(), known.end(), section) != known.end();
}

namespace {

bool is_one_of(std::string_view values, std::string_view text) {
    const std::vector<std::string_view> all = split(values, ' ');
    return std::find(all.begin(), all.end(), text) != all.end();
}

/// systemd 252 basic/parse-util.c parse_boolean.
bool is_boolean(std::string_view text) {
    const std::string lower = to_lower(text);
    return is_one_of("1 yes y true t on 0 no n false f off", lower);
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_integer(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return is_digits(text);
}

/// systemd 252 basic/time-util.c parse_time: numbers with units, blanks between; `infinity`.
bool is_time_span(std::string_view text) {
    static constexpr std::string_view units =
        "s sec second seconds m min minute minutes M month months ms msec h hr hour hours d day "
        "days w week weeks y year years us usec μs µs";
    text = trim(text);
    if (text == "infinity") return true;
    if (text.empty()) return false;
    while (!text.empty()) {
        std::size_t end = 0;
        while (end < text.size() && (text[end] == '.' || (text[end] >= '0' && text[end] <= '9')))
            ++end;
        constexpr std::size_t longest = 19;  // digits that fit into 64 bits
        if (end == 0 || end > longest || text[0] == '.') return false;
        text = trim(text.substr(end));
        const std::size_t unit = std::min(text.find_first_of(" \t0123456789"), text.size());
        if (unit > 0 && !is_one_of(units, text.substr(0, unit))) return false;
        text = trim(text.substr(unit));
    }
    return true;
}

bool is_mode(std::string_view text) {
    const bool is_octal = !text.empty() &&
                          text.find_first_not_of("01234567") == std::string_view::npos;
    const std::size_t first = std::min(text.find_first_not_of('0'), text.size());
    const std::string_view digits = text.substr(first);
    return is_octal && digits.size() <= 4;
}

/// signal(7) on x86-64, with and without SIG.
bool is_signal(std::string_view text) {
    static constexpr std::string_view names =
        "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT "
        "STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS";
    if (is_digits(text)) return parse_number(text).value_or(0) - 1 < 64;
    if (text.starts_with("SIG")) text.remove_prefix(3);
    return is_one_of(names, text) || text.starts_with("RTMIN") || text.starts_with("RTMAX");
}

bool is_absolute(std::string_view text) { return text.starts_with('/'); }

/// The words of a list; quotes may hold blanks.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(text, ' ')) {
        if (!trim(word).empty()) words.push_back(trim(word));
    }
    return words;
}

template <class Fits>
bool all_words(std::string_view text, Fits fits) {
    if (text.find_first_of("\"'\\") != std::string_view::npos) return true;
    const std::vector<std::string_view> words = words_of(text);
    return std::all_of(words.begin(), words.end(), fits);
}

bool is_size(std::string_view text) {
    if (text.empty()) return false;
    if (std::string_view("BKMGTPE").find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    constexpr std::size_t longest = 19;  // digits that fit into 64 bits
    return !text.empty() && text.size() <= longest &&
           text.find_first_not_of("0123456789.") == std::string_view::npos && text[0] != '.';
}

bool is_percent(std::string_view text) {
    if (!text.ends_with('%')) return false;
    text.remove_suffix(1);
    return is_size(text) && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// `65536`, `1024:2048`, `infinity`; sizes and times for the limits that are such.
bool is_limit(std::string_view name, std::string_view text) {
    static constexpr std::string_view sizes =
        "LimitFSIZE LimitDATA LimitSTACK LimitCORE LimitRSS LimitAS LimitMEMLOCK LimitMSGQUEUE";
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.empty() || parts.size() > 2) return false;
    return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
        if (part == "infinity") return true;
        if (is_one_of(sizes, name)) return is_size(part);
        if (name == "LimitCPU" || name == "LimitRTTIME") return is_time_span(part);
        if (name == "LimitNICE") return is_integer(part);
        return is_digits(part);
    });
}

bool is_unit_name(std::string_view name) {
    static constexpr std::string_view kinds =
        "service socket target device mount automount swap timer path slice scope";
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    return is_one_of(kinds, name.substr(dot + 1)) &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  ":-_.\\@") == std::string_view::npos;
}

bool is_exit_status(std::string_view text) {
    if (is_digits(text)) return parse_number(text).value_or(256) < 256;
    // The names of exit codes are many; those of signals have this form too.
    return is_signal(text) || is_one_of("SUCCESS FAILURE TEMPFAIL USAGE NOPERM", text) ||
           (text.size() > 4 && to_lower(text) != text &&
            text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string_view::npos);
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                      (c >= 'a' && c <= 'z');
           });
}

bool is_address(std::string_view text) {
    if (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
    for (const std::string_view scheme : {"http://", "https://", "file:/", "info:", "man:"}) {
        if (text.starts_with(scheme)) return true;
    }
    return false;
}

/// systemd 252 basic/user-util.c valid_user_group_name, where it is lenient.
bool is_account(std::string_view text) {
    if (text.find_first_of(":/") != std::string_view::npos) return false;
    if (text.starts_with('-')) return !is_digits(text.substr(1));
    return !is_digits(text) || text == "0" || (text[0] != '0' && text.size() <= 10);
}

std::string wrong_number(const KeyFacts& key, std::string_view text) {
    const bool is_signed = key.kind == KeyKind::integer;
    if (!(is_signed ? is_integer(text) : is_digits(text)))
        return is_signed ? "a whole number" : "a whole number of 0 or more";
    const bool is_negative = text.starts_with('-');
    const std::uint64_t number =
        parse_number(text.substr(text[0] == '-' || text[0] == '+' ? 1 : 0)).value_or(UINT64_MAX);
    if (key.name == "Nice" && number > (is_negative ? 20u : 19u)) return "between -20 and 19";
    if (key.name == "OOMScoreAdjust" && number > 1000) return "between -1000 and 1000";
    return number > 4294967295u ? "a whole number that fits" : "";
}

bool is_between(std::string_view text, std::uint64_t low, std::uint64_t high) {
    const auto number = parse_number(text);
    return number && *number >= low && *number <= high;
}

/// A device or path, then a value: `IOReadBandwidthMax=/dev/sda 5M`.
bool is_device_value(std::string_view text) {
    const std::vector<std::string_view> words = words_of(text);
    return words.size() == 2 && is_absolute(words[0]);
}

/// Keys that systemd reads with a function of their own.
std::string other_mismatch(std::string_view name, std::string_view text) {
    const auto told = [](bool fits, std::string expected) { return fits ? "" : expected; };
    if (name == "IOSchedulingPriority") return told(is_between(text, 0, 7), "between 0 and 7");
    if (name.ends_with("CPUShares")) return told(is_between(text, 2, 262144), "from 2 to 262144");
    if (name.ends_with("BlockIOWeight")) return told(is_between(text, 10, 1000), "from 10 to 1000");
    if (name == "LogExtraFields")
        return told(text.find('=') != std::string_view::npos, "a list of `FIELD=value`");
    if (name == "MountFlags")
        return told(is_one_of("shared slave private", text), "`shared`, `slave` or `private`");
    if (name.find("Bandwidth") != std::string_view::npos && name.find("IO") != std::string_view::npos)
        return told(is_device_value(text), "a device and a bandwidth");
    if (name == "TimerSlackNSec") return told(is_time_span(text), "a time such as `50us`");
    if (name == "RestrictAddressFamilies") {
        const auto is_family = [](std::string_view word) {
            return word == "none" || word.starts_with("AF_");
        };
        const bool inverts = text.starts_with('~');
        return told(all_words(text.substr(inverts ? 1 : 0), is_family), "a list of `AF_…` families");
    }
    if (name == "SystemCallErrorNumber") {
        const bool is_name = text[0] == 'E' && to_lower(text) != text;
        return told(is_name || text == "kill" || is_digits(text), "the name of an error");
    }
    if (name == "RootHash" || name == "RootHashSignature")
        return told(is_absolute(text) || text.starts_with("base64:") || name == "RootHash", "a path");
    if (name.starts_with("ManagedOOMMemoryPressureLimit"))
        return told(is_percent(text), "a percentage");
    if (name == "ManagedOOMMemoryPressure" || name == "ManagedOOMSwap")
        return told(is_one_of("auto kill", text), "`auto` or `kill`");
    if (name == "IPAddressAllow" || name == "IPAddressDeny") {
        const auto is_network = [](std::string_view word) {
            return is_one_of("any localhost link-local multicast", word) ||
                   (word.find_first_of(".:") != std::string_view::npos &&
                    word.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos);
        };
        return told(std::ranges::all_of(words_of(text), is_network), "a list of networks");
    }
    if (name == "SystemCallFilter" || name == "SystemCallLog") {
        const auto is_call = [](std::string_view word) {
            while (word.starts_with('~') || word.starts_with('@')) word.remove_prefix(1);
            return !word.empty() && word[0] >= 'a' && word[0] <= 'z' &&
                   word.find_first_of("/-=.") == std::string_view::npos;
        };
        return told(std::ranges::all_of(words_of(text.substr(text.starts_with('~') ? 1 : 0)), is_call) ||
                        text.find('-') != std::string_view::npos,
                    "a list of system calls");
    }
    if (name.starts_with("SetCredential"))
        return told(text.find(':') != std::string_view::npos, "of the form `NAME:VALUE`");
    if (name == "TemporaryFileSystem" || name == "ExecSearchPath")
        return told(is_absolute(text) || text.find_first_of("%\"'") != std::string_view::npos,
                    "an absolute path");
    if (name == "IODeviceWeight" || name == "IODeviceLatencyTargetSec")
        return told(is_device_value(text), "a device and a value");
    if (name == "BusName") return told(text.find('.') != std::string_view::npos, "a bus name");
    const bool is_set = name.ends_with("AllowedCPUs") || name.ends_with("AllowedMemoryNodes") ||
                        name == "CPUAffinity" || name == "NUMAMask";
    if (is_set && text != "numa")
        return told(text.find_first_not_of("0123456789-, ") == std::string_view::npos,
                    "a list of numbers");
    return "";
}

/// StandardOutput=file:/path and the like.
bool is_choice(const KeyFacts& key, std::string_view text) {
    if (key.takes_boolean && is_boolean(text)) return true;
    const bool is_standard = key.name.starts_with("Standard");
    for (const std::string_view prefix : {"file:", "append:", "truncate:"}) {
        if (is_standard && text.starts_with(prefix)) return is_absolute(text.substr(prefix.size()));
    }
    // `syslog` and `syslog+console` still pass, as the journal.
    if (is_standard && (text.starts_with("fd:") || text.starts_with("syslog"))) return true;
    if (key.name == "ProtectHome" && text == "true") return true;
    return is_one_of(key.values, text);
}

}  // namespace

std::string mismatch(const KeyFacts& key, std::string_view text) {
    switch (key.kind) {
        case KeyKind::boolean:
            return is_boolean(text) ? "" : "`yes` or `no`";
        case KeyKind::choice:
            if (text.empty() && !key.name.starts_with("Standard") &&
                !is_one_of("Type Restart NotifyAccess KillMode", key.name))
                return "";
            if (key.values.empty() || is_choice(key, text)) return "";
            return fmt::format("one of `{}`", key.values);
        case KeyKind::time_span:
            return is_time_span(text) ? "" : "a time such as `30s` or `1min 30s`";
        case KeyKind::mode:
            return text.empty() || is_mode(text) ? "" : "an octal mode";
        case KeyKind::signal:
            return text.empty() || is_signal(text) ? "" : "a signal";
        case KeyKind::unsigned_integer:
        case KeyKind::integer:
            return text.empty() ? "" : wrong_number(key, text);
        case KeyKind::limit:
            return text.empty() || is_limit(key.name, text) ? "" : "a limit";
        case KeyKind::memory: {
            const bool fits = text.empty() || text == "infinity" || is_size(text) || is_percent(text);
            return fits ? "" : "a size such as `512M`";
        }
        case KeyKind::tasks: {
            const bool fits =
                text.empty() || text == "infinity" || is_digits(text) || is_percent(text);
            return fits ? "" : "a number of tasks";
        }
        case KeyKind::percent:
            return text.empty() || is_percent(text) ? "" : "a percentage such as `50%`";
        case KeyKind::weight: {
            const auto weight = parse_number(text);
            const bool fits = text.empty() || text == "idle" || (weight && *weight >= 1 && *weight <= 10000);
            return fits ? "" : "a weight from 1 to 10000";
        }
        case KeyKind::absolute_path:
        case KeyKind::environment_file: {
            std::string_view path = text;
            if (key.kind == KeyKind::environment_file && path.starts_with('-')) path.remove_prefix(1);
            return path.empty() || is_absolute(path) ? "" : "an absolute path";
        }
        case KeyKind::absolute_paths: {
            const auto fits = [](std::string_view path) {
                while (path.starts_with('-') || path.starts_with('+')) path.remove_prefix(1);
                return is_absolute(path);
            };
            return all_words(text, fits) ? "" : "a list of absolute paths";
        }
        case KeyKind::relative_paths: {
            const auto fits = [](std::string_view path) {
                return !is_absolute(path) && path.find("..") == std::string_view::npos;
            };
            return all_words(text, fits) ? "" : "a name below the folder that systemd gives";
        }
        case KeyKind::working_directory: {
            std::string_view path = text;
            if (path.starts_with('-')) path.remove_prefix(1);
            return text.empty() || path == "~" || is_absolute(path) ? "" : "an absolute path or `~`";
        }
        case KeyKind::units: {
            const std::vector<std::string_view> words = words_of(text);
            // What is to be enabled is looked at by `systemctl enable` alone.
            const bool fits = key.section == "Install" ||
                              std::all_of(words.begin(), words.end(), is_unit_name);
            return fits ? "" : "a list of units such as `redis.service`";
        }
        case KeyKind::condition_path: {
            std::string_view path = text;
            while (path.starts_with('|') || path.starts_with('!')) path.remove_prefix(1);
            return text.empty() || is_absolute(path) ? "" : "an absolute path";
        }
        case KeyKind::exit_statuses:
            return all_words(text, is_exit_status) ? "" : "a list of exit codes and signals";
        case KeyKind::variable_names:
            return all_words(text, is_variable_name) ? "" : "a list of names of variables";
        case KeyKind::addresses:
            return std::ranges::all_of(words_of(text), is_address)
                       ? ""
                       : "a list of `http://`, `file:` or `man:` addresses";
        case KeyKind::path:
            // PIDFile= may be relative to /run.
            return !key.name.starts_with("IP") || text.empty() || is_absolute(text) ? "" : "an absolute path";
        case KeyKind::environment:
        case KeyKind::command:
        case KeyKind::other:
            return text.empty() ? "" : other_mismatch(key.name, text);
        case KeyKind::socket_address:
            return "";
        case KeyKind::account:
            return text.empty() || is_account(text) ? "" : "the name of an account";
    }
    return "";
}

}  // namespace stackc::systemd
