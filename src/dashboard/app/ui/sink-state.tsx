import type { SinkView } from "../../../http/api/schema/sink.ts";

const TONES: Readonly<Record<SinkView["state"], "good" | "warn" | "bad">> = {
  opening: "warn",
  running: "good",
  retrying: "warn",
  hanging: "bad",
  stopped: "bad",
  closed: "warn",
};

/** The state of a sink as a badge; the word says it as well as the colour. */
export function SinkState({ sink: { state } }: { sink: Pick<SinkView, "state"> }) {
  return <span class={`badge ${TONES[state]}`}>{state}</span>;
}
