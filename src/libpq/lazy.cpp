// Stands in for libpq.so: loads it at the first call of one of its functions.
//
// libpq brings some twenty libraries (GSSAPI, LDAP, TLS …) that cost 2.8 ms to load, more than a whole `migrate sync`
// of a small workspace. Most commands never open a connection, so the program is not linked to it. Each function of
// functions.inc is a jump through a slot; the slot leads to the loader until the library is there.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#define LIBPQ(name) extern "C" void* migrate_slot_##name;
#include "functions.inc"
#undef LIBPQ

namespace {

struct Slot {
  const char* name;
  void** address;
};

const Slot slots[] = {
#define LIBPQ(name) {#name, &migrate_slot_##name},
#include "functions.inc"
#undef LIBPQ
};

[[noreturn]] void stop(const char* what) {
  std::fprintf(stderr, "error: libpq.so.5 cannot be loaded: %s\n  = help: install it: apt-get install libpq5\n", what);
  _exit(1);
}

}  // namespace

/// Fills every slot. Called from the trampolines alone, at most once a slot.
extern "C" void migrate_load_libpq() {
  void* library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) stop(dlerror());
  for (const auto& slot : slots) {
    void* function = dlsym(library, slot.name);
    if (function == nullptr) stop(dlerror());
    *slot.address = function;
  }
}

// The loader keeps the six integer argument registers (no function of libpq takes a floating-point argument), loads,
// and jumps through the slot that the trampoline named in a scratch register.
#if defined(__x86_64__)
asm(R"(
  .text
  .type migrate_first_call, @function
migrate_first_call:
  push %rdi
  push %rsi
  push %rdx
  push %rcx
  push %r8
  push %r9
  push %rax
  push %r11
  sub $8, %rsp
  call migrate_load_libpq
  add $8, %rsp
  pop %r11
  pop %rax
  pop %r9
  pop %r8
  pop %rcx
  pop %rdx
  pop %rsi
  pop %rdi
  jmp *(%r11)
)");
#define LIBPQ(name)                                                                            \
  asm(".data\n.globl migrate_slot_" #name "\n.balign 8\nmigrate_slot_" #name                   \
      ": .quad migrate_first_call\n.text\n.globl " #name "\n.type " #name ", @function\n" #name \
      ":\n  lea migrate_slot_" #name "(%rip), %r11\n  jmp *(%r11)\n");
#elif defined(__aarch64__)
asm(R"(
  .text
  .type migrate_first_call, %function
migrate_first_call:
  stp x29, x30, [sp, #-96]!
  stp x0, x1, [sp, #16]
  stp x2, x3, [sp, #32]
  stp x4, x5, [sp, #48]
  stp x6, x7, [sp, #64]
  str x16, [sp, #80]
  bl migrate_load_libpq
  ldr x16, [sp, #80]
  ldp x6, x7, [sp, #64]
  ldp x4, x5, [sp, #48]
  ldp x2, x3, [sp, #32]
  ldp x0, x1, [sp, #16]
  ldp x29, x30, [sp], #96
  ldr x17, [x16]
  br x17
)");
#define LIBPQ(name)                                                                              \
  asm(".data\n.globl migrate_slot_" #name "\n.balign 8\nmigrate_slot_" #name                     \
      ": .quad migrate_first_call\n.text\n.globl " #name "\n.type " #name ", %function\n" #name   \
      ":\n  adrp x16, migrate_slot_" #name "\n  add x16, x16, :lo12:migrate_slot_" #name           \
      "\n  ldr x17, [x16]\n  br x17\n");
#else
#error "link libpq itself on this processor: -DMIGRATE_STATIC=OFF"
#endif
#include "functions.inc"
