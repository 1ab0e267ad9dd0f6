import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BodyReader, type BodyRequest } from "../../../../src/http/report/body.ts";

const LIMITS = { body: 100, bodiesInFlight: 250 };

/** A request whose length is known beforehand. */
function sized(length: number, bytes = () => Promise.resolve(new Uint8Array(length))): BodyRequest {
  return { headers: new Headers({ "content-length": String(length) }), body: null, bytes };
}

/** A request that comes in chunks, and may break off after them. */
function chunked(lengths: readonly number[], end: "end" | "break" | "hang" = "end") {
  const waiting = [...lengths];
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const next = waiting.shift();
      if (next !== undefined) return controller.enqueue(new Uint8Array(next).fill(7));
      if (end === "break") return controller.error(new Error("gone"));
      if (end === "end") return controller.close();
      return new Promise(() => {});
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const bytes = () => Promise.reject(new Error("not asked"));
  return { headers: new Headers(), body, bytes, cancelled: () => cancelled };
}

/** A length as two chunks. */
function halves(length: number): number[] {
  return [Math.floor(length / 2), Math.ceil(length / 2)];
}

describe("a body whose length is known", () => {
  test("is held until it is released", async () => {
    const bodies = new BodyReader(LIMITS);
    const result = await bodies.read(sized(100));
    expect(result.bytes?.byteLength).toBe(100);
    expect(bodies.inFlight).toBe(100);
    if (result.failure === null) bodies.release(result.held);
    expect(bodies.inFlight).toBe(0);
  });

  test("is refused unread when it is too large, or when there are too many", async () => {
    const bodies = new BodyReader(LIMITS);
    const unread = () => Promise.reject(new Error("was read"));
    expect((await bodies.read(sized(101, unread))).failure).toBe("too_large");
    await bodies.read(sized(100));
    await bodies.read(sized(100));
    expect((await bodies.read(sized(51, unread))).failure).toBe("too_many");
    expect(bodies.inFlight).toBe(200);
    expect((await bodies.read(sized(50))).failure).toBeNull();
  });

  test("that breaks off leaves nothing held", async () => {
    const bodies = new BodyReader(LIMITS);
    const broken = sized(80, () => Promise.reject(new Error("gone")));
    expect((await bodies.read(broken)).failure).toBe("aborted");
    expect(bodies.inFlight).toBe(0);
  });

  test("whose length is no number is refused, and spoils nothing", async () => {
    const bodies = new BodyReader(LIMITS);
    for (const length of ["x", "-5", "NaN", "Infinity", "1e1", "0x10", "1.5", ""]) {
      const request = { ...sized(0), headers: new Headers({ "content-length": length }) };
      const result = await bodies.read(request);
      if (result.failure === null) bodies.release(result.held);
      expect(bodies.inFlight).toBe(0);
    }
    expect((await bodies.read(sized(100))).failure).toBeNull();
  });
});

describe("a body that comes in chunks", () => {
  test("is put together in order", async () => {
    const bodies = new BodyReader(LIMITS);
    const result = await bodies.read(chunked([10, 1, 29]));
    expect(result.bytes).toEqual(new Uint8Array(40).fill(7));
    if (result.failure === null) bodies.release(result.held);
    expect(bodies.inFlight).toBe(0);
  });

  test("counts with the memory it takes, which is at most the largest body", async () => {
    const bodies = new BodyReader({ body: 100_000, bodiesInFlight: 1_000_000 });
    const held: number[] = [];
    for (const length of [1, 4096, 4097, 40_000, 100_000]) {
      const result = await bodies.read(chunked(Array(100).fill(0).concat(halves(length))));
      expect(result.bytes?.byteLength).toBe(length);
      if (result.failure === null) held.push(result.held);
    }
    expect(held).toEqual([4096, 4096, 8192, 40_000, 100_000]);
    expect(bodies.inFlight).toBe(held.reduce((sum, one) => sum + one));
  });

  test("leaves other work its turn, however small its chunks are", async () => {
    const bodies = new BodyReader({ body: 10_000, bodiesInFlight: 10_000 });
    let turns = 0;
    let reading = true;
    const count = () => {
      turns++;
      if (reading) setImmediate(count);
    };
    setImmediate(count);
    const result = await bodies.read(chunked(Array(1_000).fill(1)));
    reading = false;
    expect(result.bytes).toEqual(new Uint8Array(1_000).fill(7));
    expect(turns).toBeGreaterThan(10);
  });

  test("takes no more than the share of large ones", async () => {
    const bodies = new BodyReader({ body: 1_000_000, bodiesInFlight: 2_000_000 });
    await bodies.read(sized(1_000_000));
    expect((await bodies.read(chunked([400_000, 400_000]))).failure).toBe("too_many");
    expect((await bodies.read(chunked([10_000]))).failure).toBeNull();
  });

  test("is given up once it is too large, at whatever chunk", async () => {
    const bodies = new BodyReader(LIMITS);
    const request = chunked([60, 40, 1, 1_000_000]);
    expect((await bodies.read(request)).failure).toBe("too_large");
    expect([bodies.inFlight, request.cancelled()]).toEqual([0, true]);
  });

  test("is given up when there are too many", async () => {
    const bodies = new BodyReader(LIMITS);
    await bodies.read(sized(100));
    await bodies.read(sized(100));
    const request = chunked([30, 30]);
    expect((await bodies.read(request)).failure).toBe("too_many");
    expect([bodies.inFlight, request.cancelled()]).toEqual([200, true]);
  });

  test("that breaks off leaves nothing held", async () => {
    const bodies = new BodyReader(LIMITS);
    expect((await bodies.read(chunked([30, 30], "break"))).failure).toBe("aborted");
    expect(bodies.inFlight).toBe(0);
  });

  test("may be empty, or none at all", async () => {
    const bodies = new BodyReader(LIMITS);
    expect((await bodies.read(chunked([]))).bytes?.byteLength).toBe(0);
    expect((await bodies.read({ ...chunked([]), body: null })).bytes?.byteLength).toBe(0);
    expect(bodies.inFlight).toBe(0);
  });
});

test("whatever comes at once, nothing stays held, and never more than the bound", async () => {
  const lengths = fc.array(fc.nat(90), { maxLength: 4 });
  const request = fc.oneof(
    fc.nat(130).map((length) => () => sized(length)),
    fc.nat(130).map((length) => () => sized(length, () => Promise.reject(new Error("gone")))),
    lengths.map((chunks) => () => chunked(chunks)),
    lengths.map((chunks) => () => chunked(chunks, "break")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 12 }), async (requests) => {
      const bodies = new BodyReader(LIMITS);
      await Promise.all(
        requests.map(async (make) => {
          const result = await bodies.read(make());
          expect(bodies.inFlight).toBeLessThanOrEqual(LIMITS.bodiesInFlight);
          if (result.failure !== null) return;
          expect(result.bytes.byteLength).toBeLessThanOrEqual(result.held);
          await Promise.resolve();
          bodies.release(result.held);
        }),
      );
      expect(bodies.inFlight).toBe(0);
    }),
  );
});

test("clients that announce large bodies and send nothing keep no ordinary report out", async () => {
  const bodies = new BodyReader({ body: 1_000_000, bodiesInFlight: 4_000_000 });
  const never = () => new Promise<Uint8Array<ArrayBuffer>>(() => {});
  for (let client = 0; client < 3; client++) void bodies.read(sized(1_000_000, never));
  expect((await bodies.read(sized(100_000))).failure).toBe("too_many");
  expect((await bodies.read(sized(10_000))).failure).toBeNull();
});
