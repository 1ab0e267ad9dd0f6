/** Root of the delivery thread: runs the loops of all sinks, a third party's in a child process each. */

import {
  Delivery,
  type ErasureDesk,
  expandRow,
  type LetterDesk,
  type RetagDesk,
  type SinkSpec,
} from "./delivery/index.ts";
import { type ExternalPlugin, externalPlugin } from "./external/index.ts";
import { pluginOf } from "./registry.ts";
import { CodedError } from "./report/errors.ts";
import { systemClock } from "./sink/context.ts";
import {
  type ChildNote,
  createLog,
  type DeliveryEvent,
  type DeliverySetup,
  type ErasureMethods,
  type LetterMethods,
  type RetagMethods,
  type SinkSetup,
  serveRpc,
  WAKE,
} from "./threads/index.ts";

declare const self: Worker;

/** The thread is told of new rows at most this often, in milliseconds. */
const REARM_AFTER = 20;

let delivery: Delivery | null = null;
const externals: ExternalPlugin[] = [];
let armed: Int32Array = new Int32Array(1);

function send(event: DeliveryEvent | ChildNote): void {
  self.postMessage(event);
}

function start(setup: DeliverySetup): void {
  const { dir, durability, logLevel, sinks, noise } = setup;
  const log = createLog(logLevel);
  process.on("unhandledRejection", (error) => {
    log.error("a sink left a promise rejected", { error: String(error) });
  });
  delivery = new Delivery({
    dir,
    durability,
    sinks: sinks.map(specOf),
    decode: expandRow,
    clock: systemClock,
    fetch,
    random: Math.random,
    log: (sink) => createLog(logLevel, sink === null ? {} : { sink }),
    onTrim: (seq) => send({ event: "trim", seq }),
    onErased: (id, seq) => send({ event: "erased", id, seq }),
    onBlocked: (blocked) => send({ event: "blocked", blocked }),
  });
  delivery.useNoise(noise);
  delivery.start();
  armed = new Int32Array(setup.armed);
  rearm();
}

function specOf(sink: SinkSetup): SinkSpec {
  if (sink.external === null) return { ...sink, plugin: pluginOf(sink.type) };
  const external = externalPlugin(sink.external, (child, alive) => send({ child, alive }));
  externals.push(external);
  return { ...sink, plugin: external.plugin, restarts: external.restarts };
}

/** What does not let itself be closed in time is ended. */
async function stop(ms: number): Promise<void> {
  await delivery?.stop(ms);
  for (const external of externals) external.kill();
}

/** Armed first, then looked: a row that comes in between is seen by one of the two. */
function rearm(): void {
  Atomics.store(armed, 0, 1);
  delivery?.wake();
}

function letters(): LetterDesk {
  if (delivery !== null) return delivery.letters;
  throw new CodedError("thread_busy", "Delivery has not started.");
}

function erasures(): ErasureDesk {
  if (delivery !== null) return delivery.erasures;
  throw new CodedError("thread_busy", "Delivery has not started.");
}

function retags(): RetagDesk {
  if (delivery !== null) return delivery.retags;
  throw new CodedError("thread_busy", "Delivery has not started.");
}

const retagMethods: RetagMethods = {
  retags: () => retags().get(),
  useNoise: (rules) => delivery?.useNoise(rules),
};

const erasureMethods: ErasureMethods = {
  requestErasure: (request) => erasures().request(request),
  getErasure: (id) => erasures().get(id),
  listErasures: (query) => erasures().list(query),
  scrubbed: (id) => erasures().scrubbed(id),
};

const letterMethods: LetterMethods = {
  holders: () => letters().holders(),
  list: (...args) => letters().list(...args),
  get: (...args) => letters().get(...args),
  replay: (...args) => letters().replay(...args),
  drop: (...args) => letters().drop(...args),
};

serveRpc(self, {
  ...letterMethods,
  ...erasureMethods,
  ...retagMethods,
  start,
  statuses: () => delivery?.statuses() ?? [],
  stop,
});

self.addEventListener("message", ({ data }) => {
  if (data !== WAKE) return;
  delivery?.wake();
  setTimeout(rearm, REARM_AFTER);
});
