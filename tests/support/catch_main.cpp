// The only file that holds Catch2's main: it takes 11 s to compile.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
