import type { ProjectInfo } from "../services.ts";

/** Header lines of a site, ready to copy. */
export interface SiteHeaders {
  project: string;
  /** One line each; the policy is an example. */
  lines: readonly string[];
}

/**
 * What a site has to send so that its reports come here: `report-uri` for violations, because a
 * policy with `report-to` as well loses those of frames and workers, and `Reporting-Endpoints`
 * for all other types.
 *
 * @param base how browsers reach Tattle, without a slash at the end
 */
export function siteHeaders(base: string, { name, token }: ProjectInfo): SiteHeaders {
  const query = token === null ? "" : `?token=${encodeURIComponent(token)}`;
  const url = `${base}/report/${query}`;
  return {
    project: name,
    lines: [
      `Content-Security-Policy-Report-Only: default-src 'self'; report-uri ${url}`,
      `Reporting-Endpoints: default="${url}"`,
    ],
  };
}
