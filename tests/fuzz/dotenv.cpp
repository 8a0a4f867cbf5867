#include "endpoint/dotenv.hpp"

#include <migrate/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// A span outside of its text would make the renderer read what is not there; a value may not be shown with it.
void check(const Diagnostic& diagnostic, const std::string& text) {
  require(!diagnostic.code.empty() && !diagnostic.message.empty() && !diagnostic.labels.empty());
  for (const auto& label : diagnostic.labels) {
    require(label.span.begin <= label.span.end && label.span.end <= label.source->text.size());
    require(label.source->text.size() <= text.size());
  }
}

}  // namespace

/// Any bytes as a .env file, twice with another one behind it, and as the text of a target.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto file = std::make_shared<Source>(Source{.name = ".env", .text = text});
  for (const auto& one : parse_dotenv(file)) {
    require(!one.name.empty() && one.line >= 1);
    require(one.problem || text.compare(one.raw_begin, one.raw.size(), one.raw) == 0);
    if (one.problem) check(*one.problem, text);
  }
  const auto behind = std::make_shared<Source>(
      Source{.name = ".env", .text = "DATABASE_URL=postgresql://${HOST}/a\nX=${DATABASE_URL}\n"});
  const auto environment = read_environment({file, behind}, {{"HOST", "db.example"}});
  for (const auto& variable : environment.variables) {
    if (variable.problem) check(*variable.problem, variable.line > 2 ? text : text + behind->text);
  }
  const auto chosen = choose(environment);
  if (chosen) static_cast<void>(prepare(*chosen));
  static_cast<void>(expand(text, environment, {.source = file, .span = {}, .text = {}}));
  return 0;
}
