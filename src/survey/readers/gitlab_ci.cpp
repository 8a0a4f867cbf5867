#include "survey/reading.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, ".gitlab-ci.yml|.gitlab-ci.yaml|*.gitlab-ci.yml") ||
         (path.starts_with(".gitlab/") && is_named(path, "*.yml|*.yaml"));
}

void read_job(const SourceRef& file, const markup::Node& job, const std::vector<Setting>& global,
              const Context& context, Facts& found) {
  const auto around = nearer(settings_of(file, job.find("variables")), global);
  for (const std::string_view key : {"before_script", "script", "after_script"}) {
    for (const auto* line : texts_of(job.find(key))) {
      find_runs({.file = file,
                 .from = line->span.begin,
                 .text = line->text,
                 .where = "a job of the pipeline runs it",
                 .beyond = Beyond::outside,
                 .around = around,
                 .mend = "{variable}: ${}"},
                context, found.uses);
    }
  }
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  const auto root = markup::parse_yaml(file, markup::Aliases::resolved).root;
  const auto around = settings_of(file, root.find("variables"));
  for (const auto& job : root.members) read_job(file, job.value, around, context, found);
}

}  // namespace

extern const Reader gitlab_ci_reader;
const Reader gitlab_ci_reader{.name = "GitLab CI", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
