import { type Static, Type } from "@sinclair/typebox";
import { OneOf } from "./common.ts";

export const SessionSchema = Type.Object(
  {
    name: Type.String({
      description: "Name of the token behind the request; `admin` for the admin token.",
    }),
    role: OneOf(["admin", "read"], "`read`: nothing can be changed."),
    version: Type.String({ description: "Of Tattle." }),
    reportUrl: Type.String({
      description: "How browsers reach `/report/`, without a slash at the end.",
    }),
  },
  { $id: "Session", description: "Who asks, and what they need to know to set up a site." },
);

/** Who asks, as the API shows it. */
export type SessionView = Static<typeof SessionSchema>;
