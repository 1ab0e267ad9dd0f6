import type { ErasureInfo } from "../../../../src/delivery/index.ts";
import type { RemoteErasures } from "../../../../src/http/services.ts";
import { CodedError } from "../../../../src/report/errors.ts";
import { ERASURE } from "./examples.ts";

/** Takes every erasure, and knows these. */
export function fakeErasures(erasures: readonly ErasureInfo[] = [ERASURE]): RemoteErasures {
  const known = new Map(erasures.map((erasure) => [erasure.id, erasure]));
  return {
    request: async (request) => {
      const what = request.distinctId === null ? "document" : "distinct_id";
      const info: ErasureInfo = { ...ERASURE, what, project: request.project, doneAt: null };
      known.set(info.id, info);
      return info;
    },
    get: async (id) => {
      const found = known.get(id);
      if (found) return found;
      throw new CodedError("erasure_unknown", "There is no erasure of this id.");
    },
    list: async ({ before, limit }) =>
      [...known.values()]
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .filter(({ id }) => before === null || id < before)
        .slice(0, limit),
  };
}
