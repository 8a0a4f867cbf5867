#pragma once

#include "pg/wire.hpp"

namespace migrate::pg {

/// While much is being sent, a server that is busy with one statement reads nothing. Linux counts that as unanswered
/// and would end the connection after `tcp_user_timeout`, which is off while one of these lives.
class Patient {
 public:
  explicit Patient(const Wire& wire);
  Patient(const Patient&) = delete;
  Patient& operator=(const Patient&) = delete;
  ~Patient();

 private:
  int socket_;
  unsigned timeout_ = 0;
};

/// The other side has acknowledged nothing of what was sent to it for longer than `tcp_user_timeout` would wait.
bool is_silent(const Wire& wire);

/// Closes the line from our side: nothing more goes either way.
void give_up(Wire& wire);

}  // namespace migrate::pg
