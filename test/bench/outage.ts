import { peakBytes } from "./process.ts";
import { Simulation } from "./simulation.ts";

export interface OutageTask {
  type: "discard" | "sqlite";
  /** How long the sink is down, in seconds of the manual clock. */
  seconds: number;
  /** Reports a second, each a request of its own with a commit of its own. */
  rate: number;
}

export interface OutageResult {
  /** Reports that waited. */
  reports: number;
  /** Real seconds in which the disk took them. */
  filled: number;
  /** Seconds by the manual clock from the sink's return to the next attempt. */
  waited: number;
  /** Real seconds from that attempt until everything of the outage was accepted. */
  recovered: number;
  /** Real seconds from that attempt until the first report from after the outage was accepted. */
  firstAfter: number;
  /** Bytes of the journal's files: at the end of the outage, and when it has let go of its rows. */
  journalBefore: number;
  journalAfter: number;
  /** Most bytes that the process ever held. */
  peak: number;
}

/**
 * A sink goes down, reports go on to come, the sink returns and reports still come. Rejects where
 * one was lost, came twice or out of order.
 */
export async function outage({ type, seconds, rate }: OutageTask): Promise<OutageResult> {
  await using run = new Simulation(type, rate);
  await run.receive(rate);
  await run.deliverAll();
  run.gate.goDown();
  const began = performance.now();
  const reports = seconds * rate;
  await run.receive(reports);
  const filled = (performance.now() - began) / 1_000;
  const journalBefore = run.journalBytes;
  const { waited, recovered, firstAfter } = await run.recover();
  await run.deliverAll();
  await run.shrink();
  run.assertComplete();
  await run.close();
  const journalAfter = run.journalBytes;
  return {
    ...{ reports, filled, waited, recovered, firstAfter, journalBefore, journalAfter },
    peak: peakBytes(process.pid),
  };
}
