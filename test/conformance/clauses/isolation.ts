import { mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clause, demand } from "../clause.ts";
import { exercise } from "../exercise.ts";
import { violations } from "../reports.ts";
import { changesOf, snapshot } from "../watch/globals.ts";
import { watchProcess } from "../watch/process.ts";

/** A sink is one of several in its process, and touches nothing that is not its own. */
export const isolation: readonly Clause[] = [
  {
    id: "isolation/instances",
    rule: "two instances share nothing",
    needs: ["probe"],
    async run(stage) {
      const reports = violations(5);
      const first = await stage.open();
      const second = await stage.open();
      await first.write(reports);
      await second.write(reports, "reports that another instance has written");
      await stage.expectHeld(first, reports, "next to another instance");
      await stage.expectHeld(second, reports, "next to another instance that wrote the same");
      await first.close();
      const later = violations(5);
      await second.write(later, "reports after another instance was closed");
      await stage.expectHeld(second, later, "after another instance was closed");
    },
  },
  {
    id: "isolation/files",
    rule: "makes files in its own folder only",
    async run(stage) {
      const folder = join(await stage.folder(), "working-folder");
      await mkdir(folder);
      const before = process.cwd();
      process.chdir(folder);
      try {
        await exercise(stage);
      } finally {
        process.chdir(before);
      }
      const strays = await readdir(folder);
      const beside = (await readdir(dirname(folder))).filter((name) => !/^sink-|^work/.test(name));
      const [found] = [...strays, ...beside];
      demand(
        found === undefined,
        `The sink made \`${found}\` outside of its own folder. Join every path with context.dataDir, or make it a setting.`,
      );
    },
  },
  {
    id: "isolation/globals",
    rule: "changes no global, no environment variable and no prototype",
    async run(stage) {
      const before = snapshot();
      await exercise(stage);
      const changed = changesOf(before, snapshot());
      demand(
        changed.length === 0,
        `The sink changed ${changed.slice(0, 5).join(", ")}. Other code of the process sees it too: keep state in the instance, and remove listeners in close().`,
      );
    },
  },
  {
    id: "isolation/exit",
    rule: "never ends the process",
    async run(stage) {
      using watched = watchProcess();
      await exercise(stage);
      const [call] = watched.exits;
      demand(
        call === undefined,
        `The sink called ${call}. Throw a fatal SinkError where it cannot go on; the host stops it then and keeps the others.`,
      );
    },
  },
  {
    id: "isolation/output",
    rule: "prints nothing",
    needs: ["silence"],
    async run(stage) {
      using watched = watchProcess();
      await exercise(stage);
      const [text] = watched.printed;
      demand(
        text === undefined,
        `The sink printed ${JSON.stringify(text)}. The standard output may be another sink's destination: use context.log, and tell testSink \`prints: true\` where printing is what the sink is for.`,
      );
    },
  },
];
