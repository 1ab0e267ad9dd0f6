import { gzipSync } from "node:zlib";
import { dashboardFiles } from "../../../src/dashboard/index.ts";
import { shell } from "../../../src/http/pages/shell.ts";
import { filesBehind } from "../../support/bundle.ts";
import { table } from "../table.ts";

/** Pages that have a file of their own. */
const PAGES = [
  ...["issues", "issue", "reports", "report", "live", "versions", "other"],
  ...["sinks", "setup", "settings"],
];

/** What a browser loads for the first page, and what each other page adds. */
export async function measureSizes(): Promise<string> {
  const pages = await dashboardFiles();
  const first = filesBehind(pages, [...pages.early, ...pages.styles, ...pages.modules]);
  const html = shell(pages, 0).text;
  const total = weigh(pages, first);
  const rows = PAGES.map((name) => {
    const own = [...pages.files.keys()].filter((file) => file.match(`^${name}-\\w+\\.js$`));
    const added = [...filesBehind(pages, own)].filter((file) => !first.has(file));
    return rowOf(`${name} adds`, added.length, weigh(pages, added));
  });
  return table(
    ["kB", "files", "gzip", "br"],
    [
      rowOf("first load, HTML included", first.size + 1, {
        gzip: total.gzip + gzipSync(html).length,
        br: total.br + html.length,
      }),
      ...rows,
    ],
  );
}

type Files = Awaited<ReturnType<typeof dashboardFiles>>;

function weigh({ files }: Files, names: Iterable<string>): { gzip: number; br: number } {
  const found = [...names].flatMap((name) => files.get(name) ?? []);
  return {
    gzip: found.reduce((sum, { gzip }) => sum + gzip.length, 0),
    br: found.reduce((sum, { br }) => sum + br.length, 0),
  };
}

function rowOf(name: string, files: number, { gzip, br }: { gzip: number; br: number }): string[] {
  return [name, String(files), (gzip / 1_000).toFixed(1), (br / 1_000).toFixed(1)];
}
