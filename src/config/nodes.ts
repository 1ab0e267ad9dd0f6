import { type TString, type TUnsafe, Type } from "@sinclair/typebox";
import type { SettingOptions } from "../sink/schema.ts";
import type { Address, Cidr } from "./address.ts";
import type { ModuleRef } from "./module-ref.ts";
import type { Rate } from "./rate.ts";
import type { Secret } from "./secret.ts";

/**
 * Settings that are written as text and read as something else, beside the quantities and secrets
 * that plugins have too. Only the host's own schema uses them; `notation.ts` reads them.
 */
export type Notation =
  | "address"
  | "cidr"
  | "path"
  | "module"
  | "origin"
  | "base_url"
  | "rate"
  | "secret";

/** Options of a text setting: its documentation, its default as written. */
export interface TextOptions extends SettingOptions {
  default?: string;
}

/** `"127.0.0.1:8787"`, `"[::1]:8787"` or `"unix:/run/tattle.sock"`. */
export const AddressSetting = (options: TextOptions): TUnsafe<Address> => text("address", options);

/** `"10.0.0.0/8"`; a bare address means that one address. */
export const CidrSetting = (options: TextOptions): TUnsafe<Cidr> => text("cidr", options);

/** A path; relative ones start at the folder of the file that says it, else at the working folder. */
export const PathSetting = (options: TextOptions): TUnsafe<string> => text("path", options);

/** `"./my-sink.ts"` or `"tattle-sink-kafka"`: a file as in {@link PathSetting}, or a package. */
export const ModuleSetting = (options: TextOptions): TUnsafe<ModuleRef> => text("module", options);

/** `"https://shop.example"`, also with a leading wildcard: `"https://*.shop.example"`. */
export const OriginSetting = (options: TextOptions): TUnsafe<string> => text("origin", options);

/** An http or https URL without query; read without a slash at its end. */
export const BaseUrlSetting = (options: TextOptions): TUnsafe<string> => text("base_url", options);

/** `"4/1h"`: so many in a time. */
export const RateSetting = (options: TextOptions): TUnsafe<Rate> => text("rate", options);

/** A secret that stays wrapped until it is used. */
export const SecretSetting = (options: TextOptions): TUnsafe<Secret> =>
  text("secret", { ...options, secret: true });

/** What a project or a sink may be called; safe as a folder's name. */
export const NAME_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$";

/** A name of a project or sink: it ends in URLs, labels of metrics and names of folders. */
export const NameSetting = (example: string, description: string): TString =>
  Type.String({
    pattern: NAME_PATTERN,
    expected: "at most 63 letters, digits, `.`, `_` and `-`, the first one a letter or digit",
    example,
    description,
  });

function text<T>(notation: Notation, options: TextOptions & { secret?: boolean }): TUnsafe<T> {
  return Type.Unsafe<T>({ type: "string", notation, ...options });
}
