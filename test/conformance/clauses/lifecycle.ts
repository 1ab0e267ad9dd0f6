import { existsSync } from "node:fs";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../src/delivery/outcome.ts";
import { type Clause, demand } from "../clause.ts";
import { violations } from "../reports.ts";
import { openFiles } from "../watch/open-files.ts";
import { watchTimers } from "../watch/timers.ts";

/** The order of calls: create, open, write, close. */
export const lifecycle: readonly Clause[] = [
  {
    id: "lifecycle/create",
    rule: "create() gives a sink at once and does nothing else",
    async run(stage) {
      const home = await stage.home();
      using timers = watchTimers();
      const sink: unknown = stage.plugin.create(home.config, stage.context(home));
      const started = timers.active;
      demand(
        typeof sink === "object" && sink !== null && !("then" in sink),
        "create() did not return a sink. It is pure and not async; whatever has to be waited for belongs in open().",
      );
      for (const method of ["open", "write", "close"]) {
        demand(
          typeof Reflect.get(sink, method) === "function",
          `create() returned something without ${method}(). A sink has open, write and close.`,
        );
      }
      demand(started === 0, `create() started ${started} timers. Start them in open().`);
      // What was begun without waiting shows a moment later.
      await Bun.sleep(10);
      demand(stage.network.requests === 0, "create() made a request. Make it in open().");
      demand(!existsSync(home.dataDir), "create() made files. Make them in open().");
    },
  },
  {
    id: "lifecycle/config",
    rule: "leaves its settings as they were given",
    async run(stage) {
      const home = await stage.home();
      const before = structuredClone(home.config);
      const subject = await stage.open(home);
      await subject.write(violations(2));
      await subject.close();
      demand(
        isDeepStrictEqual(home.config, before),
        "The sink changed the config object that create() was given. Copy what has to be changed; the host keeps the object for the next instance.",
      );
    },
  },
  {
    id: "lifecycle/unused",
    rule: "close() copes with a sink that was never opened",
    async run(stage) {
      await (await stage.create()).close();
    },
  },
  {
    id: "lifecycle/close",
    rule: "close() resolves after writes",
    async run(stage) {
      const subject = await stage.open();
      await subject.write(violations(4));
      await subject.close();
    },
  },
  {
    id: "lifecycle/failed-open",
    rule: "close() copes with an open() that was aborted",
    async run(stage) {
      const subject = await stage.create();
      const aborted = new AbortController();
      const opening = subject.tryOpen(aborted.signal);
      aborted.abort(new Error("Tattle is stopping."));
      await opening;
      await subject.close();
      const next = await stage.open(subject.home);
      await next.write(violations(2));
    },
  },
  {
    id: "lifecycle/open-again",
    rule: "open() can be called again after it has failed for an outage",
    needs: ["outage"],
    async run(stage) {
      const subject = await stage.create();
      await stage.beginOutage();
      const outcome = await subject.tryOpen();
      demand(
        outcome.kind !== "fatal",
        `open() threw a fatal SinkError while the destination was unreachable: ${outcome.kind === "fatal" ? outcome.error : ""}. Fatal stops the sink until a person acts; throw a plain error and the host tries again.`,
      );
      await stage.endOutage();
      // The host opens the same instance until it succeeds, and only then writes.
      if (outcome.kind !== "accepted") await subject.open();
      const reports = violations(3);
      await subject.write(reports);
      await stage.expectHeld(subject, reports, "written after an outage during open()");
    },
  },
  {
    id: "lifecycle/restart",
    rule: "a second instance goes on where the first was closed",
    needs: ["probe"],
    async run(stage) {
      const [before, after] = [violations(5), violations(5)];
      const first = await stage.open();
      await first.write(before);
      await first.sync();
      await first.close();
      const second = await stage.open(first.home);
      await second.write(after);
      await stage.expectHeld(second, [...before, ...after], "after a restart");
    },
  },
  {
    id: "lifecycle/files",
    rule: "close() leaves no file of its folder open",
    async run(stage) {
      const subject = await stage.open();
      await subject.write(violations(2));
      await subject.close();
      // Runtimes close in the background.
      await Bun.sleep(20);
      const [left] = openFiles(subject.home.dataDir);
      demand(
        left === undefined,
        `\`${basename(left ?? "")}\` was still open after close(). Wait in close() until every file is closed: the next instance of the sink may be given the same folder at once.`,
      );
    },
  },
  {
    id: "lifecycle/timers",
    rule: "close() leaves no timer behind",
    async run(stage) {
      const subject = await stage.create();
      using timers = watchTimers();
      await subject.open();
      await subject.write(violations(2));
      await subject.close();
      // What fires by itself in a moment is no harm.
      await Bun.sleep(20);
      const left = timers.active;
      demand(
        left === 0,
        `${left} timers were still set after close(). Clear each: a sink that is closed may be created again in the same process.`,
      );
    },
  },
  {
    id: "lifecycle/twice",
    rule: "create() can be called twice, and an instance never be used",
    async run(stage) {
      const home = await stage.home();
      stage.plugin.create(home.config, stage.context(home));
      const subject = await stage.create(home);
      try {
        await subject.open();
        await subject.write(violations(1));
      } catch (error) {
        demand(
          false,
          `With another instance that was created and never opened: ${messageOf(error)} create() must take hold of nothing.`,
        );
      }
    },
  },
];
