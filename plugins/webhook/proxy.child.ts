import { aContext, anOpenSink, reportsOf } from "./testing.ts";

/**
 * A program for the test of proxies, which are a matter of the environment: writes one report to
 * the address of its first argument, whose name it takes for a public one, with `private_addresses`
 * being the second. Prints what `write` resolved to.
 */
const [, , address = "", privateAddresses] = Bun.argv;
const { port } = new URL(address);
// Connects to loopback wherever the sink wants to go, and leaves all else to real fetch.
const context = aContext((input, init) => {
  const url = new URL(String(input));
  if (url.hostname !== "hook.example") url.hostname = "127.0.0.1";
  return fetch(url, init);
});
const guard = privateAddresses === "allow" ? "allow" : "refuse";
const lookUp = () => Promise.resolve(["192.30.255.1"]);
const url = `http://hook.example:${port}/hook`;
const sink = await anOpenSink(url, { private_addresses: guard }, { context, lookUp });
const batch = { id: "b", reports: reportsOf(1) };
process.stdout.write(JSON.stringify(await sink.write(batch, AbortSignal.timeout(5_000))));
