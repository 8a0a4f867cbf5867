#pragma once

#include <migrate/endpoint.hpp>

#include <string>
#include <string_view>

namespace migrate::advice {

/// What the server or libpq said; empty where it said nothing of the kind.
struct Fault {
  std::string_view sqlstate;  ///< none for failures while connecting
  std::string_view message;
};

/// One row of a table: SQLSTATE and text → what to do about it.
struct Advice {
  std::string_view sqlstate = {};  ///< "" matches any
  std::string_view text = {};  ///< part of the message: `*` is any text, `|` stands between wordings; "" matches any
  std::string_view help = {};
};

/// The help of the first row that matches, else "".
std::string_view for_fault(const Fault& fault);

}  // namespace migrate::advice
