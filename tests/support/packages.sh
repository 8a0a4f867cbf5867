# What the two commands of the README install: sourced by tests/run and migrations_example/run.

build_packages="g++ cmake ninja-build ccache pkg-config libpqxx-dev libpq-dev libcli11-dev libyaml-cpp-dev libfmt-dev libre2-dev
  libpg-query-dev libprotobuf-c-dev nlohmann-json3-dev libssl-dev libexpected-dev libtomlplusplus-dev libutf8proc-dev
  postgresql"
test_packages="$build_packages catch2 librapidcheck-dev python3 postgresql-contrib postgresql-client pgbouncer pgpool2 openssl
  alembic python3-psycopg2 git util-linux strace faketime iproute2"

# install_packages NAME…: those that are missing, with apt-get; as an ordinary user through sudo where there is one.
install_packages() {
  missing=""
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "error: these Debian packages are missing:$missing" >&2
      echo "  = help: run as root: apt-get install$missing" >&2
      return 1
    fi
    as_root="sudo"
  fi
  echo "installing:$missing"
  log=$(mktemp)
  if ! { $as_root apt-get update -qq &&
         $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# install_node: node 18 or newer with npm, where there is none.
install_node() {
  command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm
}
