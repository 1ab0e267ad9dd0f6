import type { SinkState, SinkStatus } from "../../delivery/index.ts";
import { type Html, html } from "../html.ts";
import type { StartView } from "./view.ts";
import { ago, cell, count } from "./words.ts";

const TONES: Readonly<Record<SinkState, "good" | "warn" | "bad">> = {
  opening: "warn",
  running: "good",
  retrying: "warn",
  hanging: "bad",
  stopped: "bad",
  closed: "warn",
};

/** What a wrong setting in a report URL means, by its code. */
const WARNINGS: Readonly<Record<string, string>> = {
  token_missing: "reports came without a token and were refused",
  token_unknown: "reports came with a token that no project has",
};

/** Where reports go, and how that is going. */
export function sinksSection({ sinks, now }: StartView): Html {
  return html`<section class="card">
    <h2>Sinks</h2>
    ${sinks === null ? html`<p class="notice">Delivery does not answer. The log says more.</p>` : sinkTable(sinks, now)}
  </section>`;
}

function sinkTable(sinks: readonly SinkStatus[], now: number): Html {
  return html`<div class="scroll"><table>
    <tr><th>Name</th><th>State</th><th class="number">Delivered</th><th class="number">Waiting</th></tr>
    ${sinks.map((sink) => sinkRow(sink, now))}
  </table></div>`;
}

function sinkRow({ name, state, delivered, backlog, lastError }: SinkStatus, now: number): Html {
  const error =
    lastError !== null && TONES[state] !== "good"
      ? html`<br><small class="quiet">${cell(lastError.message)}, ${ago(lastError.at, now)}</small>`
      : null;
  return html`<tr>
    <td class="name">${name}</td>
    <td class="text"><span class="state ${TONES[state]}">${state}</span>${error}</td>
    <td class="number">${count(delivered)}</td>
    <td class="number">${count(backlog.reports)}</td>
  </tr>`;
}

/** Settings in report URLs that make no sense: a mistyped one must not look like a clean site. */
export function warningsSection({ projects, now }: StartView): Html | null {
  const rows = projects.flatMap(({ name, warnings }) =>
    warnings.map(
      ({ code, value, lastSeen, count: times }) =>
        html`<li><strong>${name ?? "no project"}</strong>: ${WARNINGS[code] ?? code.replaceAll("_", " ")}
        ${value === "" ? null : html`(<code>${cell(value)}</code>)`} <span class="quiet">${count(times)} ${times === 1 ? "time" : "times"}, last ${ago(Date.parse(lastSeen), now)}</span></li>`,
    ),
  );
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>Check the headers of your sites</h2><ul>${rows}</ul></section>`;
}
