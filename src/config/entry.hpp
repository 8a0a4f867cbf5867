#pragma once

#include <migrate/workspace.hpp>

#include <optional>
#include <string>
#include <vector>

/// What a config says, before anything of it is checked against the rest or against the folders.
namespace migrate::config {

template <class T>
struct Placed {
  T value = {};
  Span span = {};
};
using Text = Placed<std::string>;

/// A service as its own part of the config gives it.
struct Entry {
  Text name;
  std::optional<Text> orm =
      {};  ///< as written; nothing = plain SQL, or the tool that its folder shows where `detect` says so
  bool detect = false;
  std::optional<Text> path = {};
  std::optional<Text> migrations = {};  ///< relative to the service's folder
  std::optional<Text> schema = {};      ///< .kodo: `schemaPath`, relative to the service's folder
  std::optional<Text> label = {};
  std::string language = {};
  std::vector<Placed<NumberRange>> ranges = {};
  std::vector<NumberRange> meant = {};  ///< what ranges that could not be read seem to say
  bool range_given = false;             ///< also where it could not be read
  std::vector<std::string> python = {};
  bool ledger = true;
};

struct Written {
  std::vector<Entry> entries = {};
  std::vector<Target> targets = {};
};

/// The range of plain SQL that stands before every service; its files bear no label.
inline constexpr NumberRange bootstrap_range{0, 99};

}  // namespace migrate::config
