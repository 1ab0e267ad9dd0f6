import { describe, expect, test } from "bun:test";
import { contractProblem } from "../../../src/sink/contract.ts";

const VERSIONS = { oldest: 2, newest: 3 };

describe("the version of the contract that a sink was written for", () => {
  test("may be any that this Tattle has", () => {
    expect(contractProblem(2, VERSIONS)).toBeNull();
    expect(contractProblem(3, VERSIONS)).toBeNull();
  });

  test("is 1 where the sink does not say", () => {
    expect(contractProblem(undefined)).toBeNull();
    expect(contractProblem(undefined, VERSIONS)).toContain("written for version 1");
  });

  test("that is too new asks for a newer Tattle", () => {
    expect(contractProblem(4, VERSIONS)).toMatch(/this Tattle has 3: use a newer Tattle/);
  });

  test("that is too old asks for a newer sink", () => {
    expect(contractProblem(1, VERSIONS)).toMatch(
      /no longer has .* use a newer release of the sink/,
    );
  });

  test.each([["1"], [1.5], [Number.NaN], [null]])("cannot be %p", (api) => {
    expect(contractProblem(api, VERSIONS)).toMatch(/must be a whole number/);
  });
});
