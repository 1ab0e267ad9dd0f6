/** How far the server's clock is ahead of the viewer's, in milliseconds: the page says when it was made. */
const AHEAD = ahead();

/**
 * The time by the server's clock, in milliseconds since the epoch. What reports say is told by
 * that clock, and a viewer's that is wrong must not move the spans that are asked for.
 */
export function serverNow(): number {
  return Date.now() + AHEAD;
}

function ahead(): number {
  // Tests of pure parts have no page.
  if (typeof document === "undefined") return 0;
  const made = Number(document.getElementById("app")?.dataset.now);
  return Number.isFinite(made) && made > 0 ? made - Date.now() : 0;
}
