#include "pg/patience.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace migrate::pg {

namespace {

constexpr unsigned longest_silence = 25000;  ///< ms

}  // namespace

Patient::Patient(const Wire& wire) : socket_(PQsocket(wire.link.get())) {
  socklen_t size = sizeof timeout_;
  // A Unix socket has no such option.
  if (::getsockopt(socket_, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_, &size) != 0) socket_ = -1;
  constexpr unsigned off = 0;
  if (socket_ >= 0) ::setsockopt(socket_, IPPROTO_TCP, TCP_USER_TIMEOUT, &off, sizeof off);
}

Patient::~Patient() {
  if (socket_ >= 0) ::setsockopt(socket_, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_, sizeof timeout_);
}

bool is_silent(const Wire& wire) {
  tcp_info state{};
  socklen_t size = sizeof state;
  if (::getsockopt(PQsocket(wire.link.get()), IPPROTO_TCP, TCP_INFO, &state, &size) != 0) return false;
  // With a full window nothing is unacknowledged: the server is there, and busy.
  return state.tcpi_unacked > 0 && state.tcpi_last_ack_recv > longest_silence &&
         state.tcpi_last_data_sent < state.tcpi_last_ack_recv;
}

void give_up(Wire& wire) {
  if (PQstatus(wire.link.get()) != CONNECTION_OK) return;
  ::shutdown(PQsocket(wire.link.get()), SHUT_RDWR);
  // libpq learns of it by reading.
  while (PQstatus(wire.link.get()) == CONNECTION_OK && PQconsumeInput(wire.link.get()) == 1) {
  }
}

}  // namespace migrate::pg
