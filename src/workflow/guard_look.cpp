#include "workflow/given.hpp"
#include "workflow/guard.hpp"
#include "workflow/local_stack.hpp"

#include <thread>

namespace migrate::workflow {

namespace {

Looked read(endpoint::ConnectionString string, const std::string& root, const Observer& observer) {
  Looked looked{.given = std::move(string)};
  auto classified = classify(looked.given, observer);
  if (classified) {
    refine(*classified, root);
    looked.endpoint = std::move(*classified);
  } else {
    looked.refusal = std::move(classified.error());
  }
  return looked;
}

void probe(Looked& looked, const pg::Options& options) {
  auto line = pg::dial(*looked.endpoint, options);
  if (!line) {
    looked.refusal = std::move(line.error());
    return;
  }
  auto evidence = pg::examine(*line, endpoint::Evidence::Depth::whole);
  if (evidence) {
    looked.evidence = std::move(*evidence);
  } else {
    looked.refusal = std::move(evidence.error());
  }
}

/// One thread each: a server that does not answer delays nobody.
void probe_all(std::vector<Looked>& all, const pg::Options& options) {
  const pg::Undisturbed undisturbed;
  std::vector<std::thread> threads;
  for (auto& looked : all) {
    if (looked.endpoint) threads.emplace_back([&looked, &options] { probe(looked, options); });
  }
  for (auto& thread : threads) thread.join();
}

void judge(Looked& looked, endpoint::Assume assume) {
  if (!looked.endpoint) return;
  auto allowed = endpoint::guard(*looked.endpoint, looked.evidence.value_or(endpoint::Evidence{}), assume);
  if (allowed && !looked.refusal) {
    looked.endpoint = allowed->endpoint();
  } else if (!allowed) {
    // What the text shows weighs more than a server that could not be reached.
    looked.refusal = std::move(allowed.error());
  }
}

}  // namespace

std::vector<Looked> look_at(std::vector<endpoint::ConnectionString> strings, const std::string& root, Probe wanted,
                            endpoint::Assume assume, const Surroundings& surroundings, const Observer& observer) {
  std::vector<Looked> all;
  for (auto& string : strings) all.push_back(read(std::move(string), root, observer));
  if (wanted == Probe::yes) probe_all(all, options_of(surroundings));
  for (auto& looked : all) judge(looked, assume);
  return all;
}

}  // namespace migrate::workflow
