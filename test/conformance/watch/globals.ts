/** Everything that all code of a process shares, by name. */
export type Snapshot = ReadonlyMap<string, unknown>;

/** Objects of the language and of the runtime that careless code adds to. */
const SHARED: Readonly<Record<string, object>> = {
  globalThis,
  Object,
  "Object.prototype": Object.prototype,
  "Array.prototype": Array.prototype,
  "String.prototype": String.prototype,
  "Number.prototype": Number.prototype,
  "BigInt.prototype": BigInt.prototype,
  "Date.prototype": Date.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
  "Promise.prototype": Promise.prototype,
  "Function.prototype": Function.prototype,
  "Error.prototype": Error.prototype,
  Error,
  Date,
  JSON,
  Math,
  Promise,
  console,
};

/** The runtime sets these by itself. */
const MOVING = new Set(["globalThis.event", "Error.stackTraceLimit"]);

/** What is shared at this moment. */
export function snapshot(): Snapshot {
  const seen = new Map<string, unknown>();
  for (const [name, object] of Object.entries(SHARED)) {
    for (const key of Reflect.ownKeys(object)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
      // A getter is compared as such: calling it could load something.
      const value = descriptor?.get ? "getter" : descriptor?.value;
      const path = `${name}.${String(key)}`;
      if (!MOVING.has(path)) seen.set(path, value);
    }
  }
  for (const [key, value] of Object.entries(process.env)) seen.set(`process.env.${key}`, value);
  for (const event of process.eventNames()) {
    seen.set(`listeners of process "${String(event)}"`, process.listenerCount(event));
  }
  seen.set("process.exitCode", process.exitCode ?? undefined);
  seen.set("process.cwd()", process.cwd());
  seen.set("process.title", process.title);
  return seen;
}

/** The names of what was added, changed or removed. */
export function changesOf(before: Snapshot, after: Snapshot): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter(
    (name) => before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name)),
  );
}
