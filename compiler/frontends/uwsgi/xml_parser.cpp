#include "compiler/frontends/uwsgi/xml_parser.h"

#include <expat.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "compiler/base/text.h"

namespace stackc::uwsgi {

namespace {

class XmlReader {
  public:
    XmlReader(const SourceFile& file, Reporter& report)
        : file_(file), text_(file.text()), report_(report), builder_("uwsgi", file) {}

    Document read() {
        const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
            XML_ParserCreate(nullptr), XML_ParserFree);
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(
            parser_,
            [](void* self, const XML_Char* name, const XML_Char** attributes) {
                static_cast<XmlReader*>(self)->start(name, attributes);
            },
            [](void* self, const XML_Char*) { static_cast<XmlReader*>(self)->end(); });
        XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int size) {
            static_cast<XmlReader*>(self)->characters({text, static_cast<std::size_t>(size)});
        });
        XML_SetCommentHandler(parser_, [](void* self, const XML_Char* text) {
            static_cast<XmlReader*>(self)->comment(text);
        });
        const auto size = static_cast<int>(text_.size());
        if (XML_Parse(parser_, text_.data(), size, 1) == XML_STATUS_ERROR) broken();
        pass_over(static_cast<std::uint32_t>(text_.size()));
        return builder_.finish();
    }

  private:
    /// An element in the section. uWSGI 2.0 core/xmlconf.c takes the first thing in it, a text or a
    /// comment, for the value; of `<app mountpoint="/x">` it makes a `mount`.
    struct Element {
        std::uint32_t begin = 0;
        Span name;
        Span value;  // of the first thing, as far as it is read
        std::string text;
        bool is_complete = false;  // the first thing has ended
        bool is_element = false;   // it is an element, which has no value
        std::string mountpoint;
        std::string script;  // of the <script> or <module> that is mounted
    };

    std::uint32_t here() const {
        return static_cast<std::uint32_t>(XML_GetCurrentByteIndex(parser_));
    }
    std::uint32_t after() const {
        return here() + static_cast<std::uint32_t>(XML_GetCurrentByteCount(parser_));
    }

    void start(std::string_view name, const XML_Char** attributes) {
        ++depth_;
        // In UTF-16 the bytes are others; nobody writes that.
        const Span place{file_.id, here() + 1, here() + 1 + static_cast<std::uint32_t>(name.size())};
        if (section_depth_ == 0) {
            if (name == "uwsgi" && depth_ <= 2) open_section(place);
            return;
        }
        if (depth_ == section_depth_ + 1) {
            element_ = Element{here(), place, {file_.id, after(), after()}, {}, false, false, {}, {}};
            for (; name == "app" && *attributes != nullptr; attributes += 2) {
                if (std::string_view(attributes[0]) == "mountpoint")
                    element_->mountpoint = attributes[1];
            }
        } else if (element_) {
            if (!element_->is_complete && element_->text.empty()) element_->is_element = true;
            element_->is_complete = true;
            is_script_ = depth_ == section_depth_ + 2 && (name == "script" || name == "module");
        }
    }

    void comment(std::string_view text) {
        if (!element_ || depth_ != section_depth_ + 1 || element_->is_complete) return;
        if (element_->text.empty()) {
            element_->text = text;
            element_->value.end = after();
        }
        element_->is_complete = true;
    }

    void open_section(Span name) {
        pass_over(here());
        section_depth_ = depth_;
        builder_.open({file_.id, here(), after()}, builder_.word(name), {});
        done_ = after();
    }

    void characters(std::string_view text) {
        if (!element_) return;
        if (is_script_ && depth_ == section_depth_ + 2) element_->script += text;
        if (depth_ != section_depth_ + 1 || element_->is_complete) return;
        element_->text += text;
        element_->value.end = after();
    }

    void end() {
        if (section_depth_ != 0 && depth_ == section_depth_) {
            pass_over(here());
            builder_.close({file_.id, here(), after()});
            done_ = after();
            section_depth_ = 0;
        } else if (element_ && depth_ == section_depth_ + 1) {
            if (!element_->is_element) add_option();
            element_.reset();
        }
        --depth_;
    }

    void add_option() {
        pass_over(element_->begin);
        // A tag that ends itself has its end where it starts.
        const std::uint32_t close = std::max(after(), element_->value.end);
        const Span whole{file_.id, element_->begin, close};
        std::vector<Word> words;
        if (!element_->mountpoint.empty()) {
            if (element_->script.empty()) return;
            const Word name = builder_.word(element_->name, "mount");
            words.push_back(builder_.word(whole, element_->mountpoint + "=" + element_->script));
            builder_.statement(whole, whole, name, words);
            done_ = close;
            return;
        }
        if (!element_->value.is_empty()) words.push_back(value_word());
        builder_.statement(whole, whole, builder_.word(element_->name), words);
        done_ = close;
    }

    Word value_word() {
        Word word = file_.text(element_->value) == element_->text
                        ? builder_.word(element_->value)
                        : builder_.word(element_->value, element_->text);
        word.has_hole = word.value.find("{{") != std::string_view::npos ||
                        word.value.find("${") != std::string_view::npos;
        return word;
    }

    /// What lies before `end` and is no option: declarations, comments, other elements.
    void pass_over(std::uint32_t end) {
        std::uint32_t begin = done_;
        while (begin < end && is_blank(text_[begin])) ++begin;
        while (end > begin && is_blank(text_[end - 1])) --end;
        if (begin < end) builder_.comment({file_.id, begin, end});
        done_ = std::max(done_, end);
    }
    static bool is_blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
    }

    void broken() {
        const auto at = std::min(here(), static_cast<std::uint32_t>(text_.size()));
        const std::uint32_t end = std::min<std::uint32_t>(
            at + 1, static_cast<std::uint32_t>(text_.size()));
        report_
            .at("UWS028", {file_.id, at, end},
                fmt::format("the file is no well-formed XML: {}",
                            XML_ErrorString(XML_GetErrorCode(parser_))))
            .note("uWSGI does not start: it cannot read the file");
        builder_.mark_errors();
    }

    const SourceFile& file_;
    std::string_view text_;
    Reporter& report_;
    DocumentBuilder builder_;
    XML_Parser parser_ = nullptr;
    std::uint32_t done_ = 0;  // up to here everything is in the document
    int depth_ = 0;
    int section_depth_ = 0;
    std::optional<Element> element_;
    bool is_script_ = false;  // the text that comes is a <script>'s
};

}  // namespace

Document parse_xml(const SourceFile& file, Reporter& report) {
    return XmlReader(file, report).read();
}

}  // namespace stackc::uwsgi
