import { packDashboard } from "./pack.macro.ts" with { type: "macro" };

/** The files as JSON; see `PackedFile`. */
export const PACKED: string = packDashboard();
