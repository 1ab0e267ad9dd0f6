import { type Static, Type } from "@sinclair/typebox";
import { Nullable, OneOf, Timestamp } from "./common.ts";

export const StatusSchema = Type.Object(
  {
    version: Type.String({ description: "Of Tattle." }),
    startedAt: Timestamp("When this process began to serve."),
    uptimeSeconds: Type.Integer({ minimum: 0, description: "Since then." }),
    journal: Type.Object(
      {
        state: OneOf(
          ["ok", "failing", "blocked"],
          '`failing`: it cannot be written. `blocked`: a sink with `on_full = "block"` is full.',
        ),
        error: Nullable(Type.String(), "What the disk said."),
      },
      { description: "What takes reports. Anything but `ok` answers senders 503." },
    ),
    reader: Type.Boolean({ description: "Whether a sink can be read from." }),
  },
  { $id: "Status", description: "How Tattle is doing." },
);

/** The process as the API shows it. */
export type StatusView = Static<typeof StatusSchema>;

export const LoginCodeSchema = Type.Object(
  {
    code: Type.String({ description: "Opens one session." }),
    url: Type.String({ format: "uri", description: "For a browser." }),
    expiresAt: Timestamp("Ten minutes from now."),
  },
  { $id: "LoginCode", description: "A one-time code." },
);

/** A one-time code as the API and the start banner give it. */
export type LoginCode = Static<typeof LoginCodeSchema>;
