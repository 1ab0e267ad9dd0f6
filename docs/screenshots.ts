/**
 * Takes the pictures of `docs/images`: each page of the dashboard before a demo that is the same
 * each time. Run by `make screenshots`; needs Chromium.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Dashboard, DESKTOP, dashboardPages, type Look, PHONE } from "../test/support/dashboard.ts";

/** The story of the demo is at its best at this time of a working day. */
const DEMO = ["--now", "2026-11-26T15:30:00Z", "--seed", "1", "--days", "14", "--no-live"];

const LOOKS: Readonly<Record<string, Look>> = {
  light: { theme: "light", ...DESKTOP },
  dark: { theme: "dark", ...DESKTOP },
  phone: { theme: "light", ...PHONE },
  "phone-dark": { theme: "dark", ...PHONE },
};

const folder = join(import.meta.dir, "images");
mkdirSync(folder, { recursive: true });
await using dashboard = await Dashboard.open(DEMO);
for (const [page, path] of Object.entries(await dashboardPages(dashboard.ask))) {
  for (const [look, how] of Object.entries(LOOKS)) {
    await dashboard.visit(path, how);
    await dashboard.devtools.picture(join(folder, `${page}-${look}.webp`));
  }
}
