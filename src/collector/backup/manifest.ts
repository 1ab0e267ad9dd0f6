import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { CodedError } from "../../report/errors.ts";

/** Of a backup's files. Grows when an older release could not read them. */
export const FORMAT = 1;

/** The first file of a backup. */
export const MANIFEST_FILE = "manifest.json";

const Part = Type.Object({
  /** Its name in the archive. */
  file: Type.String(),
  /** The sink whose copy it is; `null` for a file of the data folder. */
  sink: Type.Union([Type.String(), Type.Null()]),
  bytes: Type.Integer({ minimum: 0 }),
  /** SHA-256, hexadecimal. */
  sha256: Type.String(),
});

const Manifest = Type.Object({
  format: Type.Integer(),
  /** The release that wrote it. */
  tattle: Type.String(),
  createdAt: Type.String(),
  parts: Type.Array(Part),
});

export type BackupPart = Static<typeof Part>;
export type BackupManifest = Static<typeof Manifest>;

/** Reads a manifest. @throws CodedError `backup_unusable`, `data_newer` */
export function readManifest(text: string, name: string): BackupManifest {
  const value: unknown = JSON.parse(text);
  if (Value.Check(Type.Object({ format: Type.Integer() }), value) && value.format > FORMAT) {
    throw new CodedError(
      "data_newer",
      `${name} has format ${value.format}; this release knows up to ${FORMAT}.`,
    );
  }
  if (Value.Check(Manifest, value)) return value;
  throw new CodedError("backup_unusable", `${name} has no manifest of a backup.`);
}
