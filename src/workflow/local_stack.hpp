#pragma once

#include <migrate/endpoint.hpp>
#include <migrate/markup.hpp>

#include <optional>
#include <string>

/// The Supabase CLI's stack on this machine: supabase/config.toml gives its ports and the mode of its pooler.
namespace migrate::workflow {

struct LocalStack {
  std::string port = "54322";
  std::string shadow_port = "54320";
  std::string pooler_port = "54329";
  endpoint::Mode pool_mode = endpoint::Mode::transaction;
  bool mode_is_given = false;  ///< else it is the CLI's default
};
/// `[db] port`, `shadow_port`, `[db.pooler] port`, `pool_mode`; what is missing or of another kind is the CLI's
/// default.
LocalStack local_stack(const markup::Node& config);

/// Gives an endpoint of this machine the mode that the stack's config tells. Others, and lists of hosts, stay as they
/// are.
void refine(endpoint::Endpoint& endpoint, const LocalStack& stack);

/// As above with supabase/config.toml of the folder; a folder without one changes nothing.
void refine(endpoint::Endpoint& endpoint, const std::string& root);

}  // namespace migrate::workflow
