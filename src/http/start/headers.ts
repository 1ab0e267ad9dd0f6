import { startHeaders } from "../../setup/index.ts";
import type { ProjectInfo } from "../services.ts";

/** Header lines of a site, ready to copy. */
export interface SiteHeaders {
  project: string;
  /** One line each; the policy is an example. */
  lines: readonly string[];
}

/**
 * What a site of the project has to send.
 *
 * @param base how browsers reach Tattle
 */
export function siteHeaders(base: string, { name, token }: ProjectInfo): SiteHeaders {
  return { project: name, lines: startHeaders(base, token).lines };
}
