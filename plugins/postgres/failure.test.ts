import { expect, test } from "bun:test";
import { SQL } from "bun";
import { judge } from "./failure.ts";

function fromServer(errno: string, message = "what the server says"): Error {
  return new SQL.PostgresError(message, { code: "ERR_POSTGRES_SERVER_ERROR", errno });
}

test.each([
  [
    "data",
    ["22P05", "22021", "22001", "22008", "23502", "23514", "44000", "54000", "54001", "P0001"],
  ],
  ["fatal", ["28000", "28P01", "3D000", "42501", "42703", "42804", "42601", "42939"]],
  ["missing", ["42P01", "3F000"]],
  [
    "later",
    ["08006", "40001", "40P01", "53100", "53200", "53300", "55P03", "57014", "57P01", "57P03"],
  ],
  ["later", ["25006", "25P02", "42P05", "58030", "58P01", "0A000", "XX000", "XX002", "ZZZZZ"]],
] as const)("%s: %j", (kind, states) => {
  for (const state of states) expect(judge(fromServer(state), []), state).toMatchObject({ kind });
});

test("a standby is asked again after a minute, others when the host likes", () => {
  expect(judge(fromServer("25006"), [])).toMatchObject({ pause: 60_000 });
  expect(judge(fromServer("57P03"), [])).toMatchObject({ pause: null });
});

test.each([
  ["ERR_POSTGRES_CONNECTION_REFUSED", { kind: "later", pause: null }],
  ["ERR_POSTGRES_CONNECTION_TIMEOUT", { kind: "later", pause: null }],
  ["ERR_POSTGRES_CONNECTION_CLOSED", { kind: "later", pause: null }],
  ["ERR_POSTGRES_TLS_NOT_AVAILABLE", { kind: "later", pause: 60_000 }],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", { kind: "later", pause: 60_000 }],
  ["CERT_HAS_EXPIRED", { kind: "later", pause: 60_000 }],
  ["ERR_POSTGRES_UNSUPPORTED_AUTHENTICATION_METHOD", { kind: "fatal" }],
])("the client's %s", (code, want) => {
  expect(judge(Object.assign(new Error("x"), { code, errno: 0 }), [])).toMatchObject(want);
});

test.each(["a text", null, undefined, 7, {}])("%p passes by itself", (thrown) => {
  expect(judge(thrown, [])).toMatchObject({ kind: "later" });
});

test("a message is one printable line without secrets, with the code", () => {
  const said = `no\u001b[31m way,\n"s3cret" ${"x".repeat(300)}`;
  const { message } = judge(fromServer("28P01", said), ["s3cret"]);
  expect(message).toStartWith('no [31m way, "…" xxx');
  expect(message).toEndWith("x… (28P01)");
  expect(message.length).toBeLessThan(220);
});
