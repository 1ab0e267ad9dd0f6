interface PageEnd {
  next: string | null;
  from: string;
  to: string;
}

/** Where the next page begins, and of which span it is: moments pass between two pages. */
export function nextOf({ next, from, to }: PageEnd): string | null {
  return next === null ? null : JSON.stringify({ cursor: next, from, to });
}

/** What {@link nextOf} said, as the API takes it. */
export function placeOf(place: string | undefined): Record<string, string> {
  return place === undefined ? {} : JSON.parse(place);
}

/** An issue may have moved to a later page meanwhile: each is shown once. */
export function distinct<T extends { id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}
