import type { Random } from "./random.ts";

/** Reports of one millisecond that the counter in an id can tell apart. */
const COUNTER = 2 ** 12;

/**
 * Makes UUIDv7s as the collector does (RFC 9562 §6.2, a counter in `rand_a`), but the same ones for
 * the same seed: each is larger than those before it.
 */
export function seededIds(random: Random): (now: number) => string {
  let latest = 0;
  let counter = 0;
  return (now) => {
    counter = now > latest ? 0 : counter + 1;
    latest = Math.max(latest, now) + Math.floor(counter / COUNTER);
    counter %= COUNTER;
    const time = latest.toString(16).padStart(12, "0");
    const last = random.hex(16);
    const variant = ((Number.parseInt(last.slice(0, 1), 16) & 0x3) | 0x8).toString(16);
    const count = counter.toString(16).padStart(3, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${last.slice(1, 4)}-${last.slice(4)}`;
  };
}
