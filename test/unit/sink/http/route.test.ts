import { describe, expect, test } from "bun:test";
import { type LookUp, publicRoute } from "../../../../src/sink/http/route.ts";
import { failureOf } from "../../../support/failure.ts";

const noLookUp: LookUp = (host) => Promise.reject(new Error(`looked up ${host}`));
const { signal } = new AbortController();
const PUBLIC = ["192.30.255.1", "2606:4700::1111"];
const finds =
  (...addresses: string[]): LookUp =>
  () =>
    Promise.resolve(addresses);

describe("publicRoute", () => {
  test.each([
    ["http://127.0.0.1/"],
    ["http://127.1/"],
    ["http://2130706433/"],
    ["http://0x7f000001/"],
    ["http://0177.0.0.1/"],
    ["http://127.0.0.1./"],
    ["http://１２７.0.0.1/"],
    ["http://0/"],
    ["http://[::1]/"],
    ["http://[::ffff:127.0.0.1]/"],
    ["http://[64:ff9b::10.0.0.1]/"],
    ["http://169.254.169.254/latest/meta-data/"],
    ["http://localhost/"],
    ["http://LOCALHOST./"],
    ["https://db.localhost:8443/"],
  ])("refuses %s without looking anything up, and names the setting", async (url) => {
    const route = await publicRoute(new URL(url), noLookUp, 0, signal);
    expect(route).toEqual({ refused: expect.stringContaining('private_addresses = "allow"') });
  });

  test.each([[["10.0.0.1"]], [["192.30.255.1", "10.0.0.1"]], [["192.30.255.1", "::1"]]])(
    "refuses a name that also stands for a private address: %p",
    async (addresses) => {
      const route = await publicRoute(
        new URL("http://hook.example/"),
        finds(...addresses),
        0,
        signal,
      );
      expect(route).toEqual({ refused: expect.stringContaining(addresses.at(-1) ?? "") });
    },
  );

  test("leads to the checked address under the name of the URL", async () => {
    const url = new URL("https://hook.example:8443/a/b?c=d");
    const asked: string[] = [];
    const lookUp: LookUp = (host) => {
      asked.push(host);
      return Promise.resolve(PUBLIC);
    };
    expect(await publicRoute(url, lookUp, 0, signal)).toEqual({
      url: new URL("https://192.30.255.1:8443/a/b?c=d"),
      headers: { host: "hook.example:8443" },
      options: { proxy: false, tls: { serverName: "hook.example" } },
    });
    expect(asked).toEqual(["hook.example"]);
  });

  test("takes another of several addresses each turn", async () => {
    const hosts: string[] = [];
    for (const turn of [0, 1, 2]) {
      const route = await publicRoute(
        new URL("http://hook.example/"),
        finds(...PUBLIC),
        turn,
        signal,
      );
      hosts.push("url" in route ? route.url.hostname : "");
    }
    expect(hosts).toEqual(["192.30.255.1", "[2606:4700::1111]", "192.30.255.1"]);
  });

  test("drops the dot at the end of a complete name, and needs no TLS for http", async () => {
    const route = await publicRoute(
      new URL("http://hook.example./"),
      finds("192.30.255.1"),
      0,
      signal,
    );
    expect(route).toMatchObject({ headers: { host: "hook.example" }, options: { proxy: false } });
  });

  test("leaves a public address in the URL as it is", async () => {
    const url = new URL("https://192.30.255.1/x");
    expect(await publicRoute(url, noLookUp, 0, signal)).toEqual({
      url,
      headers: {},
      options: { proxy: false },
    });
  });

  test("does not wait for a look-up that hangs once the signal aborts", async () => {
    const controller = new AbortController();
    const hangs = () => new Promise<string[]>(() => {});
    const attempt = publicRoute(new URL("http://hook.example/"), hangs, 0, controller.signal);
    controller.abort(new Error("enough"));
    expect((await failureOf(attempt)).message).toBe("enough");
  });
});
