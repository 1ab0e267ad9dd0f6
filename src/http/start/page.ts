import { DROP_REASONS } from "../../report/drop.ts";
import type { Report } from "../../report/report.ts";
import { type Html, html } from "../html.ts";
import { page } from "../page.ts";
import { sinksSection, warningsSection } from "./sections.ts";
import type { StartView } from "./view.ts";
import { ago, cell, count, words } from "./words.ts";

/** The start page: what arrives, where it goes, and what to put on a site. */
export function startPage(view: StartView): Html {
  return page({
    title: "Start",
    body: html`
<header>
  <span class="brand"><img src="/assets/icon.svg" alt="">Tattle</span>
  ${journalLine(view)}
  <a href="/api/docs">API</a>
  <form method="post" action="/logout"><button class="plain">Log out</button></form>
</header>
<main>
  ${figures(view)}
  ${warningsSection(view)}
  ${headersSection(view)}
  <div class="columns">${sinksSection(view)}${dropsSection(view)}</div>
  ${reportsSection(view)}
</main>
<footer class="quiet">Tattle ${view.version} · <a href="/">Refresh</a></footer>`,
  });
}

function journalLine({ journal }: StartView): Html {
  if (journal.state === "ok") return html`<span class="state good">Taking reports</span>`;
  const reason = journal.error ?? "a sink is full";
  return html`<span class="state bad">Not taking reports: ${reason}</span>`;
}

function figures({ thisHour, lastDay }: StartView): Html {
  return html`<dl class="figures">
    ${figure("This hour", thisHour.received, "received")}
    ${figure("Last 24 hours", lastDay.received, "received")}
    ${figure("Kept", lastDay.kept, "in the last 24 hours")}
    ${figure("Dropped", lastDay.dropped, "in the last 24 hours")}
  </dl>`;
}

function figure(name: string, value: number, note: string): Html {
  return html`<div class="card"><dt>${name}</dt><dd>${count(value)}<small>${note}</small></dd></div>`;
}

function headersSection({ headers }: StartView): Html {
  const several = headers.length > 1;
  const blocks = headers.map(
    ({ project, lines }) =>
      html`${several ? html`<h3>${project}</h3>` : null}<pre>${lines.join("\n")}</pre>`,
  );
  return html`<section class="card">
    <h2>Put this on your site</h2>
    ${blocks}
    <p class="quiet">A click selects it. The policy is an example and blocks nothing; once its reports are quiet,
    send it as <code>Content-Security-Policy</code>. The second header brings all other types of reports.</p>
  </section>`;
}

function dropsSection({ lastDay }: StartView): Html {
  const rows = DROP_REASONS.flatMap((reason) => {
    const dropped = lastDay.byReason[reason];
    if (dropped === undefined) return [];
    return [html`<tr><td>${words(reason)}</td><td class="number">${count(dropped)}</td></tr>`];
  });
  return html`<section class="card">
    <h2>Dropped in the last 24 hours</h2>
    ${rows.length === 0 ? html`<p class="quiet">Nothing.</p>` : html`<table>${rows}</table>`}
  </section>`;
}

function reportsSection({ reports, now }: StartView): Html {
  return html`<section class="card">
    <h2>Newest reports</h2>
    ${typeof reports === "string" ? noReader(reports) : reportTable(reports, now)}
  </section>`;
}

function noReader(reason: "reader_missing" | "reader_unavailable"): Html {
  if (reason === "reader_unavailable") {
    return html`<p class="notice">The store does not answer. The log says more.</p>`;
  }
  return html`<p class="quiet">No sink of the configuration can be read from. Add one of <code>type = "sqlite"</code>.</p>`;
}

function reportTable(reports: readonly Report[], now: number): Html {
  if (reports.length === 0) return html`<p class="quiet">None yet.</p>`;
  return html`<div class="scroll"><table>
    <tr><th>Received</th><th>Project</th><th>What</th><th>Blocked</th><th>Document</th></tr>
    ${reports.map((report) => reportRow(report, now))}
  </table></div>
  <p class="quiet">All of them: <a href="/api/docs#/Reports/listReports">GET /api/v1/reports</a></p>`;
}

function reportRow(
  { receivedAt, project, type, violation, url, noise }: Report,
  now: number,
): Html {
  return html`<tr>
    <td class="time">${ago(receivedAt, now)}</td>
    <td class="name">${cell(project)}</td>
    <td class="text">${cell(violation?.effectiveDirective ?? type)}${noise === null ? null : html` <small class="quiet">noise</small>`}</td>
    <td class="text">${cell(violation?.blockedURL ?? null)}</td>
    <td class="text">${cell(url)}</td>
  </tr>`;
}
