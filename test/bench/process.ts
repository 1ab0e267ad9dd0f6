import { readdirSync, readFileSync } from "node:fs";

/** Kernel ticks a second; 100 on every Linux that Bun runs on. */
const TICKS = 100;

/** Seconds of processor time, user and system, that a process and all its threads and ended children have used. */
export function cpuSeconds(pid: number): number {
  return processes(pid).reduce((sum, one) => sum + ownCpuSeconds(one), 0);
}

/** The same of its children that still run, alone. */
export function childrenCpuSeconds(pid: number): number {
  return processes(pid)
    .slice(1)
    .reduce((sum, one) => sum + ownCpuSeconds(one), 0);
}

/** Milliseconds that the threads of a process have run, to the microsecond; those that have ended left out. */
export function threadMilliseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const [ran] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ");
    return sum + Number(ran) / 1e6;
  }, 0);
}

/** Most bytes that a process has ever held resident. */
export function peakBytes(pid: number): number {
  const match = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? 0) * 1024;
}

function ownCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident bytes of a process and its children. */
export function residentBytes(pid: number): number {
  return processes(pid).reduce((sum, one) => {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${one}/status`, "utf8"));
    return sum + Number(match?.[1] ?? 0) * 1024;
  }, 0);
}

/** The process and its children, of which nginx has some. */
function processes(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" "),
  );
  return [pid, ...children.filter((child) => child !== "").map(Number)];
}
