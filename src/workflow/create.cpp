#include <fmt/core.h>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

#include <algorithm>

#include "workflow/collected.hpp"

namespace migrate::workflow {

namespace {

Diagnostic ask_for_service(const Workspace& workspace, std::size_t plain) {
  Diagnostic found{.code = "M0324",
                   .message = plain == 0 ? "no service writes plain SQL, so `migrate new` needs `--service`"
                                         : "several services write plain SQL, so `migrate new` needs `--service`"};
  for (const auto& service : workspace.services) {
    if (plain > 0 && service.orm != "sql") continue;
    found.helps.push_back(fmt::format("`migrate new --service {} …`", text::printable(service.name)));
  }
  return found;
}

Result<const Service*> choose(const Workspace& workspace, const std::string& name) {
  if (!name.empty()) return service_named(workspace, name);
  const auto is_plain = [](const Service& service) { return service.orm == "sql"; };
  const auto& all = workspace.services;
  const auto plain = std::count_if(all.begin(), all.end(), is_plain);
  if (plain != 1) return fail(ask_for_service(workspace, static_cast<std::size_t>(plain)));
  return &*std::find_if(all.begin(), all.end(), is_plain);
}

const Service* whose_label(const Workspace& workspace, std::string_view stem) {
  const auto begins = [&](const Service& service) {
    const auto& label = service.label;
    return !label.empty() && (stem == label || stem.starts_with(label + '_'));
  };
  const auto found = std::find_if(workspace.services.begin(), workspace.services.end(), begins);
  return found == workspace.services.end() ? nullptr : &*found;
}

/// Without a label in front of it a name may not begin like the file of another service.
std::optional<Diagnostic> misleading(const Workspace& workspace, const Service& chosen, const std::string& name) {
  const auto stem = collect::file_stem(name);
  const auto* other = chosen.label.empty() ? whose_label(workspace, stem) : nullptr;
  if (other == nullptr) return std::nullopt;
  Diagnostic found{
      .code = "M0313",
      .message = fmt::format("the name `{}` begins with the label of `{}`", stem, text::printable(other->name)),
      .notes = {
          fmt::format("the files of `{}` bear no label, so it would be taken for one", text::printable(chosen.name))}};
  auto rest = stem;
  for (const auto* label = other; label != nullptr; label = whose_label(workspace, rest))
    rest.erase(0, label->label.size() + 1);
  if (!rest.empty())
    found.helps.push_back(fmt::format("`migrate new --service {} {}`", text::printable(chosen.name), rest));
  found.helps.push_back(fmt::format("where `{0}` shall own it: `migrate new --service {0} {1}`",
                                    text::printable(other->name), rest.empty() ? stem : rest));
  return found;
}

std::string head(std::string_view file) {
  return fmt::format("-- {}\n-- Say here what it is for. It runs in one transaction, unless a statement cannot.\n\n",
                     file);
}

}  // namespace

Result<NewReport> create(const Workspace& workspace, const std::string& service, const std::string& name) {
  const auto chosen = choose(workspace, service);
  if (!chosen) return fail(chosen);
  if (auto found = misleading(workspace, **chosen, name)) return fail(std::move(*found));
  const auto lock = files::lock(workspace.root);
  if (!lock) return fail(lock);
  const auto folder = collect::read_folder(read_collected(workspace), workspace);
  const auto number = collect::next_number(workspace, **chosen, folder);
  if (!number) return fail(number);
  const auto file = collect::file_name(*number, (*chosen)->label, name);
  const auto path = join(workspace.migrations, file);
  const auto written = files::write(workspace.root, {{.path = path, .text = head(file)}}, files::Overwrite::no);
  if (!written) return fail(written);
  return NewReport{.path = path};
}

}  // namespace migrate::workflow
