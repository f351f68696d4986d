#include "compiler/frontends/nginx/setters.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/frontends/nginx/addresses.h"
#include "compiler/frontends/nginx/typed_values.h"

namespace stackc::nginx {

namespace {

using Args = std::span<const Word>;

// -------------------------------------------------------------------------------- parameters

/// The value after `key=`, as a word of its own.
std::optional<Word> value_after(const Word& word, std::string_view key) {
    if (!word.value.starts_with(key)) return std::nullopt;
    Word value = word;
    value.value = word.value.substr(key.size());
    return value;
}

/// `check` of what follows `key=`, pointing at the whole word.
template <class Check>
Checked after(const Word& word, std::string_view key, Check check) {
    const std::optional<Word> value = value_after(word, key);
    if (!value) return std::nullopt;
    Checked fault = check(*value);
    if (!fault) return std::nullopt;
    return Fault{&word, fmt::format("{} after `{}`", fault->expected, key)};
}

Checked unknown_parameter(const DirectiveRow& row, const Word& word) {
    return Fault{&word, fmt::format("a parameter of `{}`", row.name), nearest_parameter(word.value, row.params)};
}

/// Every word from `first` on must be one of `params`.
Checked check_parameters(const DirectiveRow& row, Args args, std::size_t first, std::string_view params) {
    for (const Word& word : args.subspan(std::min(first, args.size()))) {
        if (!word.has_hole && !is_parameter(word.value, params)) return unknown_parameter(row, word);
    }
    return std::nullopt;
}

Checked must_have(const DirectiveRow& row, Args args, std::string_view key) {
    const bool has_it = std::any_of(args.begin(), args.end(), [&](const Word& word) { return word.has_hole || word.value.starts_with(key); });
    if (has_it || args.empty()) return std::nullopt;
    return Fault{&args.back(), fmt::format("`{}` among the parameters of `{}`", key, row.name)};
}

Checked positive(const Word& word) { return check_number(word, 1); }
Checked any_number(const Word& word) { return check_number(word); }
Checked seconds(const Word& word) { return check_time(word, false); }
Checked milliseconds(const Word& word) { return check_time(word, true); }

/// The first fault that one of the checks of parameters finds.
template <class... Rows>
Checked check_each(Args args, const Rows&... rows) {
    for (const Word& word : args) {
        Checked fault;
        ((fault = fault ? std::move(fault) : after(word, rows.first, rows.second)), ...);
        if (fault) return fault;
    }
    return std::nullopt;
}

template <class Check>
std::pair<std::string_view, Check> with(std::string_view key, Check check) {
    return {key, check};
}

/// `name:10m`: a shared memory zone and its size.
Checked zone_size(const Word& word) {
    const std::size_t colon = word.value.rfind(':');
    if (colon == std::string_view::npos) return Fault{&word, "a name, `:` and a size"};
    Word size = word;
    size.value = word.value.substr(colon + 1);
    const bool has_name = colon > 0;
    if (!has_name) return Fault{&word, "a name before `:`"};
    return check_size(size) ? Checked(Fault{&word, "a size such as `10m` after the zone's name"}) : std::nullopt;
}

// --------------------------------------------------------------------------------- addresses

/// Another rule speaks of schemes and of paths without `unix:`.
bool is_of_other_rule(std::string_view text) { return text.find("://") != std::string_view::npos || text.starts_with('/'); }

Checked check_address(const Word& word, std::string_view text, AddressUse use) {
    if (is_unknowable(word) || is_of_other_rule(text)) return std::nullopt;
    const std::string_view fault = address_fault(text, use);
    if (fault.empty()) return std::nullopt;
    const bool is_port = fault.find("port") != std::string_view::npos;
    return Fault{&word, is_port ? "a port from 1 to 65535" : fmt::format("an address ({})", fault)};
}

Checked check_listen(const DirectiveRow& row, Args args) {
    // rtmp is a module of its own with parameters of its own.
    if (!row.has(is_core) || row.params.empty()) return std::nullopt;
    if (auto fault = check_address(args[0], args[0].value, AddressUse::listen)) return fault;
    static constexpr std::string_view others = "http2 quic ipv6only=on ipv6only=off so_keepalive= proxy_protocol ssl";
    for (const Word& word : args.subspan(1)) {
        const bool is_right = word.value != "on" && word.value != "off" && (is_parameter(word.value, row.params) || is_parameter(word.value, others));
        if (is_right || word.has_hole) continue;
        if (word.value == "spdy") return Fault{&word, "a parameter of `listen`", "http2"};
        return unknown_parameter(row, word);
    }
    return check_each(args.subspan(1), with("backlog=", any_number), with("rcvbuf=", check_size), with("sndbuf=", check_size),
                      with("setfib=", any_number), with("fastopen=", any_number));
}

Checked check_server(const DirectiveRow& row, Args args) {
    if (row.params.empty()) return std::nullopt;
    const AddressUse use = row.module.starts_with("ngx_stream") ? AddressUse::stream : AddressUse::server;
    if (auto fault = check_address(args[0], args[0].value, use)) return fault;
    for (const Word& word : args.subspan(1)) {
        const bool is_right = is_parameter(word.value, row.params) || is_parameter(word.value, "slow_start= id= srun_id=");
        if (!is_right && !word.has_hole) return unknown_parameter(row, word);
    }
    return check_each(args.subspan(1), with("weight=", positive), with("max_conns=", any_number), with("max_fails=", any_number),
                      with("fail_timeout=", seconds));
}

Checked check_pass(const DirectiveRow& row, Args args) {
    std::string_view text = args[0].value;
    for (const std::string_view scheme : {"uwsgi://", "suwsgi://", "scgi://", "grpc://", "grpcs://"}) {
        if (!is_parameter(scheme, row.params) || !equals_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
        text.remove_prefix(scheme.size());
        break;
    }
    return check_address(args[0], text, AddressUse::pass);
}

Checked check_proxy_pass(const DirectiveRow& row, Args args) {
    // Without a port it names an upstream, as with uwsgi_pass.
    if (row.module.starts_with("ngx_stream")) return check_address(args[0], args[0].value, AddressUse::pass);
    if (args[0].value.empty()) return Fault{&args[0], "an address that starts with `http://` or `https://`"};
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(args[0].value.substr(0, scheme.size()), scheme)) continue;
        return check_address(args[0], args[0].value.substr(scheme.size()), AddressUse::url);
    }
    return std::nullopt;
}

Checked check_access(const DirectiveRow&, Args args) {
    const std::string_view text = args[0].value;
    if (args[0].has_hole || text == "all" || text == "unix:" || is_network(text)) return std::nullopt;
    return Fault{&args[0], "`all`, `unix:`, an address or a network"};
}

Checked check_resolver(const DirectiveRow&, Args args) {
    bool has_server = false;
    for (const Word& word : args) {
        if (word.value.starts_with("valid=") || word.value.starts_with("ipv4=") || word.value.starts_with("ipv6=") || word.value.starts_with("status_zone=")) continue;
        has_server = true;
        if (auto fault = check_address(word, word.value, AddressUse::server)) return fault;
    }
    if (!has_server) return Fault{&args[0], "the address of a name server"};
    return check_each(args, with("valid=", seconds), with("ipv6=", check_flag), with("ipv4=", check_flag));
}

// ------------------------------------------------------------------------------------- limits

Checked check_limit_req(const DirectiveRow& row, Args args) {
    if (auto fault = check_parameters(row, args, 0, "zone= burst= delay= nodelay")) return fault;
    if (auto fault = check_each(args, with("burst=", positive), with("delay=", positive))) return fault;
    return must_have(row, args, "zone=");
}

Checked rate(const Word& word) {
    const std::string_view text = word.value;
    const bool has_unit = text.ends_with("r/s") || text.ends_with("r/m");
    Word number = word;
    number.value = has_unit ? text.substr(0, text.size() - 3) : text;
    return check_number(number, 1) ? Checked(Fault{&word, "a rate such as `10r/s`"}) : std::nullopt;
}

Checked check_limit_req_zone(const DirectiveRow& row, Args args) {
    if (auto fault = check_parameters(row, args, 1, "zone= rate=")) return fault;
    if (auto fault = check_each(args.subspan(1), with("zone=", zone_size), with("rate=", rate))) return fault;
    return must_have(row, args.subspan(1), "zone=");
}

Checked check_limit_conn_zone(const DirectiveRow& row, Args args) {
    if (auto fault = check_parameters(row, args, 1, "zone=")) return fault;
    return check_each(args.subspan(1), with("zone=", zone_size));
}

Checked check_limit_conn(const DirectiveRow&, Args args) { return args.size() < 2 ? std::nullopt : check_number(args[1], 1, 65535); }

// -------------------------------------------------------------------------------------- caches

Checked check_cache_path(const DirectiveRow& row, Args args) {
    static constexpr std::string_view params = "levels= use_temp_path=on use_temp_path=off keys_zone= inactive= max_size= min_free= loader_files= "
                                               "loader_sleep= loader_threshold= manager_files= manager_sleep= manager_threshold= purger= purger_files= "
                                               "purger_sleep= purger_threshold=";
    if (auto fault = check_parameters(row, args, 1, params)) return fault;
    if (auto fault = check_each(args.subspan(1), with("keys_zone=", zone_size), with("inactive=", seconds), with("max_size=", check_offset),
                                with("min_free=", check_offset), with("loader_files=", any_number), with("manager_files=", any_number),
                                with("loader_sleep=", milliseconds), with("loader_threshold=", milliseconds))) {
        return fault;
    }
    for (const Word& word : args.subspan(1)) {
        const std::optional<Word> levels = value_after(word, "levels=");
        if (!levels || levels->has_hole) continue;
        const auto parts = split(levels->value, ':');
        const bool is_right = parts.size() <= 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return part == "1" || part == "2"; });
        if (!is_right) return Fault{&word, "up to three of `1` and `2` with `:` between"};
    }
    return must_have(row, args.subspan(1), "keys_zone=");
}

Checked check_cache_valid(const DirectiveRow&, Args args) {
    if (auto fault = check_time(args.back(), false)) return fault;
    for (const Word& word : args.first(args.size() - 1)) {
        if (word.value == "any") continue;
        if (auto fault = check_number(word, 100, 599)) return fault;
    }
    return std::nullopt;
}

Checked check_file_cache(const DirectiveRow& row, Args args) {
    if (auto fault = check_parameters(row, args, 0, row.name == "open_file_cache" ? "max= inactive= off" : "max= inactive= min_uses= valid= off")) return fault;
    if (auto fault = check_each(args, with("max=", positive), with("min_uses=", positive), with("inactive=", seconds), with("valid=", seconds))) return fault;
    const bool is_off = std::any_of(args.begin(), args.end(), [](const Word& word) { return word.value == "off"; });
    return is_off ? std::nullopt : must_have(row, args, "max=");
}

Checked check_session_cache(const DirectiveRow& row, Args args) {
    for (const Word& word : args) {
        if (word.has_hole || is_parameter(word.value, "off none builtin")) continue;
        if (word.value.starts_with("builtin:")) {
            if (auto fault = after(word, "builtin:", any_number)) return fault;
        } else if (word.value.starts_with("shared:")) {
            if (auto fault = after(word, "shared:", zone_size)) return fault;
        } else {
            return unknown_parameter(row, word);
        }
    }
    return std::nullopt;
}

Checked check_zone(const DirectiveRow&, Args args) { return args.size() < 2 ? std::nullopt : check_size(args[1]); }

// ----------------------------------------------------------------------------------- answering

/// `return 301`: one argument that starts like a number must be a code (ngx_http_rewrite_return).
Checked check_return(const DirectiveRow& row, Args args) {
    if (row.module != "ngx_http_rewrite_module") return std::nullopt;
    const Word& word = args[0];
    if (args.size() == 1) {
        const bool is_address = word.value.starts_with("http://") || word.value.starts_with("https://") || word.value.starts_with("$scheme");
        if (is_address) return std::nullopt;
    }
    const std::optional<std::uint64_t> code = parse_number(word.value);
    if ((code && *code <= 999) || word.has_hole) return std::nullopt;
    return Fault{&word, "a status code, or one full address"};
}

Checked check_rewrite(const DirectiveRow& row, Args args) {
    return check_parameters(row, args, 2, "last break redirect permanent");
}

Checked check_error_page(const DirectiveRow&, Args args) {
    std::size_t codes = args.size() - 1;
    const Word& answer = args[args.size() - 2];
    if (answer.value.starts_with('=')) {
        --codes;
        if (codes == 0) return Fault{&answer, "a status code before it"};
        if (answer.value.size() > 1) {
            if (auto fault = after(answer, "=", any_number)) return fault;
        }
    }
    for (const Word& word : args.first(codes)) {
        if (auto fault = check_number(word, 300, 599)) return fault;
        if (word.value == "499") return Fault{&word, "a status code other than 499"};
    }
    return std::nullopt;
}

Checked check_try_files(const DirectiveRow&, Args args) {
    if (!args.back().value.starts_with('=')) return std::nullopt;
    return after(args.back(), "=", [](const Word& word) { return check_number(word, 0, 999); });
}

Checked check_expires(const DirectiveRow&, Args args) {
    if (args.size() == 2 && args[0].value != "modified") return check_word(args[0], false, "`modified` before a time");
    const Word& word = args.back();
    if (is_unknowable(word)) return std::nullopt;
    const bool is_word = args.size() == 1 && (word.value == "epoch" || word.value == "max" || word.value == "off");
    if (is_word) return std::nullopt;
    Word time = word;
    if (time.value.starts_with('@') || time.value.starts_with('+') || time.value.starts_with('-')) time.value.remove_prefix(1);
    if (!check_time(time, false)) return std::nullopt;
    return Fault{&word, "a time such as `30d`, `max`, `epoch` or `off`", check_time(time, false)->meant};
}

Checked check_always(const DirectiveRow& row, Args args) {
    return args.size() < 3 ? std::nullopt : check_parameters(row, args, 2, "always");
}

Checked check_param(const DirectiveRow& row, Args args) {
    return args.size() < 3 ? std::nullopt : check_parameters(row, args, 2, "if_not_empty");
}

/// One argument of proxy_redirect, proxy_cookie_path and their like.
Checked check_off(const DirectiveRow& row, Args args) {
    if (args.size() != 1) return std::nullopt;
    const std::string_view words = row.name == "proxy_redirect" ? "off default" : "off";
    if (args[0].has_hole || is_parameter(args[0].value, words)) return std::nullopt;
    return Fault{&args[0], fmt::format("{} or two arguments", in_words(words))};
}

Checked check_index(const DirectiveRow&, Args args) {
    for (const Word& word : args) {
        if (word.value.empty()) return Fault{&word, "the name of a file"};
    }
    return std::nullopt;
}

Checked check_methods(const DirectiveRow&, Args args) {
    return check_set(args, "GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH");
}

// --------------------------------------------------------------------------------------- blocks

Checked check_location(const DirectiveRow&, Args args) {
    if (args.size() == 2 && !args[0].has_hole && !is_one_of(args[0].value, "= ~ ~* ^~"))
        return Fault{&args[0], "one of `=`, `~`, `~*`, `^~`", nearest_word(args[0].value, "= ~ ~* ^~")};
    return std::nullopt;
}

/// `if (…)` as ngx_http_rewrite_if_condition reads it.
Checked check_condition(const DirectiveRow& row, Args args) {
    if (row.module != "ngx_http_rewrite_module") return std::nullopt;
    std::vector<std::string_view> words;
    for (const Word& word : args) words.push_back(word.value);
    if (std::any_of(args.begin(), args.end(), [](const Word& word) { return word.has_hole; })) return std::nullopt;
    if (!words.front().starts_with('(')) return Fault{&args.front(), "`(` before the condition"};
    if (!words.back().ends_with(')')) return Fault{&args.back(), "`)` after the condition"};
    std::size_t first = 0, last = words.size() - 1;
    if (words.front().size() == 1) ++first;
    else words.front().remove_prefix(1);
    if (words.back().size() == 1 && last > 0) --last;
    else words.back().remove_suffix(1);
    if (first > last) return Fault{&args.front(), "a condition"};
    const std::string_view subject = words[first];
    if (subject.size() > 1 && subject[0] == '$') {
        if (first == last) return std::nullopt;
        if (first + 2 != last) return Fault{&args[first], "one variable, one operator and one value"};
        static constexpr std::string_view operators = "= != ~ ~* !~ !~*";
        if (!is_one_of(words[first + 1], operators))
            return Fault{&args[first + 1], in_words(operators), words[first + 1] == "==" ? std::optional<std::string>("=") : std::nullopt};
        const bool is_regex = words[first + 1].find('~') != std::string_view::npos;
        if (is_regex && !Regex::compile(words[last])) return Fault{&args[last], "a regular expression"};
        return std::nullopt;
    }
    const bool is_file_test = (subject.size() == 2 && subject[0] == '-') || (subject.size() == 3 && subject.starts_with("!-"));
    if (!is_file_test) return Fault{&args[first], "a variable or a file test such as `-f`"};
    if (std::string_view("fdex").find(subject.back()) == std::string_view::npos) return Fault{&args[first], "`-f`, `-d`, `-e` or `-x`"};
    if (first + 1 != last) return Fault{&args[first], "one file test and one path"};
    return std::nullopt;
}

/// A variable that is set: `$name`.
Checked check_name(const Word& word) {
    const bool is_right = word.has_hole || (word.value.size() > 1 && word.value[0] == '$');
    return is_right ? std::nullopt : Checked(Fault{&word, "a variable such as `$name`", "$" + std::string(word.value)});
}

Checked check_first_name(const DirectiveRow&, Args args) { return check_name(args.front()); }
Checked check_last_name(const DirectiveRow&, Args args) { return check_name(args.back()); }
Checked check_names(const DirectiveRow&, Args args) {
    for (const Word& word : args) {
        if (auto fault = check_name(word)) return fault;
    }
    return std::nullopt;
}

// ----------------------------------------------------------------------------------------- logs

Checked check_error_log(const DirectiveRow&, Args args) {
    static constexpr std::string_view levels = "emerg alert crit error warn notice info debug debug_core debug_alloc debug_mutex debug_event "
                                               "debug_http debug_mail debug_stream";
    return args.size() < 2 ? std::nullopt : check_set(args.subspan(1), levels);
}

Checked check_access_log(const DirectiveRow& row, Args args) {
    if (!row.has(is_core)) return std::nullopt;
    if (args[0].value == "off") return args.size() == 1 ? std::nullopt : unknown_parameter(row, args[1]);
    if (args.size() < 3) return std::nullopt;
    for (const Word& word : args.subspan(2)) {
        if (word.has_hole || word.value.starts_with("if=") || is_parameter(word.value, "gzip buffer= flush= gzip=")) continue;
        return unknown_parameter(row, word);
    }
    return check_each(args.subspan(2), with("buffer=", check_size), with("flush=", milliseconds),
                      with("gzip=", [](const Word& word) { return check_number(word, 1, 9); }));
}

Checked check_log_format(const DirectiveRow&, Args args) {
    return args.size() < 2 ? std::nullopt : after(args[1], "escape=", [](const Word& word) {
        return check_word(word, is_parameter(word.value, "default json none"), "`default`, `json` or `none`");
    });
}

// --------------------------------------------------------------------------------- of the process

Checked check_processes(const DirectiveRow&, Args args) {
    if (args[0].value == "auto") return std::nullopt;
    Checked fault = check_number(args[0]);
    if (fault) fault->expected = "a number or `auto`";
    if (fault) fault->meant = nearest_word(args[0].value, "auto");
    return fault;
}

Checked check_event_method(const DirectiveRow&, Args args) {
    return check_word(args[0], is_one_of(args[0].value, "select poll epoll kqueue /dev/poll eventport iocp rtsig"), "`epoll`, `poll` or `select`",
                      nearest_word(args[0].value, "epoll poll select kqueue"));
}

Checked check_affinity(const DirectiveRow&, Args args) {
    for (const Word& word : args.subspan(args[0].value == "auto" ? 1 : 0)) {
        if (auto fault = check_word(word, word.value.find_first_not_of("01 ") == std::string_view::npos, "a mask of `0` and `1`")) return fault;
    }
    return std::nullopt;
}

Checked check_keepalive(const DirectiveRow&, Args args) { return check_number(args[0], 1); }

Checked check_keepalive_timeout(const DirectiveRow&, Args args) {
    if (auto fault = check_time(args[0], true)) return fault;
    return args.size() < 2 ? std::nullopt : check_time(args[1], false);
}

Checked check_connections(const DirectiveRow&, Args args) { return check_number(args[0]); }
Checked check_directio(const DirectiveRow&, Args args) { return args[0].value == "off" ? std::nullopt : check_offset(args[0]); }

Checked check_aio(const DirectiveRow&, Args args) {
    const std::string_view text = args[0].value;
    return check_word(args[0], is_parameter(text, "on off threads threads= sendfile"), "`on`, `off` or `threads`");
}

Checked check_hash(const DirectiveRow& row, Args args) { return check_parameters(row, args, 1, "consistent"); }

struct Setter {
    std::string_view name;
    Checked (*check)(const DirectiveRow& row, Args args);
};

constexpr Setter setters[] = {
    {"access_log", check_access_log},
    {"add_header", check_always},
    {"add_trailer", check_always},
    {"aio", check_aio},
    {"allow", check_access},
    {"auth_request_set", check_first_name},
    {"deny", check_access},
    {"directio", check_directio},
    {"error_log", check_error_log},
    {"error_page", check_error_page},
    {"expires", check_expires},
    {"fastcgi_cache_path", check_cache_path},
    {"fastcgi_cache_valid", check_cache_valid},
    {"fastcgi_param", check_param},
    {"fastcgi_pass", check_pass},
    {"geo", check_names},
    {"grpc_pass", check_pass},
    {"hash", check_hash},
    {"if", check_condition},
    {"index", check_index},
    {"keepalive", check_keepalive},
    {"keepalive_timeout", check_keepalive_timeout},
    {"limit_conn", check_limit_conn},
    {"limit_conn_zone", check_limit_conn_zone},
    {"limit_except", check_methods},
    {"limit_req", check_limit_req},
    {"limit_req_zone", check_limit_req_zone},
    {"listen", check_listen},
    {"location", check_location},
    {"log_format", check_log_format},
    {"map", check_last_name},
    {"memcached_pass", check_pass},
    {"open_file_cache", check_file_cache},
    {"open_log_file_cache", check_file_cache},
    {"perl_set", check_first_name},
    {"proxy_cache_path", check_cache_path},
    {"proxy_cache_valid", check_cache_valid},
    {"proxy_cookie_domain", check_off},
    {"proxy_cookie_path", check_off},
    {"proxy_pass", check_proxy_pass},
    {"proxy_redirect", check_off},
    {"resolver", check_resolver},
    {"return", check_return},
    {"rewrite", check_rewrite},
    {"scgi_cache_path", check_cache_path},
    {"scgi_cache_valid", check_cache_valid},
    {"scgi_param", check_param},
    {"scgi_pass", check_pass},
    {"server", check_server},
    {"set", check_first_name},
    {"split_clients", check_last_name},
    {"ssl_session_cache", check_session_cache},
    {"try_files", check_try_files},
    {"use", check_event_method},
    {"uwsgi_cache_path", check_cache_path},
    {"uwsgi_cache_valid", check_cache_valid},
    {"uwsgi_param", check_param},
    {"uwsgi_pass", check_pass},
    {"worker_connections", check_connections},
    {"worker_cpu_affinity", check_affinity},
    {"worker_processes", check_processes},
    {"zone", check_zone},
};

}  // namespace

std::optional<std::string> nearest_parameter(std::string_view text, std::string_view params) {
    const std::string_view key = text.substr(0, text.find('='));
    std::vector<std::string_view> names;
    const auto list = split(params, ' ');
    for (const std::string_view word : list) {
        const bool has_value = word.ends_with('=');
        if (has_value == (text.find('=') != std::string_view::npos)) names.push_back(has_value ? word.substr(0, word.size() - 1) : word);
    }
    const auto found = nearest(key, names);
    if (!found) return std::nullopt;
    return std::string(*found) + std::string(text.substr(key.size()));
}

Checked check_setter(const DirectiveRow& row, std::span<const Word> args) {
    if (args.empty()) return std::nullopt;
    const auto* const found = std::lower_bound(std::begin(setters), std::end(setters), row.name,
                                               [](const Setter& setter, std::string_view name) { return setter.name < name; });
    if (found == std::end(setters) || found->name != row.name) return std::nullopt;
    return found->check(row, args);
}

}  // namespace stackc::nginx
