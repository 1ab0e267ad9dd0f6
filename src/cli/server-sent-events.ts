/** One event of a stream. */
export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
  /** `null` where it brings none. */
  readonly id: string | null;
}

/** An event of our own server is shorter; what goes on for longer is none. */
const MAX_LENGTH = 32 * 2 ** 20;

/**
 * The events of a stream of texts (HTML §9.2.6), as far as our own server sends them: lines end
 * with LF, a field has one line.
 *
 * @throws RangeError for an event without an end
 */
export async function* eventsOf(
  texts: AsyncIterable<string>,
): AsyncGenerator<ServerSentEvent, void> {
  let rest = "";
  for await (const text of texts) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    if (rest.length > MAX_LENGTH) throw new RangeError("an event is too long");
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== null) yield event;
    }
  }
}

/** `null` for a comment. */
function eventOf(block: string): ServerSentEvent | null {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, Math.max(0, at)), line.slice(at + 1).replace(/^ /, "")];
    }),
  );
  const data = fields.get("data");
  if (data === undefined) return null;
  return { name: fields.get("event") ?? "message", data, id: fields.get("id") ?? null };
}
