import { readFileSync, writeFileSync } from "node:fs";

/** Bytes that a process holds in memory; `null` where that cannot be seen from outside. Linux only. */
export function residentBytes(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Makes it the first process to be ended when the machine has no memory left. Linux only. */
export function volunteerForOom(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // Another system, or a process that is gone already.
  }
}
