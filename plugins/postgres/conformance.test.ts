import { afterAll, beforeAll, describe, test } from "bun:test";
import { testSink } from "tattle/conformance";
import { hasPostgres, Postgres, START_LIMIT } from "../../test/support/postgres.ts";
import plugin from "./index.ts";
import { newSchema } from "./testing.ts";

/** Lets every row be answered as by a server whose disk is full. */
const refusing = (schema: string) => `
  CREATE FUNCTION ${schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
  CREATE TRIGGER refuse BEFORE INSERT ON ${schema}.tattle_reports
  FOR EACH ROW EXECUTE FUNCTION ${schema}.refuse();`;

describe.skipIf(!hasPostgres())("the contract, against a real server", () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await Postgres.start();
  }, START_LIMIT);
  afterAll(() => server[Symbol.asyncDispose]());

  testSink({
    test,
    plugin,
    config: () => ({ url: server.url(), schema: newSchema(), connect_timeout: 1_000 }),
    probe: async ({ config: { schema, table } }) => {
      const [found] = await server.run(`SELECT to_regclass('${schema}.${table}') AS there`);
      if (found?.there === null) return [];
      return (await server.run(`SELECT id FROM ${schema}.${table}`)).map(({ id }) => String(id));
    },
    outage: {
      begin: () => server.stop(),
      refuse: ({ config: { schema } }) => server.run(refusing(schema)).then(() => {}),
      end: async ({ config: { schema } }) => {
        await server.start();
        await server.run(`DROP FUNCTION IF EXISTS ${schema}.refuse CASCADE`);
      },
    },
    unacceptable: (report) => ({ ...report, id: `no-uuid-${report.id}` }),
    cleanUp: async ({ config: { schema } }) => {
      await server.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    },
  });
});
