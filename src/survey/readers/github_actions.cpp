#include "survey/reading.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  const auto folder = folder_of(path);
  return (folder == ".github/workflows" || folder.ends_with("/.github/workflows")) && is_named(path, "*.yml|*.yaml");
}

/// `defaults: { run: { working-directory: … } }`
std::string default_folder(const markup::Node& node) {
  const auto* defaults = node.find("defaults");
  const auto* run = defaults == nullptr ? nullptr : defaults->find("run");
  const auto* folder = run == nullptr ? nullptr : run->find("working-directory");
  return folder == nullptr ? std::string() : folder->text;
}

std::string without_dot(std::string folder) {
  if (folder.starts_with("./")) folder.erase(0, 2);
  while (folder.ends_with('/')) folder.pop_back();
  return folder == "." ? std::string() : folder;
}

/// What a step leaves for the ones behind it: `echo "NAME=value" >> $GITHUB_ENV`.
std::vector<Setting> left_by(const SourceRef& file, const markup::Node& run) {
  std::vector<Setting> left;
  if (run.text.find("GITHUB_ENV") == std::string::npos) return left;
  const bool has_document = run.text.find("<<") != std::string::npos;
  for (std::size_t begin = 0; begin < run.text.size();) {
    const auto end = std::min(run.text.find('\n', begin), run.text.size());
    for (const auto& words : commands_of(std::string_view(run.text).substr(begin, end - begin))) {
      const auto first = words.front().text;
      const bool writes = first == "echo" || first == "printf";
      if (!writes && !has_document) continue;
      for (const auto& word : words) {
        const auto name = assigned_name(word.text);
        if (name.empty()) continue;
        left.insert(left.begin(), {.name = std::string(name),
                                   .value = Secret(word.text.substr(name.size() + 1)),
                                   .place = label_of(file, run.span, std::string(name) + "=")});
        break;
      }
    }
    begin = end + 1;
  }
  return left;
}

void read_job(const SourceRef& file, const markup::Node& job, const std::vector<Setting>& workflow,
              const std::string& workflow_folder, const Context& context, Facts& found) {
  auto around = nearer(settings_of(file, job.find("env")), workflow);
  const auto job_folder = default_folder(job);
  const auto* steps = job.find("steps");
  if (const auto* services = job.find("services"))
    for (const auto& service : services->members) read_ports(service.value, found);
  if (steps == nullptr) return;
  for (const auto& step : steps->items) {
    const auto* run = step.find("run");
    if (run == nullptr || run->kind != markup::Node::Kind::text) continue;
    const auto* folder = step.find("working-directory");
    find_runs({.file = file,
               .from = run->span.begin,
               .text = run->text,
               .where = "a step of the workflow runs it",
               .folder = without_dot(folder != nullptr     ? folder->text
                                     : !job_folder.empty() ? job_folder
                                                           : workflow_folder),
               .beyond = Beyond::outside,
               .around = nearer(settings_of(file, step.find("env")), around),
               .mend = "{variable}: ${{ secrets.{} }}"},
              context, found.uses);
    around = nearer(left_by(file, *run), around);
  }
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  const auto root = markup::parse_yaml(file, markup::Aliases::resolved).root;
  const auto* jobs = root.find("jobs");
  if (jobs == nullptr) return;
  const auto around = settings_of(file, root.find("env"));
  for (const auto& job : jobs->members) read_job(file, job.value, around, default_folder(root), context, found);
}

}  // namespace

extern const Reader github_actions_reader;
const Reader github_actions_reader{.name = "GitHub Actions", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
