/** Where the dashboard's pages are. Which one it is, its script sees from the address. */
export const PAGE_PATHS = [
  "/",
  "/issues",
  "/issues/:id",
  "/reports",
  "/reports/:id",
  "/live",
  "/versions",
  "/other",
  "/sinks",
  "/setup",
  "/settings",
] as const;
