#include <migrate/compat_report.hpp>

#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using compat::Answer;
using compat::Command;
using compat::Verdict;

Role role_of(Verdict verdict) {
  if (verdict == Verdict::nothing) return Role::quiet;
  return verdict == Verdict::applies || verdict == Verdict::shows ? Role::success : Role::error;
}

std::string joined(const std::vector<std::string>& all) {
  std::string list;
  for (const auto& one : all) list += (list.empty() ? "" : ", ") + text::printable(one);
  return list;
}

/// Names while they are few.
std::string files_of(const std::vector<std::string>& files) {
  if (files.size() <= 2) return joined(files);
  return fmt::format("{}, {} to {}", text::count(files.size(), "file"), text::printable(files.front()),
                     text::printable(files.back()));
}

std::string counts_of(const std::vector<compat::Pair>& list) {
  const auto count = [&](auto matches) { return std::count_if(list.begin(), list.end(), matches); };
  const std::pair<std::ptrdiff_t, std::string_view> parts[] = {
      {count([](const auto& one) { return !one.local.empty() && !one.remote.empty(); }), "here and there"},
      {count([](const auto& one) { return one.remote.empty(); }), "here alone"},
      {count([](const auto& one) { return one.local.empty(); }), "there alone"}};
  std::string text;
  for (const auto& [n, where] : parts) {
    if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, where);
  }
  return text.empty() ? "no version" : text;
}

std::string details_of(const Answer& answer, const compat::Findings& findings) {
  switch (answer.verdict) {
    case Verdict::nothing:
      return "up to date";
    case Verdict::shows:
      return counts_of(findings.list);
    case Verdict::applies: {
      const bool seeded = answer.command == Command::reset && !findings.seeds.empty();
      return files_of(answer.files) + (seeded ? ", then " + joined(findings.seeds) : "");
    }
    case Verdict::refuses:
      if (!answer.versions.empty()) return "no file here: " + joined(answer.versions);
      return files_of(answer.files) + (answer.files.size() == 1 ? " comes" : " come") + " before an applied version";
    case Verdict::fails:
    case Verdict::loses:
      break;
  }
  const auto& trouble = *answer.trouble;
  if (answer.verdict == Verdict::loses) return "says it succeeded; see " + text::printable(trouble.file);
  return fmt::format("{}, statement {}: SQLSTATE {}", text::printable(trouble.file), trouble.statement,
                     trouble.sqlstate);
}

/// On a narrow terminal the details stand below.
void add_answer(std::vector<Styled>& lines, const Answer& answer, const compat::Findings& findings,
                const Surface& surface) {
  Styled line{{Role::plain, "  "},
              {Role::name, padded(compat::words_of(answer.command), 33)},
              {role_of(answer.verdict), padded(compat::name_of(answer.verdict), 10)}};
  const auto details = details_of(answer, findings);
  auto whole = line;
  whole.push_back({Role::plain, details});
  if (fits(whole, surface)) {
    lines.push_back(std::move(whole));
    return;
  }
  line.back().text = compat::name_of(answer.verdict);
  lines.push_back(std::move(line));
  lines.push_back({{Role::plain, "    " + details}});
}

markup::Node json_of(const Answer& answer) {
  auto trouble = markup::null();
  if (answer.trouble) {
    trouble = markup::map(
        {{"file", markup::text(answer.trouble->file)},
         {"statement", markup::number(static_cast<long long>(answer.trouble->statement))},
         {"sqlstate", answer.trouble->sqlstate.empty() ? markup::null() : markup::text(answer.trouble->sqlstate)},
         {"what", markup::text(answer.trouble->what)},
         {"partly_kept", markup::boolean(answer.trouble->partly)}});
  }
  return markup::map({{"command", markup::text(std::string(compat::words_of(answer.command)))},
                      {"verdict", markup::text(std::string(compat::name_of(answer.verdict)))},
                      {"files", list_of(answer.files)},
                      {"versions", list_of(answer.versions)},
                      {"says", answer.said.empty() ? markup::null() : markup::text(answer.said)},
                      {"trouble", std::move(trouble)}});
}

markup::Node data_of(const workflow::CompatReport& report) {
  std::vector<markup::Node> answers, list, skipped;
  for (const auto& answer : report.findings.answers) answers.push_back(json_of(answer));
  for (const auto& one : report.findings.list) {
    list.push_back(markup::map({{"local", markup::text(one.local)}, {"remote", markup::text(one.remote)}}));
  }
  for (const auto& one : report.findings.skipped) {
    skipped.push_back(markup::map({{"file", markup::text(one.file)}, {"why", markup::text(one.why)}}));
  }
  return markup::map({{"target", report.place ? to_json(*report.place) : markup::null()},
                      {"clis", list_of({"2", "3"})},
                      {"answers", markup::list(std::move(answers))},
                      {"list", markup::list(std::move(list))},
                      {"skipped", markup::list(std::move(skipped))},
                      {"seeds", list_of(report.findings.seeds)},
                      {"tried", markup::boolean(report.tried)}});
}

}  // namespace

Document document(const workflow::CompatReport& report, const Surface& surface) {
  Document document{
      .command = "compat",
      .lines = {report.place ? head_of(*report.place, surface) : Styled{{Role::name, "an empty database"}}, {}},
      .data = data_of(report),
      .diagnostics = report.diagnostics};
  for (const auto& answer : report.findings.answers) {
    add_answer(document.lines, answer, report.findings, surface);
    document.rows.push_back({std::string(compat::words_of(answer.command)),
                             std::string(compat::name_of(answer.verdict)), details_of(answer, report.findings)});
  }
  document.lines.push_back({});
  document.lines.push_back(
      {{Role::quiet, fmt::format("Supabase CLI 2 (2.112 and later) and 3; {}",
                                 report.tried ? "the files ran on a scratch server" : "nothing was run")}});
  return document;
}

}  // namespace migrate::report
