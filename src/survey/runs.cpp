#include "survey/runs.hpp"

#include "survey/expression.hpp"
#include "survey/tools.hpp"

#include "endpoint/parameters.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr int deepest = 4;
/// Scripts that run each other many times would be read without end.
constexpr std::size_t most_words = 50000;
constexpr std::size_t most_uses = 200;

/// Behind as many lines as the script has; a block of YAML begins on the line before.
std::size_t end_of(const Script& script) {
  auto lines = std::count(script.text.begin(), script.text.end(), '\n') + 1;
  if (lines > 1) ++lines;
  auto at = script.from;
  for (; lines > 0 && at < script.file->text.size(); --lines) {
    at = script.file->text.find('\n', at);
    if (at == npos) return script.file->text.size();
    ++at;
  }
  return at;
}

class RunFinder {
 public:
  RunFinder(const Script& script, const Context& context, std::vector<Use>& found)
      : script_(script),
        context_(context),
        found_(found),
        from_(script.from),
        to_(end_of(script)),
        folder_(script.folder),
        before_(found.size()) {}

  void read(std::string_view text, int depth) {
    if (left_ == 0) return;
    for (const auto& words : commands_of(text)) read_command(words, text, depth);
  }

 private:
  void read_command(const Words& words, std::string_view text, int depth) {
    const bool over = left_ < words.size() || found_.size() - before_ >= most_uses;
    left_ = over ? 0 : left_ - words.size();
    if (over) return;
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
                     .place = place_of(word, text, name.size() + 1)});
    }
    const bool assigns_only = own.size() + (exports ? 1 : 0) == words.size();
    if (assigns_only) exported_.insert(exported_.begin(), own.begin(), own.end());
    if (words.size() == 2 && words.front().text == "cd") enter(words.back().text);
    if (const auto matched = match(words)) return add(words, *matched, std::move(own));
    if (depth < deepest) follow(words, std::move(own), depth);
  }

  /// `cd DIR`, as far as it leads down.
  void enter(std::string_view folder) {
    if (folder.starts_with("./")) folder.remove_prefix(2);
    if (folder.find_first_of("$/~-.") != 0) folder_ = join(folder_, folder);
  }

  /// `sh -c "…"`, `npm run NAME`, `make NAME`.
  void follow(const Words& words, std::vector<Setting> own, int depth) {
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
        const auto before = via_;
        if (via_.empty())
          via_ = fmt::format("{} {}{}", word, words[i + 1].text == "run" ? "run " : "", words[next].text);
        read(script->second, depth + 1);
        via_ = before;
      }
      break;
    }
    exported_ = kept;
  }

  void add(const Words& words, const Match& matched, std::vector<Setting> own) {
    const auto& tool = *matched.tool;
    const auto command = named(words, matched);
    const auto shown = via_.empty() ? command : via_;
    Use use{.place = label_of(script_.file, {from_, to_}, shown),
            .tool = std::string(tool.name),
            .doer = fmt::format("`{}`", text::printable(shown)),
            .purpose = Purpose::migration,
            .reason = via_.empty() ? script_.where : fmt::format("{}: `{}`", script_.where, text::printable(command)),
            .decides = Decides::config,
            .beyond = script_.beyond,
            .folder = folder_,
            .env_files = script_.env_files,
            .command = true,
            .mend = script_.mend};
    if (via_.empty()) from_ = use.place.span.end;
    if (!tool.given.empty()) use.given.emplace_back(std::string(tool.given));
    read_options(words, matched, use);
    use.guarded = is_guarded(words, matched.words.front());
    use.around = std::move(own);
    use.around.insert(use.around.end(), exported_.begin(), exported_.end());
    use.around.insert(use.around.end(), script_.around.begin(), script_.around.end());
    found_.push_back(std::move(use));
  }

  /// "npx prisma migrate deploy": the words that name the command, without options between them, and its runner.
  static std::string named(const Words& words, const Match& matched) {
    const auto first = matched.words.front();
    std::string name;
    if (first > 0 && endpoint::matches("npx|bunx|pnpm|yarn", words[first - 1].text)) name = words[first - 1].text + ' ';
    name += words[first].text;
    for (std::size_t i = 1; i < matched.words.size(); ++i) {
      if (!words[matched.words[i]].text.starts_with('-')) name += ' ' + words[matched.words[i]].text;
    }
    return name;
  }

  void read_options(const Words& words, const Match& matched, Use& use) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view word = words[i].text;
      const auto equals = word.find('=');
      const bool names_file = i > 0 && endpoint::matches("-e|-f|--env-file|--env", words[i - 1].text);
      if (names_file && word.find(".env") != npos) use.env_files.emplace_back(word.substr(word.rfind('/') + 1));
      if (word.starts_with("--env-file=")) use.env_files.emplace_back(word.substr(equals + 1));
      if (i <= matched.words.front()) continue;
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

  [[nodiscard]] Label place_of(const Word& word, std::string_view text, std::size_t skip) const {
    const auto raw = text.substr(word.span.begin, word.span.end - word.span.begin);
    auto label = label_of(script_.file, {from_, to_}, raw);
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
  std::size_t to_;  ///< where the script ends in the file, as far as its lines are those of the file
  std::string folder_;
  std::size_t before_;
  std::size_t left_ = most_words;
  std::vector<Setting> exported_;
  std::string via_;  ///< `npm run NAME`, while its script is read
};

}  // namespace

Label label_of(const SourceRef& file, Span within, std::string_view needle) {
  const std::string_view text = file->text;
  const auto from = std::min(within.begin, text.size());
  const auto word = needle.substr(0, needle.find_first_of(" \t\n\\\"'"));
  const auto near = text.substr(0, std::max(from, within.end));
  const auto end_of_line = [&](std::size_t at) { return std::min(text.find_first_of("\r\n", at), text.size()); };
  for (const auto& [where, what] : {std::pair(near, needle), {near, word}, {text, needle}, {text, word}}) {
    const auto at = what.empty() ? npos : where.find(what, from);
    if (at != npos) return {.source = file, .span = {at, std::min(at + what.size(), end_of_line(at))}, .text = {}};
  }
  return {.source = file, .span = {from, end_of_line(from)}, .text = {}};
}

void find_runs(const Script& script, const Context& context, std::vector<Use>& found) {
  RunFinder(script, context, found).read(script.text, 0);
}

}  // namespace migrate::survey
