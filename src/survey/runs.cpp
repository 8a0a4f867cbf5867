#include "survey/runs.hpp"

#include "survey/expression.hpp"
#include "survey/tools.hpp"

#include "endpoint/parameters.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr int deepest = 4;

class RunFinder {
 public:
  RunFinder(const Script& script, const Context& context, std::vector<Use>& found)
      : script_(script), context_(context), found_(found), from_(script.from) {}

  void read(std::string_view text, int depth) {
    for (const auto& words : commands_of(text)) read_command(words, text, depth);
  }

 private:
  void read_command(const Words& words, std::string_view text, int depth) {
    std::vector<Setting> own;
    bool exports = false;
    for (const auto& word : words) {
      const auto name = assigned_name(word.text);
      if (word.text == "export") exports = true;
      if (name.empty()) {
        if (endpoint::matches("export|env|cross-env|sudo|-*|run|exec|-e|--env", word.text)) continue;
        break;
      }
      own.push_back({.name = std::string(name),
                     .value = Secret(word.text.substr(name.size() + 1)),
                     .place = place_of(word, text, name.size() + 1, depth)});
    }
    const bool assigns_only = own.size() + (exports ? 1 : 0) == words.size();
    if (assigns_only) exported_.insert(exported_.begin(), own.begin(), own.end());
    if (const auto matched = match(words)) return add(words, *matched, std::move(own), text, depth);
    if (depth < deepest) follow(words, std::move(own), text, depth);
  }

  /// `sh -c "…"`, `npm run NAME`, `make NAME`.
  void follow(const Words& words, std::vector<Setting> own, std::string_view text, int depth) {
    const auto kept = exported_;
    exported_.insert(exported_.begin(), own.begin(), own.end());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto& word = words[i].text;
      if (i > 0 && endpoint::matches("-c|-lc|-ec|-euc|-exc", words[i - 1].text)) {
        read(word, depth + 1);
        continue;
      }
      const bool runner = endpoint::matches("npm|pnpm|yarn|bun|make|just|npm-run-all|run-s", word);
      if (!runner) continue;
      const std::string_view prefix = word == "make" || word == "just" ? "make " : "";
      for (auto next = i + 1; next < words.size(); ++next) {
        const auto script = context_.scripts.find(fmt::format("{}{}", prefix, words[next].text));
        if (script == context_.scripts.end()) continue;
        via_ = {words[i].span.begin, words[next].span.end};
        via_text_ = text;
        read(script->second, depth + 1);
        via_text_.clear();
      }
      break;
    }
    exported_ = kept;
  }

  void add(const Words& words, const Match& matched, std::vector<Setting> own, std::string_view text, int depth) {
    const auto& tool = *matched.tool;
    const auto written = [&](std::size_t first, std::size_t last) {
      return std::string(text.substr(words[first].span.begin, words[last].span.end - words[first].span.begin));
    };
    // `npx prisma migrate deploy`: the runner belongs to the command, assignments do not.
    const auto first =
        matched.first > 0 && endpoint::matches("npx|bunx|pnpm|yarn|uv|poetry", words[matched.first - 1].text)
            ? matched.first - 1
            : matched.first;
    const auto command = via_text_.empty() ? written(first, plain_end(words, matched))
                                           : via_text_.substr(via_.begin, via_.end - via_.begin);
    Use use{.place = label_of(script_.file, from_, command),
            .tool = std::string(tool.name),
            .doer = fmt::format("`{}`", command),
            .purpose = Purpose::migration,
            .reason = via_text_.empty()
                          ? script_.where
                          : fmt::format("{}: `{}`", script_.where, written(first, plain_end(words, matched))),
            .decides = Decides::config,
            .beyond = script_.beyond,
            .folder = script_.folder,
            .env_files = script_.env_files,
            .mend = script_.mend};
    if (depth == 0) from_ = use.place.span.end;
    if (!tool.given.empty()) use.given.emplace_back(std::string(tool.given));
    read_options(words, matched, use);
    use.guarded = is_guarded(words, matched.first);
    use.around = std::move(own);
    use.around.insert(use.around.end(), exported_.begin(), exported_.end());
    use.around.insert(use.around.end(), script_.around.begin(), script_.around.end());
    found_.push_back(std::move(use));
  }

  /// The last word that names the command; options with secrets in them stand behind it or are not shown.
  static std::size_t plain_end(const Words& words, const Match& matched) {
    for (auto i = matched.first + 1; i <= matched.last; ++i) {
      if (is_connection(words[i].text) || words[i].text.find("://") != npos) return i - 1;
    }
    return matched.last;
  }

  void read_options(const Words& words, const Match& matched, Use& use) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view word = words[i].text;
      const auto equals = word.find('=');
      const bool names_file = i > 0 && endpoint::matches("-e|-f|--env-file|--env", words[i - 1].text);
      if (names_file && word.find(".env") != npos) use.env_files.emplace_back(word.substr(word.rfind('/') + 1));
      if (word.starts_with("--env-file=")) use.env_files.emplace_back(word.substr(equals + 1));
      if (i <= matched.first) continue;
      if (const auto value = connection_in(words, i, *matched.tool); !value.empty()) {
        use.given = {Secret(std::string(value))};
        use.decides = Decides::place;
      }
    }
  }

  /// The word, or its part behind `--option=`, where it is a connection string or stands for one.
  static std::string_view connection_in(const Words& words, std::size_t i, const Tool& tool) {
    const std::string_view word = words[i].text;
    if (is_connection(word)) return word;
    const auto equals = word.find('=');
    if (word.starts_with('-') && equals != npos) {
      const auto value = word.substr(equals + 1);
      const bool known = !tool.options.empty() && endpoint::matches(tool.options, word.substr(0, equals));
      return known || is_connection(value) ? value : std::string_view();
    }
    const bool behind = !tool.options.empty() && endpoint::matches(tool.options, words[i - 1].text);
    if (behind && !word.starts_with('-')) return word;
    // psql "$DATABASE_URL" -f x.sql; goose postgres "$URL" up
    const bool bare = tool.name == "psql" || tool.name == "goose";
    const bool value_of_option = words[i - 1].text.starts_with('-') && words[i - 1].text != "-1";
    return bare && word.starts_with('$') && !value_of_option ? word : std::string_view();
  }

  static bool is_guarded(const Words& words, std::size_t first) {
    for (std::size_t i = 1; i < first; ++i) {
      if (words[i].text == "guard" && endpoint::matches("migrate|*/migrate", words[i - 1].text)) return true;
    }
    return false;
  }

  [[nodiscard]] Label place_of(const Word& word, std::string_view text, std::size_t skip, int) const {
    const auto raw = text.substr(word.span.begin, word.span.end - word.span.begin);
    auto label = label_of(script_.file, from_, raw);
    if (label.span.end - label.span.begin == raw.size()) {
      label.span.begin += skip;
      const auto quote = script_.file->text[std::min(label.span.begin, script_.file->text.size() - 1)];
      if (label.span.end - label.span.begin > 2 && (quote == '"' || quote == '\''))
        ++label.span.begin, --label.span.end;
    }
    return label;
  }

  const Script& script_;
  const Context& context_;
  std::vector<Use>& found_;
  std::size_t from_;
  std::vector<Setting> exported_;
  Span via_;
  std::string via_text_;
};

}  // namespace

Label label_of(const SourceRef& file, std::size_t from, std::string_view needle) {
  const auto end_of_line = [&](std::size_t at) {
    return std::min(file->text.find_first_of("\r\n", at), file->text.size());
  };
  from = std::min(from, file->text.size());
  auto at = file->text.find(needle, from);
  auto size = needle.size();
  if (at == npos) {
    const auto word = needle.substr(0, needle.find_first_of(" \t\n\\\"'"));
    at = word.empty() ? npos : file->text.find(word, from);
    size = word.size();
  }
  if (at == npos) return {.source = file, .span = {from, end_of_line(from)}, .text = {}};
  return {.source = file, .span = {at, std::min(at + size, std::max(at, end_of_line(at)))}, .text = {}};
}

void find_runs(const Script& script, const Context& context, std::vector<Use>& found) {
  RunFinder(script, context, found).read(script.text, 0);
}

}  // namespace migrate::survey
