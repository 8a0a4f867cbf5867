#pragma once

#include <migrate/collect.hpp>

#include <map>
#include <optional>

#include "collect/numbers.hpp"

namespace migrate::collect {

/// A file's name, taken apart where it is right.
struct Name {
  int number = 0;
  std::string version;
  const Service* service = nullptr;
  std::string label;
  std::string name;
};

/// The five-digit number at the head of a name.
std::optional<int> number_of(std::string_view file_name);

/// Reads names and says how wrong ones must be called.
class Names {
 public:
  Names(const Workspace& workspace, const std::vector<int>& used) : workspace_(workspace), used_(used) {}

  /// The name's parts, or what is wrong with it and the rename that mends it. `owner`: the service that the file's own
  /// header names, or "".
  Result<Name> read(const std::string& path, std::string_view owner);
  /// The later one of two files with one number.
  Diagnostic duplicate(const Migration& first, const Migration& second);

 private:
  struct Parts;
  struct Meant {
    const Service* service = nullptr;  ///< null: open
    std::optional<int> number = std::nullopt;
  };
  Parts take_apart(std::string_view stem) const;
  Meant meant(const Parts& parts) const;
  std::string corrected(const Parts& parts);
  std::optional<int> next(const Service& service);
  Diagnostic wrong(std::string code, const std::string& path, std::string message, std::string_view part,
                   std::string label, const Parts& parts);

  const Workspace& workspace_;
  const std::vector<int>& used_;
  std::map<const Service*, Numbers> numbers_;
};

}  // namespace migrate::collect
