import { type Log, type LogFields, systemClock } from "../../sink/context.ts";
import type { SinkContext } from "../../sink/sink.ts";
import type { LogLevel } from "../protocol.ts";
import { Throttle } from "../throttle.ts";

/** Lines of a sink's log that are told a second, and at once after a silence. */
const LINES = { perSecond: 100, burst: 500 };

/** What a child gives its sink: the host's log behind the channel, the rest its own. */
export function childContext(
  name: string,
  dataDir: string,
  send: (message: object) => void,
): SinkContext {
  return { name, dataDir, log: childLog(send), clock: systemClock, fetch };
}

function childLog(send: (message: object) => void): Log {
  const throttle = new Throttle(LINES, systemClock.now);
  const write = (log: LogLevel) => (message: string, fields?: LogFields) => {
    const suppressed = throttle.admit();
    if (suppressed === null) return;
    if (suppressed > 0) {
      send({ log: "warn", message: "the sink logs too much", fields: { suppressed } });
    }
    send({ log, message: String(message), fields: plain(fields) });
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Only what a field may be, so that no log line of a plugin can throw. */
function plain(fields: unknown): LogFields {
  const kept: LogFields = {};
  for (const [key, value] of Object.entries(Object(fields))) {
    const simple = value === null || /^(?:string|number|boolean|undefined)$/.test(typeof value);
    kept[key] = simple ? String(value) : typeof value;
    if (typeof value === "number" || typeof value === "boolean" || value === null)
      kept[key] = value;
  }
  return kept;
}
