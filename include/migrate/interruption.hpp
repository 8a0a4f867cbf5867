#pragma once

namespace migrate {

/// A signal that asked the program to stop, as the edges see it: `descriptor` becomes readable, `signal()` names it.
class Interruption {
 public:
  virtual ~Interruption() = default;
  [[nodiscard]] virtual int descriptor() const { return -1; }
  [[nodiscard]] virtual int signal() const { return 0; }  ///< 0 = none
};

}  // namespace migrate
