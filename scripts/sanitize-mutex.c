// Tells Thread Sanitizer of the locks it cannot see.
//
// Synchronization.Mutex takes and gives back a lock that nobody else wants by atomic operations in our own code, which the sanitizer sees. One that
// somebody waits for changes hands in libswiftSynchronization.so, by futex(2) and without instrumentation (swift: stdlib/public/Synchronization/
// Mutex/LinuxImpl.swift): what is done under such a lock would be reported as a race. Loaded first (LD_PRELOAD), this stands before those two
// functions and says of each that it acquires or releases.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
// _MutexHandle._lockSlow(UInt32) and _MutexHandle._unlockSlow()
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Not there in programs without the sanitizer, which the tests start too.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

SWIFT void lockSlow(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void unlockSlow(SELF void *mutex) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF void *mutex) {
  SWIFT void (*lock)(uint32_t, SELF void *) = (SWIFT void (*)(uint32_t, SELF void *))dlsym(RTLD_NEXT, LOCK);
  lock(thread, mutex);
  if (__tsan_acquire) { __tsan_acquire(mutex); }
}

SWIFT void unlockSlow(SELF void *mutex) {
  SWIFT void (*unlock)(SELF void *) = (SWIFT void (*)(SELF void *))dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release) { __tsan_release(mutex); }
  unlock(mutex);
}
