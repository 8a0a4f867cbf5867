#include "endpoint/drivers.hpp"

#include <migrate/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

/// A span outside of its text would make the renderer read what is not there.
void check(const Diagnostic& diagnostic) {
  for (const auto& label : diagnostic.labels) {
    if (label.span.begin > label.span.end || label.span.end > label.source->text.size()) std::abort();
  }
}

void check_guard(const ConnectionString& given, const Prepared& prepared, Resolved resolved) {
  const auto endpoint = classify(given, prepared, std::move(resolved));
  for (const auto& diagnostic : endpoint.diagnostics) check(diagnostic);
  for (const auto seen : {Mode::unknown, Mode::transaction, Mode::replica}) {
    const auto result = guard(endpoint, {.seen = seen, .notes = {}});
    if (!result) check(result.error());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const ConnectionString given{.text = Secret(text), .origin = "--url", .target_name = {}};
  (void)masked(text);

  const auto prepared = prepare(given);
  if (!prepared) check(prepared.error());
  Resolved resolved;
  resolved.user = "postgres.abcdefghij";
  resolved.hosts = {{text.substr(0, size / 2), "", "6543"}, {"aws-0-x.pooler.supabase.com", "", text.substr(size / 2)}};
  check_guard(given, prepared ? *prepared : Prepared{}, resolved);

  // The same text as an application's, whose driver may read it otherwise than libpq.
  const ConnectionString shared{.text = Secret(text), .origin = "$DATABASE_URL, set in .env:1", .target_name = {}};
  if (const auto warning = disagreement(shared, resolved)) check(*warning);
  return 0;
}
