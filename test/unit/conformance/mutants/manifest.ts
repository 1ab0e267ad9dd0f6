import { t } from "tattle/sink";
import { type Mutant, reference } from "./mutant.ts";

const { properties } = reference.config;

let tables = 0;
let calls = 0;
const settings = () => ({
  url: "https://logs.example/",
  token: "s3cret/token+of some length",
  table: `manifest-${++tables}`,
});

export const manifest: readonly Mutant[] = [
  {
    clause: "manifest/name",
    what: "a name with capitals and a space",
    plugin: { ...reference, name: "My Sink" },
  },
  {
    clause: "manifest/summary",
    what: "a summary of two lines",
    plugin: { ...reference, summary: "Writes reports\nsomewhere." },
  },
  {
    clause: "manifest/schema",
    what: "settings that are anything",
    plugin: { ...reference, config: t.Any() },
    options: { config: settings },
  },
  {
    clause: "manifest/descriptions",
    what: "a setting without a description",
    plugin: {
      ...reference,
      config: t.Object({ ...properties, colour: t.Optional(t.String()) }),
    },
  },
  {
    clause: "manifest/defaults",
    what: "a default of the wrong type",
    plugin: {
      ...reference,
      config: t.Object({ ...properties, size: t.Integer({ default: "10", description: "Size." }) }),
    },
    options: { config: () => ({ ...settings(), size: 10 }) },
  },
  {
    clause: "manifest/settings",
    what: "a test with settings that do not fit, at first",
    plugin: reference,
    options: { config: () => (++calls === 1 ? { token: 7 } : settings()) },
  },
  {
    clause: "manifest/supports",
    what: "supports.deferred without sync()",
    plugin: { ...reference, supports: { reader: false, idempotent: true, deferred: true } },
  },
  {
    clause: "manifest/api",
    what: "written for the contract of another decade",
    plugin: { ...reference, api: 99 },
  },
  {
    clause: "manifest/batch",
    what: "batches of negative age",
    plugin: { ...reference, batch: { maxAge: -1 } },
  },
];
