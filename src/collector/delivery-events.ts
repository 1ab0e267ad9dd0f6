import type { Journal } from "../journal/index.ts";
import type { DeliveryEvent, DeliveryThread } from "../threads/index.ts";

/** Does what the delivery thread asks for. */
export function onDeliveryEvent(
  event: DeliveryEvent,
  journal: Journal,
  delivery: DeliveryThread,
): void {
  if (event.event === "trim") journal.trim(event.seq);
  else if (event.event === "erased") scrub(event, journal, delivery);
  else journal.setBlocked(event.blocked);
}

/** What cannot be done now is asked for again, a moment later. */
function scrub(
  { id, seq }: { id: string; seq: number },
  journal: Journal,
  delivery: DeliveryThread,
): void {
  if (journal.scrub(seq)) delivery.erasures.scrubbed(id).catch(() => {});
}
