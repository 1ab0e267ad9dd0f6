/**
 * The versions of the contract that this Tattle understands. `newest` grows when something is
 * added that a sink may rely on; `oldest` grows when something is taken away, in a major release
 * of Tattle only.
 */
export const CONTRACT: Readonly<{ oldest: number; newest: number }> = { oldest: 1, newest: 1 };

/**
 * Why a sink written for that version of the contract cannot run here, and what to do; `null`
 * where it can.
 *
 * @param api as the plugin declares it; left out means 1
 */
export function contractProblem(api: unknown = 1, { oldest, newest } = CONTRACT): string | null {
  if (typeof api !== "number" || !Number.isInteger(api)) {
    return "`api` must be a whole number: the version of tattle/sink that the sink was written for";
  }
  if (api > newest) {
    return `it was written for version ${api} of tattle/sink, and this Tattle has ${newest}: use a newer Tattle, or an older release of the sink`;
  }
  if (api < oldest) {
    return `it was written for version ${api} of tattle/sink, which this Tattle no longer has (it begins at ${oldest}): use a newer release of the sink`;
  }
  return null;
}
