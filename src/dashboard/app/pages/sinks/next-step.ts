import type { SinkView } from "../../../../http/api/schema/sink.ts";

/** What a person should know or do about a sink; `null` where all is well. */
export function nextStep({ state, deadLetters }: SinkView): string | null {
  switch (state) {
    case "stopped":
      return "It does not try again by itself: its settings or credentials are wrong. Correct the configuration and start Tattle again; what waits for it is kept.";
    case "retrying":
      return "The other side does not take reports at the moment. Nothing is lost: what waits is sent once it does.";
    case "hanging":
      return "A write ignores its time limit. What waits is kept; where this lasts, start Tattle again and tell who wrote the sink.";
    case "opening":
      return "It is being opened.";
    case "closed":
      return "Tattle is stopping.";
    case "running":
      return deadLetters > 0
        ? "It refused some reports for good. Look at the reasons, mend the cause, and replay them; or drop them."
        : null;
  }
}
