/** Root of the delivery thread: runs the loops of all built-in sinks. */

import { Delivery, expandRow } from "./delivery/index.ts";
import { pluginOf } from "./registry.ts";
import { systemClock } from "./sink/context.ts";
import {
  createLog,
  type DeliveryEvent,
  type DeliverySetup,
  serveRpc,
  WAKE,
} from "./threads/index.ts";

declare const self: Worker;

/** The thread is told of new rows at most this often, in milliseconds. */
const REARM_AFTER = 20;

let delivery: Delivery | null = null;
let armed: Int32Array = new Int32Array(1);

function send(event: DeliveryEvent): void {
  self.postMessage(event);
}

function start(setup: DeliverySetup): void {
  const { dir, durability, logLevel, sinks } = setup;
  const log = createLog(logLevel);
  process.on("unhandledRejection", (error) => {
    log.error("a sink left a promise rejected", { error: String(error) });
  });
  delivery = new Delivery({
    dir,
    durability,
    sinks: sinks.map((sink) => ({ ...sink, plugin: pluginOf(sink.type) })),
    decode: expandRow,
    clock: systemClock,
    fetch,
    random: Math.random,
    log: (sink) => createLog(logLevel, sink === null ? {} : { sink }),
    onTrim: (seq) => send({ event: "trim", seq }),
    onBlocked: (blocked) => send({ event: "blocked", blocked }),
  });
  delivery.start();
  armed = new Int32Array(setup.armed);
  rearm();
}

/** Armed first, then looked: a row that comes in between is seen by one of the two. */
function rearm(): void {
  Atomics.store(armed, 0, 1);
  delivery?.wake();
}

serveRpc(self, {
  start,
  statuses: () => delivery?.statuses() ?? [],
  stop: (ms: number) => delivery?.stop(ms),
});

self.addEventListener("message", ({ data }) => {
  if (data !== WAKE) return;
  delivery?.wake();
  setTimeout(rearm, REARM_AFTER);
});
