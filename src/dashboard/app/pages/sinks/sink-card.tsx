import type { ComponentChildren } from "preact";
import type { SinkView } from "../../../../http/api/schema/sink.ts";
import { serverNow } from "../../state/clock.ts";
import { duration, plural, whole } from "../../ui/format.ts";
import { SinkState } from "../../ui/sink-state.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { nextStep } from "./next-step.ts";

interface SinkCardProps {
  sink: SinkView;
  /** Its dead letters are shown. */
  open: boolean;
  show: (sink: string | null) => void;
}

/** How one sink is doing, and what to do where it is not doing well. */
export function SinkCard({ sink, open, show }: SinkCardProps) {
  const step = nextStep(sink);
  return (
    <section class="card">
      <header>
        <h2>
          {sink.name} {sink.type !== sink.name && <small class="quiet">{sink.type}</small>}
        </h2>
        <SinkState sink={sink} />
      </header>
      {step !== null && <p>{step}</p>}
      {sink.lastError !== null && sink.state !== "running" && (
        <p class="bad">
          <Foreign text={sink.lastError.message} whole />, <Ago at={sink.lastError.at} />
        </p>
      )}
      <dl class="stats">
        <Fact name="Delivered">{whole(sink.delivered)}</Fact>
        <Fact name="Behind">
          {sink.lag.reports === 0
            ? "nothing waits"
            : `${plural(sink.lag.reports, "report")}, ${duration(sink.lag.seconds * 1000)}`}
        </Fact>
        {(sink.retryAt !== null || sink.state === "retrying") && (
          <Fact name="Tries again">
            <Until at={sink.retryAt} />
          </Fact>
        )}
        {sink.dropped > 0 && (
          <Fact name="Given up">{plural(sink.dropped, "report")}, since the backlog was full</Fact>
        )}
        {sink.restarts !== null && <Fact name="Restarts">{whole(sink.restarts)}</Fact>}
        {sink.lastError !== null && sink.state === "running" && (
          <Fact name="Last trouble">
            <Foreign text={sink.lastError.message} />, <Ago at={sink.lastError.at} />
          </Fact>
        )}
      </dl>
      {(sink.deadLetters > 0 || open) && (
        <button type="button" aria-expanded={open} onClick={() => show(open ? null : sink.name)}>
          {plural(sink.deadLetters, "dead letter")}
          {sink.replaying > 0 && `, ${whole(sink.replaying)} on their way again`}
        </button>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How long until a moment; it may be due already, or, `null`, under way: what is below must not jump. */
function Until({ at }: { at: string | null }) {
  if (at === null) return <>now</>;
  const left = Date.parse(at) - serverNow();
  return <time dateTime={at}>{left < 1_000 ? "now" : `in ${duration(left)}`}</time>;
}
