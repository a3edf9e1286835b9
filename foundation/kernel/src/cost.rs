//! What work costs the processor, for benchmarks.
//!
//! Without the feature `proof` nobody asks the kernel, and everything costs 0.

/// CPU of this thread so far, in nanoseconds: `CLOCK_THREAD_CPUTIME_ID` of clock_gettime(2).
#[cfg(feature = "proof")]
pub fn thread_ns() -> u64 {
    let cost = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    (cost.tv_sec as u64) * 1_000_000_000 + cost.tv_nsec as u64
}

#[cfg(not(feature = "proof"))]
#[inline(always)]
pub fn thread_ns() -> u64 {
    0
}
