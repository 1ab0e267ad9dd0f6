/** Outlines on a grid of 24, drawn with the colour of the text. */
const PATHS = {
  overview: "M4 19V9m5 10V5m5 14v-7m5 7V8",
  issues: "M12 8v5m0 3.5v.01M4.2 19h15.6L12 4.5z",
  reports: "M5 6h14M5 12h14M5 18h9",
  live: "M3 12h4l3-7 4 14 3-7h4",
  versions: "M6 4v16m0-9c6 0 12-1 12-7m-3 3 3-3 3 3",
  other: "M4 5h6v6H4zm10 0h6v6h-6zM4 15h6v4H4zm10 0h6v4h-6z",
  sinks: "M4 6h16v5H4zm0 7h16v5H4zm3-4.5v.01m0 7v.01",
  setup: "m5 19 9-9m-3-5 1-2m5 3 2-1m-1 6 2 1m-8-4 4 4-2 2-4-4z",
  settings:
    "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zm0-6v3m0 12v3m9-9h-3M6 12H3m15.4-6.4-2.1 2.1M7.7 16.3l-2.1 2.1m12.8 0-2.1-2.1M7.7 7.7 5.6 5.6",
  mute: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12",
  reopen: "M4 9h10a5 5 0 0 1 0 10H8M4 9l4-4M4 9l4 4",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8 9h8M8 13h4",
  leave: "M9 5H5v14h14v-4M13 5h6v6m0-6-9 9",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  check: "m5 12 5 5 9-10",
  down: "m6 9 6 6 6-6",
  search: "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zm4.5 10.5L20 20",
  pause: "M8 5v14m8-14v14",
  play: "m8 5 10 7-10 7z",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word; it says nothing by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
